internal import APISchema
internal import Evidence

/// What findings say of shapes and kinds.
enum Words {
  /// `an integer 0–9`, `a time as /Date(ms)/`, `a text: NotAssigned, AssignedToYou`.
  static func expected(_ schema: ValueSchema) -> String {
    guard !schema.kinds.isEmpty else { return "anything" }
    return list(
      schema.kinds.sorted().map { kind in
        switch kind {
        case .string: text(schema)
        case .integer, .number:
          kind.description + (isListed(schema) ? "" : range(schema)) + numbers(schema)
        default: kind.description
        }
      }, "or")
  }

  /// `an integer`, `a string: Flat, FortyFiveUp`.
  static func observed(_ values: ValueSummary, _ kinds: some Sequence<ValueKind>) -> String {
    list(
      Set(kinds).sorted().map { kind in
        guard kind == .string else { return kind.description }
        let words = values.values.keys.filter { $0 != hidden && Int($0) == nil }.sorted()
        if !words.isEmpty, values.shapes.keys.allSatisfy({ $0 == .word }) {
          return "a string: " + some(words)
        }
        let texts = shapes(values.shapes.keys)
        return texts.isEmpty ? kind.description : texts
      }, "or")
  }

  /// All kinds that were observed.
  static func observed(_ values: ValueSummary) -> String {
    observed(values, values.kinds.filter { $0.value.count > 0 }.keys)
  }

  /// What a summary has in place of words that are not shown.
  static let hidden = "(hidden)"

  private static func text(_ schema: ValueSchema) -> String {
    let words = schema.values.filter { !$0.isInteger }.map(\.text)
    if !words.isEmpty { return "a string: " + some(words) }
    return schema.shapes.isEmpty ? "a string" : shapes(schema.shapes)
  }

  /// Whether the numbers of a list say all that the range does.
  private static func isListed(_ schema: ValueSchema) -> Bool {
    schema.values.contains(where: \.isInteger) && schema.minimum ?? -1 >= 0
      && schema.maximum ?? 10 <= 9
  }

  private static func range(_ schema: ValueSchema) -> String {
    let unit = schema.unit.map { " " + $0 } ?? ""
    // The end of a class of numbers that zero is not in.
    let next = Double.leastNonzeroMagnitude
    switch (schema.minimum, schema.maximum) {
    case (next, let greatest?) where greatest.isFinite:
      return " above 0, up to \(number(greatest))" + unit
    case (next, _): return " above 0" + unit
    case (_, -next): return " below 0" + unit
    case (let least?, let greatest?) where least.isFinite && greatest.isFinite:
      return " \(number(least))–\(number(greatest))" + unit
    case (let least?, _) where least.isFinite: return " from \(number(least)) on" + unit
    case (_, let greatest?) where greatest.isFinite: return " up to \(number(greatest))" + unit
    default: return unit
    }
  }

  private static func numbers(_ schema: ValueSchema) -> String {
    let numbers = schema.values.filter(\.isInteger).compactMap { Int($0.text) }.sorted()
    guard let least = numbers.first, let greatest = numbers.last else { return "" }
    if numbers.count > 2, greatest - least == numbers.count - 1 { return " \(least)–\(greatest)" }
    return ": " + some(numbers.map(String.init))
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  /// `a GUID or a GUID of zeros`.
  static func shapes(_ shapes: some Collection<StringShape>) -> String {
    var words: [String] = []
    for shape in shapes.sorted() where !words.contains(shape.words) {
      // One of zeros is a GUID as well, and alone where it counts.
      if shape == .zeroGUID, shapes.contains(.guid) { continue }
      words.append(shape.words)
    }
    return list(words, "or")
  }

  /// `Flat, FortyFiveUp, …`
  static func some(_ words: [String], _ count: Int = 3) -> String {
    words.prefix(count).joined(separator: ", ") + (words.count > count ? ", …" : "")
  }

  /// `a, b or c`.
  static func list(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

extension NumberClass {
  /// What it is called in findings.
  var words: String {
    switch self {
    case .negative: "a number below 0"
    case .zero: "0"
    case .units: "a number above 0, up to 9"
    case .tens: "a number 10–38"
    case .glucose: "a number 39–401"
    case .thousands: "a number 402–9,999"
    case .large: "a number 10,000–999,999,999"
    case .epochSeconds: "a time in seconds since 1970"
    case .epochMilliseconds: "a time in milliseconds since 1970"
    case .huge: "a number above 9,999,999,999"
    }
  }
}

extension StringShape {
  /// What it is called in findings: shapes that readers take for the same have the same words.
  var words: String {
    switch self {
    case .empty: "an empty text"
    case .guid: "a GUID"
    case .zeroGUID: "a GUID of zeros"
    case .bracedGUID: "a GUID in braces"
    case .wcfDate, .wcfDateOffset: "/Date(ms)/"
    case .bareDate, .bareDateOffset: "Date(ms)"
    case .isoDateTime: "an ISO 8601 time"
    case .isoDateTimeFine: "an ISO 8601 time finer than milliseconds"
    case .dotnetDateTimeUTC: "a .NET time in UTC"
    case .dotnetDateTimeZoned: "a .NET time with an offset"
    case .isoDate: "an ISO 8601 day"
    case .isoDuration: "an ISO 8601 duration"
    case .integerText: "digits"
    case .numberText: "a number in a text"
    case .booleanText: "true or false in a text"
    case .hex32: "32 hexadecimal digits"
    case .serialNumber: "a serial number"
    case .email: "an e-mail address"
    case .url: "a URL"
    case .version: "a version"
    case .fileName: "a file name"
    case .word: "a word"
    case .exceptionXML: "an XML element <OnlineException …/>"
    case .exceptionJSON: "a JSON document {\"OnlineException\": …}"
    case .dotnetExceptionText: "a message behind a .NET class"
    case .javaExceptionText: "a message behind a Java class"
    case .jsonText: "JSON in a text"
    case .xmlText: "markup"
    case .text: "a text"
    default: rawValue
    }
  }

  /// The same where offsets make a difference.
  var exactWords: String {
    switch self {
    case .wcfDateOffset: "/Date(ms±hhmm)/"
    case .bareDateOffset: "Date(ms±hhmm)"
    default: words
    }
  }
}
