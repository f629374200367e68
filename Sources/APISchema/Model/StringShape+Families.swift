extension StringShape {
  /// The shapes that any text may happen to have: a change from one of them to another proves nothing.
  public static let free: Set<StringShape> = [
    .empty, .text, .word, .integerText, .numberText, .booleanText, .hex32, .serialNumber, .email,
    .url, .version, .fileName, .xmlText, .jsonText,
  ]
  /// The shapes of times.
  public static let times: Set<StringShape> = [
    .wcfDate, .wcfDateOffset, .bareDate, .bareDateOffset, .isoDateTime, .isoDateTimeFine,
    .dotnetDateTimeUTC, .dotnetDateTimeZoned, .isoDate,
  ]
  /// The shapes of the details of faults.
  public static let faultDetails: Set<StringShape> = [.exceptionXML, .exceptionJSON]
  /// The shapes of messages behind the name of a class.
  public static let exceptionTexts: Set<StringShape> = [.dotnetExceptionText, .javaExceptionText]
}
