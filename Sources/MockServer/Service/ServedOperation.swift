internal import JSONDecoding
internal import ShareAPI

/// An operation that the stand-in answers.
protocol AnsweredOperation: ShareOperation {
  /// Whether the operation has a JSON body by its nature. Elsewhere the .NET service takes no notice of
  /// one, and the Java service takes parameters from it.
  static var hasBody: Bool { get }

  /// Whether GET does as well as the usual method, as one public client shows.
  static var allowsGET: Bool { get }

  /// Does what is asked, and answers as it stands on the wire.
  ///
  /// - Returns: The answer; nil for an empty one.
  /// - Throws: What stands in the way.
  static func answer(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> JSONValue?
}

extension AnsweredOperation {
  static var hasBody: Bool { false }
  static var allowsGET: Bool { false }

  /// The answer of a call that has been read.
  static func answer(_ call: Call, _ service: inout ShareService) throws(Refusal) -> JSONValue? {
    guard let typed = call.as(Self.self) else { throw .badRequest }
    return try answer(typed, &service)
  }
}

/// An operation whose answer is of its type: all but the lists of readings, which are long, and written
/// once (`ShareService.list`). Each of the 29 is in a small file of `Operations`.
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
  ) throws(Refusal) -> JSONValue? {
    try serve(call, &service)?.wire
  }
}
