internal import JSONDecoding
internal import ShareAPI

/// An operation that the stand-in answers.
protocol AnsweredOperation: ShareOperation {
  /// Whether the operation has a JSON body by its nature. Elsewhere the .NET service takes no notice of
  /// one, and the Java service takes parameters from it.
  static var hasBody: Bool { get }

  /// Whether GET does as well as the usual method, as one public client shows.
  static var allowsGET: Bool { get }

  /// Does what is asked, and answers.
  ///
  /// - Returns: The answer; nil for an empty one.
  /// - Throws: What stands in the way.
  static func answer(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> OperationAnswer?
}

/// What an operation answers.
enum OperationAnswer {
  /// A value as it stands on the wire.
  case value(JSONValue)
  /// Readings of an account, newest first: a list that is long, and was mostly written before.
  case readings([StoredReading], Account)
}

extension AnsweredOperation {
  static var hasBody: Bool { false }
  static var allowsGET: Bool { false }

  /// The answer of a call that has been read.
  static func answer(
    _ call: Call, _ service: inout ShareService
  ) throws(Refusal) -> OperationAnswer? {
    guard let typed = call.as(Self.self) else { throw .badRequest }
    return try answer(typed, &service)
  }
}

/// An operation whose answer is of its type: all but the lists of readings. Each of the 29 is in a small
/// file of `Operations`.
protocol ServedOperation: AnsweredOperation {
  /// Does what is asked, and answers.
  ///
  /// - Returns: The answer; nil for an empty one.
  /// - Throws: What stands in the way.
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Response?
}

extension ServedOperation {
  static func answer(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> OperationAnswer? {
    try serve(call, &service).map { .value($0.wire) }
  }
}
