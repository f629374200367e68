/// The form of a text on the wire, by its bytes alone; what `format` says in a schema.
///
/// A text has exactly one shape; the list of `all` is searched in order.
public struct StringShape: RawRepresentable, Hashable, Sendable, Comparable {
  /// The name: `wcf-date`.
  public let rawValue: String
  /// A shape, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By name.
  public static func < (left: StringShape, right: StringShape) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Nothing.
  public static let empty = StringShape(rawValue: "empty")
  /// 36 characters, hyphenated, in any letter case; not all zeros.
  public static let guid = StringShape(rawValue: "guid")
  /// The GUID of zeros only: none, or failed.
  public static let zeroGUID = StringShape(rawValue: "zero-guid")
  /// `{GUID}`.
  public static let bracedGUID = StringShape(rawValue: "braced-guid")
  /// `/Date(1426767421178)/`: the .NET era.
  public static let wcfDate = StringShape(rawValue: "wcf-date")
  /// `/Date(1426780716000-0700)/`.
  public static let wcfDateOffset = StringShape(rawValue: "wcf-date-offset")
  /// `Date(1691455258000)`: the Java era.
  public static let bareDate = StringShape(rawValue: "bare-date")
  /// `Date(1691455258000-0400)`.
  public static let bareDateOffset = StringShape(rawValue: "bare-date-offset")
  /// `2023-08-02T20:32:31Z`, with or without a fraction of up to three digits and a zone.
  public static let isoDateTime = StringShape(rawValue: "date-time")
  /// The same with a fraction of four digits or more.
  public static let isoDateTimeFine = StringShape(rawValue: "date-time-fine")
  /// `2018-09-12 16:51:32.0695709+00:00`.
  public static let dotnetDateTimeUTC = StringShape(rawValue: "dotnet-date-time-utc")
  /// The same with another offset.
  public static let dotnetDateTimeZoned = StringShape(rawValue: "dotnet-date-time-zoned")
  /// `2025-11-14`.
  public static let isoDate = StringShape(rawValue: "date")
  /// `PT30M`.
  public static let isoDuration = StringShape(rawValue: "iso-duration")
  /// Digits, with or without a sign.
  public static let integerText = StringShape(rawValue: "integer-text")
  /// Digits with a point.
  public static let numberText = StringShape(rawValue: "number-text")
  /// `true` or `false`.
  public static let booleanText = StringShape(rawValue: "boolean-text")
  /// 32 hexadecimal digits.
  public static let hex32 = StringShape(rawValue: "hex-32")
  /// A serial number: two letters and eight digits, six letters and digits, twelve digits.
  public static let serialNumber = StringShape(rawValue: "serial-number")
  /// Something with an `@`.
  public static let email = StringShape(rawValue: "email")
  /// A URL.
  public static let url = StringShape(rawValue: "uri")
  /// `3.0.2.11`.
  public static let version = StringShape(rawValue: "version")
  /// `High.wav`.
  public static let fileName = StringShape(rawValue: "file-name")
  /// One word of letters, digits and underscores that begins with a letter: what enumerations are made of.
  public static let word = StringShape(rawValue: "word")
  /// An XML element `<OnlineException …/>`.
  public static let exceptionXML = StringShape(rawValue: "exception-xml")
  /// A JSON document `{"OnlineException":{…}}`.
  public static let exceptionJSON = StringShape(rawValue: "exception-json")
  /// A message behind the name of a .NET class: `Dexcom.Common.OnlineException: …`.
  public static let dotnetExceptionText = StringShape(rawValue: "dotnet-exception-text")
  /// A message behind the name of a Java class: `com.dexcom.udp.….OnlineException: …`.
  public static let javaExceptionText = StringShape(rawValue: "java-exception-text")
  /// A JSON object or array in a text.
  public static let jsonText = StringShape(rawValue: "json-text")
  /// Anything that begins with `<`.
  public static let xmlText = StringShape(rawValue: "xml-text")
  /// Anything else.
  public static let text = StringShape(rawValue: "text")
}
