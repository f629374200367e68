/// A call that the service is known to take: what goes in, and what comes out.
///
/// Each of the 29 known operations is a type without instances, in a file of its own name.
public protocol ShareOperation: Sendable {
  /// The parameters, in the query or in a JSON body.
  associatedtype Parameters: WireObject = SessionParameters
  /// The JSON body of a request, where it is not just the parameters.
  associatedtype RequestBody: WireValue = Parameters
  /// The JSON body of an answer that is no fault.
  associatedtype Response: WireValue = NoContent
  /// What the operation is called, and what it is for.
  static var operation: Operation { get }
}

/// The name of an operation and what is the same in all of its calls.
public struct Operation: Hashable, Sendable {
  /// The service it belongs to.
  public var service: Service
  /// Its name, the last part of its path.
  public var name: String
  /// The HTTP method.
  public var method: String
  /// What it is for, in one sentence.
  public var purpose: String

  /// The three services of the maker's web service.
  public enum Service: String, Hashable, Sendable, CaseIterable {
    case general = "General"
    case publisher = "Publisher"
    case subscriber = "Subscriber"
  }

  init(_ service: Service, _ name: String, method: String = "POST", _ purpose: String) {
    self.service = service
    self.name = name
    self.method = method
    self.purpose = purpose
  }
}
