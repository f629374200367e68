internal import APISchema

extension StringShape {
  /// What a text of this shape is, with an example in backticks; nil for shapes that nobody knows.
  var meaning: String? {
    switch self {
    case .empty: "an empty text"
    case .guid: "a GUID of 36 characters: `9a8b7c6d-5e4f-4a3b-8c1d-0e9f8a7b6c5d`"
    case .zeroGUID: "`00000000-0000-0000-0000-000000000000`, for none or failed"
    case .bracedGUID: "a GUID in braces: `{9A8B7C6D-5E4F-4A3B-8C1D-0E9F8A7B6C5D}`"
    case .wcfDate: "milliseconds since 1970 in UTC: `/Date(1426767421178)/`"
    case .wcfDateOffset:
      "milliseconds since 1970 in UTC, and an offset that is only told: `/Date(1426780716000-0700)/`"
    case .bareDate: "milliseconds since 1970 in UTC: `Date(1691455258000)`"
    case .bareDateOffset:
      "milliseconds since 1970 in UTC, and an offset that is only told: `Date(1691455258000-0400)`"
    case .isoDateTime: "an ISO 8601 time: `2023-08-02T20:32:31.117Z`"
    case .isoDateTimeFine:
      "an ISO 8601 time with more than three decimals: `2024-07-21T02:05:28.051516952Z`"
    case .dotnetDateTimeUTC: "a .NET time in UTC: `2018-09-12 16:51:32.0695709+00:00`"
    case .dotnetDateTimeZoned:
      "a .NET time with another offset: `2016-06-04 09:12:30.4213657-07:00`"
    case .isoDate: "a day: `2025-11-14`"
    case .isoDuration: "an ISO 8601 duration: `PT30M`"
    case .integerText: "digits in a text: `288`"
    case .numberText: "a number in a text: `5.5`"
    case .booleanText: "`true` or `false` in a text"
    case .hex32: "32 hexadecimal digits: `0123456789abcdef0123456789abcdef`"
    case .serialNumber: "a serial number: `SM00000001`"
    case .email: "an e-mail address: `follower@example.com`"
    case .url: "a URL: `https://example.com/path`"
    case .version: "a version: `3.0.2.11`"
    case .fileName: "the name of a file: `High.wav`"
    case .word: "one word of letters, digits and underscores"
    case .exceptionXML: "an XML element in a text: `<OnlineException …/>`"
    case .exceptionJSON: "a JSON document in a text: `{\"OnlineException\": {…}}`"
    case .dotnetExceptionText: "a message behind the name of a .NET class"
    case .javaExceptionText: "a message behind the name of a Java class"
    case .jsonText: "JSON in a text"
    case .xmlText: "markup in a text"
    case .text: "any text"
    default: nil
    }
  }

  /// The example in its meaning.
  var example: String? { meaning?.firstMatch(of: /`([^`]+)`/).map { String($0.1) } }
}

extension ValueSchema {
  /// All shapes in it, at any depth that a table shows.
  func allShapes(depth: Int = 0) -> Set<StringShape> {
    guard depth <= PropertyTable.depthLimit else { return [] }
    var all = shapes
    for member in members { all.formUnion(member.value.allShapes(depth: depth + 1)) }
    for inner in [elements, content].compactMap({ $0?.value }) {
      all.formUnion(inner.allShapes(depth: depth + 1))
    }
    return all
  }
}
