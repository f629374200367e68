import APISchema
import Testing

@testable import Drift

struct WordsTests {
  @Test(arguments: [
    (39.0, 401.0, "an integer 39–401 mg/dL"),
    (1, nil, "an integer from 1 on mg/dL"),
    (-.infinity, 9, "an integer up to 9 mg/dL"),
    (.leastNonzeroMagnitude, 9, "an integer above 0, up to 9 mg/dL"),
    (.leastNonzeroMagnitude, .infinity, "an integer above 0 mg/dL"),
    (-.infinity, -.leastNonzeroMagnitude, "an integer below 0 mg/dL"),
    (nil, nil, "an integer mg/dL"),
  ])
  func `the range of numbers is told`(_ least: Double?, _ greatest: Double?, _ words: String) {
    var schema = ValueSchema(kinds: [.integer])
    (schema.minimum, schema.maximum, schema.unit) = (least, greatest, "mg/dL")
    #expect(Words.expected(schema) == words)
  }

  @Test(arguments: [(9.0, "an integer 2–6"), (401, "an integer 0–401 2–6")])
  func `a range is not told beside the numbers that make it`(_ greatest: Double, _ words: String) {
    var schema = ValueSchema(kinds: [.integer])
    (schema.minimum, schema.maximum) = (0, greatest)
    schema.values = (2...6).map { EnumerationValue(String($0), isInteger: true) }
    #expect(Words.expected(schema) == words)
  }
}
