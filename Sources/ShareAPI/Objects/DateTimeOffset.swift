public import JSONDecoding

/// An instant with an offset: .NET's `System.DateTimeOffset`.
///
/// **Shape**: an object; in XML its namespace is `http://schemas.datacontract.org/2004/07/System`.
/// **Source**: facts, sections 1.5 and 2.1.
public struct DateTimeOffset: WireObject {
  /// The instant.
  @Wire public var dateTime: WCFDate?
  /// Minutes east of Greenwich.
  @Wire public var offsetMinutes: Int64?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("DateTime", "dateTime", &_dateTime)
    visitor.member("OffsetMinutes", "offsetMinutes", &_offsetMinutes)
  }
}
