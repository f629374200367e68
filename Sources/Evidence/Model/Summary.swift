public import Bytes

/// All that was observed of calls, without any value of health or identity: what drift is found in and
/// what schemas are learned from.
///
/// It is a record of the captures that it stands for, and can be merged with those of others. Its size
/// grows with the number of distinct shapes, never with the traffic.
public struct Summary: Hashable, Sendable {
  /// The captures that it stands for, by their IDs; empty in a summary of a schema.
  public var captures: [CaptureRecord]
  /// The operations, by name: `Publisher/CreateContact`.
  public var operations: [String: OperationSummary]
  /// Whether it says what a schema allows, rather than what was seen: counts then mean nothing.
  public var isDeclared: Bool
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int]

  /// A summary of nothing.
  public init(isDeclared: Bool = false) {
    captures = []
    operations = [:]
    self.isDeclared = isDeclared
    leftOut = [:]
  }
}

/// A capture that a summary stands for.
public struct CaptureRecord: Hashable, Sendable {
  /// What sightings call it: the first digits of the digest of its first file, or its name where nobody
  /// asked for digests.
  public var id: String
  /// The SHA-256 of each of its files, in lower-case hexadecimal, in their order: of what a file holds
  /// once compression is taken off. Empty where nobody asked for it.
  public var digests: [String]
  /// What it is called, as far as its name may be shown.
  public var label: String
  /// Its calls.
  public var calls: Int
  /// When the earliest and the latest of them began.
  public var first, last: Timestamp?
  /// Whether its calls stand in the order of their times. Where they do not, delays between them prove
  /// nothing and are left out.
  public var isInOrder: Bool
  /// What calls it has, of which operations and with which statuses, as a hash: the same for two files of
  /// the same traffic. 0 where nobody knows.
  public var traffic: UInt64 = 0

  /// A capture.
  public init(id: String, digests: [String] = [], label: String) {
    self.id = id
    self.digests = digests
    self.label = label
    calls = 0
    isInOrder = true
  }
}

/// What was observed of one operation.
public struct OperationSummary: Hashable, Sendable {
  /// Its calls, without those of OPTIONS and HEAD: what a browser asks before a call, and the head of an
  /// answer, say nothing of the call and count under `methods` alone.
  public var calls = Tally()
  /// `documented`, `undocumented`, `signed`.
  public var standing: String
  /// The methods.
  public var methods: [String: Tally] = [:]
  /// The hosts: those of the service by scheme and name, in older summaries by name alone; others as
  /// `other`.
  public var hosts: [String: Tally] = [:]
  /// The spellings of its path, in letter case and slashes, without the query.
  public var paths: [String: Tally] = [:]
  /// What a schema lets stand in the path in place of the names in braces, in their order; empty in what
  /// was observed.
  public var pathParameters: [ValueSummary] = []
  /// What stood in the query: members in the letter case of the request. Requests that failed with
  /// InvalidArgument, or for no reason that is known, do not count here and in the bodies.
  public var query = ObjectSummary()
  /// The requests that failed with InvalidArgument, by what they had: the names in the query and at the
  /// top of the body, sorted, with a space between them, and `=` behind those whose value an accepted request
  /// of the capture had as well. What all others have and these lack is required, if all else is the same.
  public var refusals: [String: Tally] = [:]
  /// What stood in the header of requests beside the fields that many clients send: of undocumented calls
  /// the parameters there, with names in lower case. Of documented calls none. Counts as the query does.
  public var header = ObjectSummary()
  /// The fields of the requests, by name in lower case.
  public var requestFields: [String: FieldSummary] = [:]
  /// The bodies of the requests.
  public var requestBody = BodySummary()
  /// The answers, by status; 0 where none came. In a summary of a schema 1 to 5 stand for `1XX` to
  /// `5XX`, and -1 for `default`.
  public var responses: [Int: ResponseSummary] = [:]
  /// How long after the call before it in its session, by the name of that call's operation.
  public var delays: [String: [DelayClass: Tally]] = [:]

  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

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
  /// For redirects, whether they stay on their host: `same-host`, `other-host`.
  public var redirects: [String: Tally] = [:]
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

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
  /// How long binary bodies were.
  public var sizes: [SizeClass: Tally] = [:]
  /// The JSON values.
  public var json = ValueSummary()
  /// The members of forms.
  public var form = ObjectSummary()
  /// XML documents, as the JSON that the service would have sent in their place; what is no object,
  /// array or null there is a text.
  public var xml = ValueSummary()
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

  /// No bodies.
  public init() {}
}

/// What a body is.
public enum BodyForm: String, Hashable, Sendable, CaseIterable, Comparable {
  case empty, json, form, xml, html, text, binary, dropped, cut

  /// By name.
  public static func < (left: BodyForm, right: BodyForm) -> Bool { left.rawValue < right.rawValue }
}

/// How long a body is: a power of two of bytes up to twice of it, from 64 bytes on.
public enum SizeClass: String, Hashable, Sendable, CaseIterable, Comparable {
  case tiny = "< 64 B"
  case b64 = "64 B", b128 = "128 B", b256 = "256 B", b512 = "512 B"
  case k1 = "1 kB", k2 = "2 kB", k4 = "4 kB", k8 = "8 kB", k16 = "16 kB", k32 = "32 kB"
  case k64 = "64 kB", k128 = "128 kB", k256 = "256 kB", k512 = "512 kB"
  case more = "1 MB"

  /// The class of so many bytes.
  init(bytes: Int) {
    let exponent = Int.bitWidth - max(bytes, 1).leadingZeroBitCount - 1
    self = Self.allCases[min(max(exponent - 5, 0), Self.allCases.count - 1)]
  }

  /// Smaller before larger.
  public static func < (left: SizeClass, right: SizeClass) -> Bool { left.index < right.index }

  private var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// From where to where sizes of some classes go: `2–8 kB`; nil for none.
  static func range(of classes: some Collection<SizeClass>) -> String? {
    guard let first = classes.min(), let last = classes.max() else { return nil }
    guard last != .more else { return "\(first.rawValue) or more" }
    let end = allCases[last.index + 1].rawValue
    guard first != .tiny else { return "< \(end)" }
    let (start, unit) = (first.rawValue.split(separator: " "), end.split(separator: " ").last)
    return start.last == unit ? "\(start[0])–\(end)" : "\(first.rawValue) – \(end)"
  }
}

/// What was observed of a field of a header.
public struct FieldSummary: Hashable, Sendable {
  /// The messages that had it.
  public var messages = Tally()
  /// Its values, for fields that hold nobody's secret and have few values (`content-type`,
  /// `strict-transport-security`); else empty.
  public var values: [String: Tally] = [:]
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

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
