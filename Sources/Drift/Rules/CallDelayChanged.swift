internal import APISchema
internal import Evidence

/// Another rhythm of calls.
enum CallDelayChanged {
  static let rules = [
    Rule(
      "call-delay-changed", .info, .unknown, "calls follow each other faster",
      explanation: """
        In a session, an operation mostly came sooner after another than it ever did in the baseline \
        recording: a poll every five minutes became one every few seconds. It needs at least ten such \
        calls on either side. That they come later is no news, since a recording may lack some. Schemas \
        say nothing of it.
        """,
      advice: "Look whether a client retries; services refuse those that ask too often.",
      example: RuleExample(
        .calls([call(interval: 300)]), .calls([call(interval: 4)]), at: ""),
      check: .operation { site in
        guard let expected = site.expected?.delays, let observed = site.observed else { return [] }
        return observed.delays.sorted { $0.key < $1.key }.compactMap { before, classes in
          let known = expected[before] ?? [:]
          let total = classes.values.sum
          guard total.count >= least, known.values.reduce(0, +) >= least,
            let (usual, tally) = classes.max(by: {
              ($0.value.count, $1.key.rawValue) < ($1.value.count, $0.key.rawValue)
            }), known.keys.allSatisfy({ isSooner(usual, than: $0) }), tally.count * 2 > total.count,
            // A recording without the calls in between has no more that came as soon after any other.
            tally.count > expected.values.map({ soon($0, as: usual) }).reduce(0, +)
          else { return nil }
          let words = known.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
          return Change(
            expected: "\(words) after \(before)", observed: "\(usual.rawValue) after \(before)",
            tally, of: total.count)
        }
      })
  ]

  /// The least number of calls on either side.
  private static let least = 10

  /// How many calls came no later than a time.
  private static func soon(_ known: [String: Int], as time: DelayClass) -> Int {
    known.filter { !isSooner(time, than: $0.key) }.values.reduce(0, +)
  }

  private static func isSooner(_ time: DelayClass, than other: String) -> Bool {
    guard let other = DelayClass(rawValue: other) else { return false }
    let order = DelayClass.allCases
    return order.firstIndex(of: time) ?? 0 < order.firstIndex(of: other) ?? 0
  }

  private static func call(interval: Int) -> ExampleCall {
    var call = ExampleCall(
      RuleExample.readings + "?sessionId=6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c&minutes=5&maxCount=1",
      answer: "[]", count: 16)
    call.interval = interval
    return call
  }
}
