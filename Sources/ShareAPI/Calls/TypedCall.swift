internal import Bytes
internal import HTTPMessages
public import JSONDecoding

/// A call of one operation: its parameters and its answer as types.
public struct TypedCall<Operation: ShareOperation>: Sendable {
  /// The parameters, wherever they stood: those of the query, and of the body what the query has not.
  public var parameters: Operation.Parameters
  /// What the body of the request was.
  public var requestBody: MessageContent<Operation.RequestBody>
  /// What the body of the response was; nil where no response came.
  public var responseBody: MessageContent<Operation.Response>?

  /// The answer; nil where it was a fault, or not what was expected.
  public var response: Operation.Response? { responseBody?.value }
}

/// A call of any operation, for those who do not ask which.
public protocol AnyTypedCall: Sendable {
  /// The operation.
  static var operation: ShareAPI.Operation { get }
  /// The role of a request body that is a bare value, or an array of such.
  static var requestRole: Role? { get }
  /// The role of an answer that is a bare value, or an array of such.
  static var responseRole: Role? { get }
  /// Whether the answers of the operation hold secrets.
  static var holdsSecretsInResponse: Bool { get }
  /// Writes what the parameters mean.
  func describeRequest(to writer: ValueWriter)
  /// Writes what the answer means; nothing is written where there is no value.
  func describeResponse(to writer: ValueWriter)
  /// The JSON body of the request, written anew from the types; nil where it is not JSON.
  var wireOfRequestBody: JSONValue? { get }
  /// The JSON body of the response, written anew from the types; nil where it is not JSON.
  var wireOfResponseBody: JSONValue? { get }
  /// The fault in the answer.
  var envelope: FaultEnvelope? { get }
  /// What the body of the response turned out to be; nil where no response came.
  var responseForm: MessageForm? { get }
  /// True where the answer is never empty.
  var isAnswerDue: Bool { get }
  /// The ID that the answer is; nil where it is none.
  var answeredID: (any Identifier)? { get }
  /// The IDs of a kind among the parameters.
  func parameters<ID: Identifier>(of kind: ID.Type) -> [ID]
}

extension TypedCall: AnyTypedCall {
  /// The operation.
  public static var operation: ShareAPI.Operation { Operation.operation }

  /// The role of a bare request body.
  public static var requestRole: Role? { Operation.RequestBody.role }

  /// The role of a bare answer.
  public static var responseRole: Role? { Operation.Response.role }

  /// Whether the answers hold secrets.
  public static var holdsSecretsInResponse: Bool { Operation.Response.holdsSecrets }

  /// Writes the parameters under their labels, and a body that is not made of them as `body`.
  public func describeRequest(to writer: ValueWriter) {
    writer.json.beginObject()
    parameters.describeMembers(to: writer)
    switch requestBody {
    case .value(let body) where !(body is Operation.Parameters):
      writer.json.name("body")
      body.describe(to: writer)
    case .other(let body):
      writer.json.name("body")
      writer.unexpected(body, Operation.RequestBody.role)
    default: break
    }
    writer.json.endObject()
  }

  /// Writes the answer, or the fault.
  public func describeResponse(to writer: ValueWriter) {
    switch responseBody {
    case .value(let value), .xml(let value): value.describe(to: writer)
    case .fault(let envelope): envelope.describe(to: writer)
    case .other(let value): writer.unexpected(value, Operation.Response.role)
    default: writer.json.null()
    }
  }

  /// The JSON body of the request.
  public var wireOfRequestBody: JSONValue? { requestBody.wire }

  /// The JSON body of the response.
  public var wireOfResponseBody: JSONValue? { responseBody?.wire }

  /// The fault in the answer.
  public var envelope: FaultEnvelope? {
    if case .fault(let envelope) = responseBody { envelope } else { nil }
  }

  /// What the body of the response turned out to be.
  public var responseForm: MessageForm? { responseBody?.form }

  /// True where the answer is never empty.
  public var isAnswerDue: Bool { Operation.Response.self != NoContent.self }

  /// The ID that the answer is.
  public var answeredID: (any Identifier)? { response as? any Identifier }

  /// The IDs of a kind among the parameters.
  public func parameters<ID: Identifier>(of kind: ID.Type) -> [ID] {
    var finder = IdentifierFinder<ID>()
    parameters.show(to: &finder)
    return finder.found
  }
}

/// Finds the IDs of a kind among the members of an object.
private struct IdentifierFinder<ID: Identifier>: MemberVisitor {
  var found: [ID] = []

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    // The types are compared first: a cast that fails costs a hundred times as much.
    if Value.self == ID.self, let id = value.value as? ID { found.append(id) }
  }
}
