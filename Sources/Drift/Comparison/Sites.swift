internal import APISchema
internal import Evidence

/// What all sites know: what kind of comparison it is.
struct Baseline {
  /// Whether it was inferred from samples: what it lacks then proves nothing, and other values of the
  /// same shape are no news.
  var isInferred: Bool
  /// Whether two schemas are compared.
  var isDeclared: Bool
  /// Whether the letter case of names in the query makes no difference.
  var isCaseInsensitive: Bool
  /// The operations that it has.
  var names: Set<String>
  /// The operations that were observed.
  var observedNames: Set<String>
  /// What the history of the service knows.
  var known: KnownService
  /// Where it is one answer, and another to the same call is compared with it, the words of all answers of
  /// its recording; nil for other comparisons.
  var recordedWords: Set<String>?

  /// Whether one answer is compared with another to the same call. How many there are is no question then:
  /// what the one has in all its objects is missed in each of the other.
  var isAnswer: Bool { recordedWords != nil }

  /// What can be shown by a document alone.
  var isDocument: Bool { !isInferred }
}

/// The service as a whole.
struct ServiceSite {
  let baseline: Baseline
  let expected: Schema
  let observed: Summary
}

/// One operation; one of both sides may be missing.
struct OperationSite {
  let baseline: Baseline
  let name: String
  let expected: OperationSchema?
  let observed: OperationSummary?
}

/// The answers with one status, of an operation that the baseline has.
struct AnswerSite {
  let baseline: Baseline
  let operation: OperationSchema
  /// The status; 1 to 5 for a class of them, -1 for any other, between schemas.
  let status: Int
  let expected: ResponseSchema?
  let observed: ResponseSummary?
  /// Whether every answer says in an envelope how the call failed.
  var isFault: Bool {
    guard let observed, observed.answers.count > 0 else { return false }
    return observed.faultCodes.values.sum.count == observed.answers.count
  }
}

/// One field of the headers of all requests, or of all answers; or of those of one operation.
struct FieldSite {
  let baseline: Baseline
  let name: String
  let expected: PropertySchema?
  let observed: FieldSummary?
  /// The messages that could have had it.
  let total: Tally
  /// The messages of the baseline; none in documents.
  let baselineMessages: Int
  /// Where it is missed, if nobody has it.
  let lack: Lack
  var scope = Scope.all

  /// Which messages it is of.
  enum Scope {
    case all
    /// Those of one operation, which are to prove a change by themselves.
    case operation
    /// Those of one operation, where all messages together show the change.
    case operationOfAll
  }
}

/// The bodies of the requests of an operation, or of its answers with one status.
struct BodySite {
  let baseline: Baseline
  /// What is right; nil where a body has to be empty.
  let expected: BodySchema?
  let observed: BodySummary
  /// Empty bodies that are right although there has to be one.
  let emptyAllowed: Int

  /// The bodies that say something: those that were not kept, or were cut, do not.
  var total: Int {
    observed.forms.filter { $0.key != .dropped && $0.key != .cut }.values.map(\.count)
      .reduce(0, +)
  }
}

/// The objects in one place, or the queries of an operation.
struct ObjectSite {
  let baseline: Baseline
  let pairing: Pairing
  let observed: ObjectSummary
  /// Whether the order of the members is part of the schema.
  let hasMemberOrder: Bool
  /// The names in their order.
  let expectedOrder: [String]
  /// Whether names may differ in letter case.
  let isCaseInsensitive: Bool
  /// Whether it is part of a request.
  let isRequest: Bool
}

/// The values in one place.
struct ValueSite {
  let baseline: Baseline
  let expected: ValueSchema
  let observed: ValueSummary
  let name: String
  /// The operation; nil for what all have in common.
  let operation: String?
  /// Whether it is part of a request.
  let isRequest: Bool

  /// The numbers that any revision lists for members of this name; nil where none does.
  var knownNumbers: Set<String>? {
    var name = name[...]
    while name.hasSuffix("[*]") { name = name.dropLast(3) }
    return baseline.known.numbers[name.split(separator: ".").last.map(String.init) ?? ""]
  }

  /// Whether any revision has e-mail addresses in this place.
  var isKnownAsEmail: Bool {
    guard let operation else { return false }
    return baseline.known.emails.contains(
      KnownService.place(operation, isRequest: isRequest, name))
  }

  /// Whether schemas say what requests may have: then it counts what they no longer may.
  var isOfRequestsDeclared: Bool { baseline.isDeclared && isRequest }

  /// Whether a schema lets requests have all that another one does and this besides: all who follow the
  /// one follow the other.
  var isWidened: Bool {
    isOfRequestsDeclared
      && expected.kinds.allSatisfy { kind in
        observed.kinds[kind] != nil || kind == .integer && observed.kinds[.number] != nil
      }
      && expected.values.allSatisfy { observed.values.isEmpty || observed.values[$0.text] != nil }
  }

  func allows(_ kind: ValueKind) -> Bool {
    expected.kinds.isEmpty || expected.kinds.contains(kind)
      || kind == .integer && expected.kinds.contains(.number)
  }

  /// The texts that were observed where texts are right.
  var texts: [StringShape: Tally] { allows(.string) ? observed.shapes : [:] }
}
