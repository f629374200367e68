public import JSONDecoding

/// The alerts of one follower.
///
/// **Source**: facts, section 2.4.
public struct AlertSettings: WireObject {
  /// Above a threshold.
  @Wire public var high: Alert?
  /// Below a threshold.
  @Wire public var low: Alert?
  /// Urgently low.
  @Wire public var fixedLow: Alert?
  /// No readings for a while.
  @Wire public var noData: Alert?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("HighAlert", "high", &_high)
    visitor.member("LowAlert", "low", &_low)
    visitor.member("FixedLowAlert", "fixedLow", &_fixedLow)
    visitor.member("NoDataAlert", "noData", &_noData)
  }
}

/// One alert.
///
/// **Units**: thresholds in mg/dL; an unused one is 39 or 401.
public struct Alert: WireObject {
  /// What it is for.
  @Wire public var type: AlertType?
  /// Whether it sounds.
  @Wire public var isEnabled: Bool?
  /// The threshold of a high alert.
  @Wire public var minimum: GlucoseValue?
  /// The threshold of a low alert.
  @Wire public var maximum: GlucoseValue?
  /// How long the condition lasts before it sounds.
  @Wire public var delay: ISODuration?
  /// How long until it sounds again.
  @Wire public var realarmDelay: ISODuration?
  /// The name of a sound file of the app.
  @Wire public var sound: String?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("AlertType", "type", &_type)
    visitor.member("IsEnabled", "isEnabled", &_isEnabled)
    visitor.member("MinValue", "minimumMilligramsPerDeciliter", &_minimum)
    visitor.member("MaxValue", "maximumMilligramsPerDeciliter", &_maximum)
    visitor.member("AlarmDelay", "delaySeconds", &_delay)
    visitor.member("RealarmDelay", "realarmDelaySeconds", &_realarmDelay)
    visitor.member("Sound", "sound", &_sound)
  }
}
