public import JSONDecoding

/// A glucose reading, as answers and uploads have it.
///
/// **Shape**: an object. To 2021-11 its members stood in alphabetical order.
/// **Source**: facts, sections 2.2 and 3.
public struct Reading: WireObject {
  /// The time at the server: the system time plus the upload's correction. Absent in one sample.
  @Wire public var wallTime: WCFDate?
  /// The time of the device in UTC.
  @Wire public var systemTime: WCFDate?
  /// The time on the display of the device, with its offset from UTC.
  @Wire public var displayTime: WCFDate?
  /// The glucose value, in mg/dL.
  @Wire public var value: GlucoseValue?
  /// The direction in which glucose moves.
  @Wire public var trend: Trend?
  /// The trend in words, which some uploaders add; the service takes no notice.
  @Wire public var direction: String?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("WT", "wallTime", &_wallTime)
    visitor.member("ST", "systemTime", &_systemTime)
    visitor.member("DT", "displayTime", &_displayTime)
    visitor.member("Value", "milligramsPerDeciliter", &_value)
    visitor.member("Trend", "trend", &_trend)
    visitor.member("direction", "direction", &_direction)
  }

  /// Writes the members, and of a value that is no measurement what it is.
  public func describe(to writer: ValueWriter) {
    writer.json.beginObject()
    describeMembers(to: writer)
    if let kind = value?.kindWord {
      writer.json.name("valueKind")
      writer.json.string(kind)
    }
    writer.json.endObject()
  }
}

/// The latest reading of one subscription.
///
/// **Unknown**: whether there are other members.
public struct SubscriptionReading: WireObject {
  /// The reading.
  @Wire public var reading: Reading?
  /// Whose it is.
  @Wire public var subscriptionID: SubscriptionID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("Egv", "reading", &_reading)
    visitor.member("SubscriptionId", "subscriptionId", &_subscriptionID)
  }
}
