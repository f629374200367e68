/// All that was observed of calls, without any value of health or identity: what drift is found in and
/// what schemas are learned from.
///
/// Its size grows with the number of distinct shapes, never with the traffic.
public struct Summary: Hashable, Sendable {
  /// The operations, by name: `Publisher/CreateContact`.
  public var operations: [String: OperationSummary]
  /// Whether it says what a schema allows, rather than what was seen: counts then mean nothing.
  public var isDeclared: Bool
  /// What was left out because a limit was reached, by its name in diagnostics.
  public var overflows: [String: Int]

  /// A summary of nothing.
  public init(isDeclared: Bool = false) {
    operations = [:]
    self.isDeclared = isDeclared
    overflows = [:]
  }
}

/// What was observed of one operation.
public struct OperationSummary: Hashable, Sendable {
  /// Its calls.
  public var calls = Tally()
  /// `documented`, `undocumented`, `signed`.
  public var standing: String
  /// The methods.
  public var methods: [String: Tally] = [:]
  /// The hosts: those of the service by name, others as `other`.
  public var hosts: [String: Tally] = [:]
  /// The spellings of its path, in letter case and slashes, without the query.
  public var paths: [String: Tally] = [:]
  /// What stood in the query: members in the letter case of the request.
  public var query = ObjectSummary()
  /// The fields of the requests, by name in lower case.
  public var requestFields: [String: FieldSummary] = [:]
  /// The bodies of the requests.
  public var requestBody = BodySummary()
  /// The answers, by status; 0 where none came.
  public var responses: [Int: ResponseSummary] = [:]
  /// How long after the call before it in its session, by the name of that call's operation.
  public var delays: [String: [DelayClass: Tally]] = [:]

  /// An operation that was never called.
  public init(standing: String) { self.standing = standing }
}

/// What was observed of the answers with one status.
public struct ResponseSummary: Hashable, Sendable {
  /// The answers.
  public var answers = Tally()
  /// Their bodies.
  public var body = BodySummary()
  /// Their fields, by name in lower case.
  public var fields: [String: FieldSummary] = [:]
  /// The codes of faults.
  public var faultCodes: [String: Tally] = [:]
  /// For redirects, whether they stay on their host.
  public var redirects: [String: Tally] = [:]

  /// No answers.
  public init() {}
}

/// What was observed of bodies.
public struct BodySummary: Hashable, Sendable {
  /// What the bodies were: `empty`, `json`, `form`, `xml`, `html`, `text`, `binary`; and those that
  /// prove nothing: `dropped`, `cut`.
  public var forms: [BodyForm: Tally] = [:]
  /// The media types that were named, in lower case without parameters; `none` where there was none.
  public var mediaTypes: [String: Tally] = [:]
  /// The JSON values.
  public var json = ValueSummary()

  /// No bodies.
  public init() {}
}

/// What a body is.
public enum BodyForm: String, Hashable, Sendable, CaseIterable, Comparable {
  case empty, json, form, xml, html, text, binary, dropped, cut

  /// By name.
  public static func < (left: BodyForm, right: BodyForm) -> Bool { left.rawValue < right.rawValue }
}

/// What was observed of a field of a header.
public struct FieldSummary: Hashable, Sendable {
  /// The messages that had it.
  public var messages = Tally()
  /// Its values, for fields that hold nobody's secret and have few values (`content-type`,
  /// `strict-transport-security`); else empty.
  public var values: [String: Tally] = [:]

  /// Never there.
  public init() {}
}

/// How long one call comes after another.
public enum DelayClass: String, Hashable, Sendable, CaseIterable {
  case second = "< 1 s"
  case tenSeconds = "1–10 s"
  case minute = "10–60 s"
  case tenMinutes = "1–10 min"
  case hour = "10–60 min"
  case day = "1–24 h"
  case more = "> 24 h"
}
