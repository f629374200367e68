public import JSONDecoding

/// The app and the phone of a publisher.
///
/// **Shape**: an object of seven strings.
/// **Source**: facts, section 2.2.
public struct RuntimeInfo: WireObject {
  /// The app.
  @Wire public var appName: String?
  @Wire public var appNumber: String?
  @Wire public var appVersion: String?
  /// The phone.
  @Wire public var deviceManufacturer: String?
  @Wire public var deviceModel: String?
  @Wire public var deviceOSName: String?
  @Wire public var deviceOSVersion: String?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("AppName", "appName", &_appName)
    visitor.member("AppNumber", "appNumber", &_appNumber)
    visitor.member("AppVersion", "appVersion", &_appVersion)
    visitor.member("DeviceManufacturer", "deviceManufacturer", &_deviceManufacturer)
    visitor.member("DeviceModel", "deviceModel", &_deviceModel)
    visitor.member("DeviceOsName", "deviceOsName", &_deviceOSName)
    visitor.member("DeviceOsVersion", "deviceOsVersion", &_deviceOSVersion)
  }
}
