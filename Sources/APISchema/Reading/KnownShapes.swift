extension StringShape {
  /// The shapes that texts of a `format` have; none where the format restricts nothing that is known.
  static func shapes(ofFormat format: String) -> Set<StringShape> {
    switch format {
    case "date-time": [.isoDateTime, .isoDateTimeFine]
    case "uuid": [.guid, .zeroGUID]
    case "duration": [.isoDuration]
    case "idn-email": [.email]
    case "url", "uri-reference", "iri": [.url]
    default: named[format].map { [$0] } ?? []
    }
  }

  private static let named = Dictionary(
    uniqueKeysWithValues: [
      guid, zeroGUID, bracedGUID, wcfDate, wcfDateOffset, bareDate, bareDateOffset, isoDateTimeFine,
      dotnetDateTimeUTC, dotnetDateTimeZoned, isoDate, isoDuration, integerText, numberText,
      booleanText, hex32, serialNumber, email, url, version, fileName, word, exceptionXML,
      exceptionJSON, dotnetExceptionText, javaExceptionText, jsonText, xmlText,
    ].map { ($0.rawValue, $0) })

  /// The shapes that texts of a `pattern` have; none where the pattern is not one of the usual ones.
  static func shapes(ofPattern pattern: String) -> Set<StringShape> {
    let bare = pattern.replacing("\\/", with: "/").replacing("\\d", with: "[0-9]")
      .replacing("+$", with: "+").filter { $0 != "^" && $0 != "$" }
    return patterns[bare] ?? []
  }

  private static let hex = ["[0-9a-f]", "[a-f0-9]", "[0-9a-fA-F]", "[a-fA-F0-9]", "[0-9A-Fa-f]"]

  private static let patterns: [String: Set<StringShape>] = {
    var patterns: [String: Set<StringShape>] = [
      "/Date\\([0-9]+\\)/": [.wcfDate],
      "/Date\\([0-9]+[+-][0-9]{4}\\)/": [.wcfDateOffset],
      "/Date\\([0-9]+([+-][0-9]{4})?\\)/": [.wcfDate, .wcfDateOffset],
      "Date\\([0-9]+\\)": [.bareDate],
      "Date\\([0-9]+[+-][0-9]{4}\\)": [.bareDateOffset],
      "Date\\([0-9]+([+-][0-9]{4})?\\)": [.bareDate, .bareDateOffset],
      "/?Date\\([0-9]+([+-][0-9]{4})?\\)/?": [
        .wcfDate, .wcfDateOffset, .bareDate, .bareDateOffset,
      ],
      "[0-9]{4}-[0-9]{2}-[0-9]{2}": [.isoDate],
      "[0-9]+": [.integerText], "-?[0-9]+": [.integerText], "[+-]?[0-9]+": [.integerText],
    ]
    for digit in hex {
      patterns["\(digit){8}-\(digit){4}-\(digit){4}-\(digit){4}-\(digit){12}"] = [.guid, .zeroGUID]
      patterns["\(digit){8}(-\(digit){4}){3}-\(digit){12}"] = [.guid, .zeroGUID]
      patterns["\(digit){32}"] = [.hex32]
    }
    return patterns
  }()
}
