internal import HTTPMessages
public import ShareAPI

/// What is to be done with a recorded session, step by step.
public struct ReplayPlan: Sendable {
  /// The name of the capture, as people know it.
  public var name: String
  /// The steps in their order; a recorded exchange is one, and a login that was added another.
  public var steps: [Step]

  /// The secrets that the steps need.
  public var secrets: [SecretName] {
    let names = steps.filter(\.isSent).flatMap(\.substitutions).compactMap { substitution in
      if case .secret(let name) = substitution.source { name } else { nil }
    }
    return Set(names).sorted()
  }

  /// The latest of the dates that are moved, in milliseconds since 1970; nil where none is. Of a display no
  /// more is known than what it showed (`DT`: the time of some zone), so it counts where there is no other.
  var latestMoment: Int64? {
    let dates = steps.filter(\.isSent).flatMap(\.substitutions).filter { $0.source == .movedDate }
    let moments = dates.filter { $0.place.name?.uppercased() != "DT" }
    return (moments.isEmpty ? dates : moments).compactMap { WCFDate($0.recorded)?.milliseconds }
      .max()
  }

  /// How many steps are sent.
  public var sent: Int { steps.count(where: \.isSent) }
}

/// One call of a session.
public struct Step: Sendable {
  /// Its number from 1, under which people find it in the plan and the report.
  public var number: Int
  /// The call as it was recorded; of a login that was added, without an answer.
  public var call: Call
  /// Whether it stands in no recording: a login that gets the session that a recording began with.
  public var isAdded = false
  /// What is replaced in its request.
  public var substitutions: [Substitution] = []
  /// The fields, by names in small letters, that hold something of the recording for which nothing is
  /// known that takes its place. They are not sent.
  var withheldFields: Set<String> = []
  /// Why it is not sent, in words; nil where it is.
  public var skipped: String?
  /// What there is to know of it, in words.
  public var remark: String?
  /// How it is varied, where it probes.
  var variation: Variation?
  /// Milliseconds from the start of the session; nil where the recording has no times.
  public var offsetMilliseconds: Double?
  /// Whether it may be sent again where the first time came to nothing.
  var isRepeatable: Bool { OperationEffect(call) == .reads }

  /// Whether it is sent.
  public var isSent: Bool { skipped == nil }
  /// The operation, or the method where there is none.
  public var operation: String { call.operation ?? call.exchange.request.method }
}
