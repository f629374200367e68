public import JSONDecoding

/// The object with which the service says that a call failed.
///
/// **Shape**: an object of `Code`, `Message`, `SubCode` and `TypeName`, with status 500.
/// **Source**: facts, section 4.1.
public struct FaultEnvelope: WireObject {
  /// The code.
  @Wire public var code: FaultCode?
  /// What happened, in words that may quote names and IDs.
  @Wire public var message: String?
  /// The details.
  @Wire public var subCode: SubCode?
  /// `FaultException`.
  @Wire public var typeName: FaultTypeName?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("Code", "code", &_code)
    visitor.member("Message", "message", &_message)
    visitor.member("SubCode", "detail", &_subCode)
    visitor.member("TypeName", "typeName", &_typeName)
  }

  /// Whether a JSON value is a fault: two of the four members are enough, so that a fault whose
  /// members were renamed is still seen as one.
  public static func isFault(_ node: JSONNode) -> Bool {
    guard node.kind == .object else { return false }
    let present = [node["Code"], node["Message"], node["SubCode"], node["TypeName"]]
    return present.count { $0 != nil } >= 2
  }
}

/// The class of the server that a fault comes from.
///
/// **Shape**: a JSON string; only one was ever seen.
public struct FaultTypeName: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "a type of fault, a string" }

  /// What stands on the wire.
  public let rawValue: String
  /// A name, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The known names.
  public static let names: [(value: FaultTypeName, name: String)] = [
    (FaultTypeName(rawValue: "FaultException"), "FaultException")
  ]

  /// Writes the name, known or not, as far as it looks like one.
  public func describe(to writer: ValueWriter) { writer.code(rawValue) }
}
