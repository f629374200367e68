/// Something that was learned of an operation, and what shows it.
public struct Fact: Hashable, Sendable {
  /// Where in a call it stands.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    case operation, query, header, body, form, answer, fault, place
  }

  /// Where in a call.
  public var part: Part
  /// The place in there: `sessionId`, `$[*].Trend`; of answers after the status, `200 $`.
  public var name: String
  /// What is so: `guid, always`.
  public var what: String
  /// Where the value comes from; several where none gave most of them.
  public var sources: [Source]
  /// What shows it.
  public var evidence: Evidence

  /// Where identifiers were first seen.
  public struct Source: Hashable, Sendable {
    /// The operation and the place in its answer: `Publisher/ListPublisherAccountSubscriptions
    /// $[*].SubscriptionId`.
    public var place: String
    /// What shows it.
    public var evidence: Evidence
  }

  init(
    _ part: Part, _ name: String, _ what: String, _ evidence: Evidence, sources: [Source] = []
  ) {
    self.part = part
    self.name = name
    self.what = what
    self.evidence = evidence
    self.sources = sources
  }
}

/// How often something was seen.
public struct Evidence: Hashable, Sendable {
  /// The messages that show it.
  public var seen: Int
  /// The messages that could have shown it.
  public var of: Int
  /// The captures that show it.
  public var captures: Int
  /// The requests that lacked it, and nothing else that all others have, and were refused.
  public var refusedWithout = 0

  init(_ tally: Tally, of total: Int? = nil) {
    seen = tally.messages
    of = max(total ?? tally.messages, tally.messages)
    captures = tally.captures
  }

  /// How sure that makes it, in the words of `x-confidence`.
  public var confidence: String { captures > 1 ? "corroborated(\(captures))" : "single" }

  /// `seen 14 times in 2 captures`, `seen once`.
  public var words: String {
    guard seen > 1 else { return "seen once" }
    return "seen \(seen) times in \(captures) capture\(captures == 1 ? "" : "s")"
  }

  /// `14 of 14`, `once`, `14 of 14, refused without it 3 times`.
  public var description: String {
    let share = seen == 1 && of == 1 ? "once" : "\(seen) of \(of)"
    guard refusedWithout > 0 else { return share }
    return
      "\(share), refused without it \(refusedWithout == 1 ? "once" : "\(refusedWithout) times")"
  }
}
