import ShareAPI
import Testing

@testable import SessionReplay

/// Dates in requests that are moved, so that the latest of a session is now.
struct MovedDatesTests {
  /// What is sent of calls whose dates are moved to a time, a line each.
  private static func sent(_ calls: [Call], now: Int64) async throws -> [String] {
    let plan = try Session.plan(calls, allowsWrites: true, movesDates: true)
    let target = ScriptedTarget { _, _ throws(SendFailure) in ScriptedTarget.json("") }
    var options = ReplayOptions()
    options.nowMilliseconds = now
    _ = await Replayer(secrets: Session.secrets, sender: target, options: options).run([plan])
    return target.lines.map { $0.replacing("\\/", with: "/") }
  }

  @Test
  func `dates that are moved to now stay as fine as they were`() async throws {
    let post = #"{"Egvs":[{"ST":"/Date(1700000000000)/"},{"ST":"/Date(1700000000250)/"}]}"#
    let calls = [Session.call("Publisher/PostReceiverEgvRecords", post, answer: "")]
    let sent = try await Self.sent(calls, now: 1_700_000_060_777).joined()
    #expect(sent.contains("Date(1700000060000)"))
    #expect(sent.contains("Date(1700000060250)"))
  }

  /// What a day's session posts in its last hour was to come where its first was now.
  @Test
  func `the latest date that is sent is now, whatever a display showed, and none is to come`()
    async throws
  {
    let calls = [0, 7_200].map { second in
      let time = 1_700_000_000_000 + Int64(second) * 1_000
      let post =
        #"{"Egvs":[{"DT":"/Date(\#(time + 36_000_000))/","ST":"/Date(\#(time - 250))/"}]}"#
      return Session.call(
        "Publisher/PostReceiverEgvRecords", post, answer: "", second: Int64(second))
    }
    for now in [1_800_000_000_777, 1_600_000_000_777] as [Int64] {
      let sent = try await Self.sent(calls, now: now).joined()
      let times = sent.matches(of: /"ST":"\/Date\((\d+)/).compactMap { Int64($0.output.1) }
      #expect(times == [now - 27 - 7_200_000, now - 27])
    }
  }

  @Test(arguments: ["-9223372036854775808", "-9223372036854775", "9223372036854775807"])
  func `dates that lie too far away to be moved are sent as they are`(date: String) async throws {
    let post = #"{"Egvs":[{"ST":"/Date(\#(date))/"}]}"#
    let calls = [Session.call("Publisher/PostReceiverEgvRecords", post, answer: "")]
    #expect(try await Self.sent(calls, now: 1_700_000_060_777).count == 1)
  }
}
