import Bytes
import Testing

struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2015-03-19T13:18:26.001Z", 1_426_771_106_001_000_000),
    ("2024-02-29 23:59:59.5+01:00", 1_709_247_599_500_000_000),
    ("1969-12-31T23:59:59.999Z", -1_000_000),
    ("2018-09-12 16:51:32.0695709+00:00", 1_536_771_092_069_570_900),
    ("2024-07-21T02:05:28.051516952Z", 1_721_527_528_051_516_952),
    ("2015-12-14T17:55-08", 1_450_144_500_000_000_000),
  ])
  func `a date with a time is read to the nanosecond`(text: String, nanoseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "2015-03-19", "2015-13-19T13:18:26Z", "yesterday", "2015-03-19T13:18:26Zulu",
  ])
  func `what is not a date with a time gives nil`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test func `what is written is read back`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<10_000 {
      let timestamp = Timestamp(
        nanoseconds: .random(in: 0...9_000_000_000_000_000_000, using: &generator))
      #expect(Timestamp(iso8601: timestamp.description) == timestamp)
    }
  }
}
