import ShareAPI
import Testing

struct WCFDateTests {
  @Test(
    arguments: [
      ("/Date(1426767421178)/", 1_426_767_421_178, nil), ("\\/Date(1)\\/", 1, nil),
      ("/Date(1426780716000-0700)/", 1_426_780_716_000, -420),
      ("Date(1691455258000-0400)", 1_691_455_258_000, -240),
      ("/Date(28800000-0800)/", 28_800_000, -480), ("Date(-5+0530)", -5, 330),
      ("Date(007)", 7, nil), ("Date(-0)", 0, nil),
      ("/Date(1587165223000+0000)", 1_587_165_223_000, 0),
      ("2018-10-01T12:00:00.1234567Z", 1_538_395_200_123, nil),
    ] as [(String, Int64, Int?)])
  func `a date is understood and given back as it was written`(
    text: String, milliseconds: Int64, offset: Int?
  ) throws {
    let date = try #require(WCFDate(text))
    #expect(date.milliseconds == milliseconds)
    #expect(date.offset?.totalMinutes == offset)
    #expect(date.text == text)
  }

  @Test(arguments: [
    "", "Date()", "Date(1", "Date(1-07)", "Date(x)", "/Date(1)/ ", "Date(99999999999999999999)",
    "Date(1)//", "2018-10-01", "//Date(1)/", "Date(--1)",
  ])
  func `what is not a date, whole, is none`(text: String) { #expect(WCFDate(text) == nil) }

  @Test(
    arguments: [
      ("/Date(-62135596800000)/", "0001-01-01T00:00:00Z"),
      ("Date(253402300799999)", "9999-12-31T23:59:59.999Z"),
      ("Date(1691455258000-0400)", "2023-08-07T20:40:58-04:00"),
      ("Date(1691455258000+9999)", "2023-08-08T00:40:58Z"),
      ("2018-10-12T16:51:32-07:00", "2018-10-12T16:51:32-07:00"),
      ("2018-10-12T16:51:32", "2018-10-12T16:51:32"),
      ("Date(253402300800000)", nil),
    ] as [(String, String?)])
  func `a date is told in ISO 8601 on its own clock`(text: String, iso8601: String?) {
    #expect(WCFDate(text)?.iso8601 == iso8601)
  }

  @Test func `any date in any form comes back unchanged`() throws {
    for _ in 0..<20_000 {
      let slashes = ["", "/", "\\/"]
      let milliseconds = Int64.random(in: -(1 << Int64.random(in: 1...62))...(1 << 62))
      let zone = ["", "+0000", "-0700", "-0000", "+1345", "+9999"].randomElement()!
      let text =
        "\(slashes.randomElement()!)Date(\(milliseconds)\(zone))\(slashes.randomElement()!)"
      let date = try #require(WCFDate(text))
      #expect(date.text == text)
      #expect(date.milliseconds == milliseconds)
    }
  }
}
