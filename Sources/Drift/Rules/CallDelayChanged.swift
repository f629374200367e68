internal import APISchema
internal import Evidence

/// Another rhythm of calls.
enum CallDelayChanged {
  static let rules = [
    Rule(
      "call-delay-changed", .info, .unknown, "calls follow each other at another pace",
      explanation: """
        In a session, an operation came after another at a pace that the baseline recording never had: \
        a poll every five minutes became one every few seconds. It needs at least ten such calls on \
        either side. Schemas say nothing of it.
        """,
      advice: "Look whether a client retries; services refuse those that ask too often.",
      example: RuleExample(
        .calls([call(interval: 300)]), .calls([call(interval: 4)]), at: "",
        reverse: ["call-delay-changed"]),
      check: .operation { site in
        guard let expected = site.expected?.delays, let observed = site.observed else { return [] }
        return observed.delays.sorted { $0.key < $1.key }.compactMap { before, classes in
          let known = expected[before] ?? [:]
          let total = classes.values.sum
          guard total.count >= least, known.values.reduce(0, +) >= least,
            let (usual, tally) = classes.max(by: {
              ($0.value.count, $1.key.rawValue) < ($1.value.count, $0.key.rawValue)
            }), known[usual.rawValue] == nil, tally.count * 2 > total.count
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

  private static func call(interval: Int) -> ExampleCall {
    var call = ExampleCall(
      RuleExample.readings + "?sessionId=6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c&minutes=5&maxCount=1",
      answer: "[]", count: 16)
    call.interval = interval
    return call
  }
}
