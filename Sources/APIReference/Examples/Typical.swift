internal import APISchema
internal import JSONDecoding

/// Values as anybody might have had them, in place of what was measured of one person.
enum Typical {
  /// The elements that are shown of a list.
  static let listLength = 2

  /// A message in which nothing is measured, and lists are short.
  ///
  /// What tells something about somebody's health, as the schema says, is as the example has it that
  /// comes with the schema, or else a usual value. Numbers of which the schema says nothing, or only what
  /// recordings showed, may be measured too.
  static func value(
    _ value: JSONValue, _ schema: ValueSchema?, _ example: JSONValue?, index: Int = 0
  ) -> JSONValue {
    switch value {
    case .object(let members):
      return .object(
        members.map { member in
          let known = schema?.members.first { $0.name == member.name }
          return JSONValue.Member(
            member.name,
            Self.value(
              member.value, known?.provenance.isLearned == true ? nil : known?.value,
              example?[member.name], index: index))
        })
    case .array(let elements):
      return .array(
        elements.prefix(listLength).enumerated().map {
          Self.value($1, schema?.elements?.value, element($0, of: example), index: $0)
        })
    case .number(let number): return .number(Self.number(number, schema, example, index))
    case .string:
      guard schema?.isHealthData == true else { return value }
      if case .string? = example { return example ?? value }
      let words = schema?.values.filter { !$0.isInteger }.map(\.text) ?? []
      return .string(words.first { $0 == steady } ?? words.first ?? "")
    case .null, .bool: return value
    }
  }

  private static let steady = "Flat"

  private static func element(_ index: Int, of example: JSONValue?) -> JSONValue? {
    guard case .array(let elements)? = example, index < elements.count else { return nil }
    return elements[index]
  }

  private static func number(
    _ number: JSONNumber, _ schema: ValueSchema?, _ example: JSONValue?, _ index: Int
  ) -> JSONNumber {
    guard let schema else {
      guard case .integer = number else { return .double(1.5) }
      return .integer(1)
    }
    guard schema.isHealthData else { return number }
    if case .number(let usual)? = example { return usual }
    if let choice = schema.values.first(where: { $0.name == steady && $0.isInteger }),
      let integer = Int64(choice.text)
    {
      return .integer(integer)
    }
    return .integer(Int64(112 + 3 * index))
  }
}
