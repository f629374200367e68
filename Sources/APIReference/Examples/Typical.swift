internal import APISchema
internal import JSONDecoding

/// Values as anybody might have had them, in place of what was measured of one person.
enum Typical {
  /// The elements that are shown of a list.
  static let listLength = 2
  /// Those of a list that is itself an element, like the row of a table: what each is, its place says.
  static let rowLength = 12

  /// A message in which nothing is measured, and lists are short.
  ///
  /// What tells something about somebody's health, as the schema says, is as the example has it that
  /// comes with the schema, or else a usual value. Numbers and texts of which the schema says nothing, or
  /// only what recordings showed, may be measured too, also where digits stand for them: of these the
  /// shape stays alone.
  ///
  /// - Parameters:
  ///   - value: The message without secrets.
  ///   - recorded: The message as it was recorded, which tells the shapes of what was replaced.
  static func value(
    _ value: JSONValue, recorded: JSONValue?, _ schema: ValueSchema?, isLearned: Bool,
    _ example: JSONValue?, index: Int = 0, isRow: Bool = false
  ) -> JSONValue {
    switch value {
    case .object(let members):
      return .object(
        members.enumerated().map { number, member in
          let known = schema?.members.first { $0.name == member.name }
          let isMeasured = known == nil && Double(member.name) != nil
          return JSONValue.Member(
            isMeasured ? String(number + 1) : member.name,
            Self.value(
              member.value, recorded: recorded?.member(number, of: members.count), known?.value,
              isLearned: isLearned || known?.provenance.isLearned ?? true, example?[member.name],
              index: index))
        })
    case .array(let elements):
      return .array(
        elements.prefix(isRow ? rowLength : listLength).enumerated().map {
          Self.value(
            $1, recorded: element($0, of: recorded), schema?.elements?.value,
            isLearned: isLearned, element($0, of: example), index: $0, isRow: true)
        })
    case .number(let number):
      guard let schema, !isLearned else { return .number(unknown(number, schema)) }
      return .number(Self.number(number, schema, example, index))
    case .string(let text):
      guard let schema, !isLearned else {
        return .string(Self.text(text, recorded: recorded?.string ?? text, schema))
      }
      guard schema.isHealthData else { return value }
      if case .string? = example { return example ?? value }
      let words = schema.values.filter { !$0.isInteger }.map(\.text)
      return .string(words.first { $0 == steady } ?? words.first ?? "")
    case .null, .bool: return value
    }
  }

  /// The same text without numbers that stand by themselves, such as a message may quote.
  static func withoutNumbers(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(members.map { JSONValue.Member($0.name, withoutNumbers($0.value)) })
    case .array(let elements): .array(elements.map(withoutNumbers))
    case .string(let text): .string(withoutNumbers(text))
    default: value
    }
  }

  /// JSON and markup keep theirs, which the service makes of its own.
  private static func withoutNumbers(_ text: String) -> String {
    if let first = text.first(where: { !$0.isWhitespace }), "{[<".contains(first) { return text }
    return text.replacing(/(^|[\s=(])[0-9]{2,4}(\.[0-9]+)?(?=$|[\s,;.)%])/) { "\($0.output.1)1" }
  }

  /// A text that nobody but recordings knows: a word of its list, or one of its shape.
  static func text(_ text: String, recorded: String, _ schema: ValueSchema?) -> String {
    if let word = schema?.values.first(where: { !$0.isInteger }) { return word.text }
    let shape = StringShape(recorded)
    switch shape {
    case .integerText: return "1"
    case .numberText: return "1.5"
    case .jsonText, .exceptionJSON: return "{}"
    case .xmlText, .exceptionXML: return "<a/>"
    case .text, .word: return text.replacing(/[0-9]{2,}/, with: "1")
    default:
      if StringShape(text) == shape { return text }
      return shape.example ?? text
    }
  }

  private static func unknown(_ number: JSONNumber, _ schema: ValueSchema?) -> JSONNumber {
    if let choice = schema?.values.first(where: \.isInteger), let integer = Int64(choice.text) {
      return .integer(integer)
    }
    // One of the same size (`NumberClass`), so that what may be glucose looks like it.
    guard case .integer(let integer) = number else {
      switch abs(number.double) {
      case ..<10: return .double(1.5)
      case ..<39: return .double(12.5)
      case ..<402: return .double(112.5)
      default: return .double(1_000.5)
      }
    }
    switch integer {
    case ..<0: return .integer(-1)
    case ...9: return .integer(1)
    case ...38: return .integer(20)
    case ...401: return .integer(112)
    case ...9_999: return .integer(1_000)
    case 1_000_000_000...9_999_999_999: return .integer(1_700_000_000)
    case 1_000_000_000_000...9_999_999_999_999: return .integer(1_700_000_000_000)
    default: return .integer(100_000)
    }
  }

  private static let steady = "Flat"

  private static func element(_ index: Int, of example: JSONValue?) -> JSONValue? {
    guard case .array(let elements)? = example, index < elements.count else { return nil }
    return elements[index]
  }

  private static func number(
    _ number: JSONNumber, _ schema: ValueSchema, _ example: JSONValue?, _ index: Int
  ) -> JSONNumber {
    guard schema.isHealthData else { return number }
    if case .number(let usual)? = example { return usual }
    if let choice = schema.values.first(where: { $0.name == steady && $0.isInteger }),
      let integer = Int64(choice.text)
    {
      return .integer(integer)
    }
    return .integer(Int64(112 + 3 * index))
  }
}

extension JSONValue {
  /// The value of a member by its number; nil where there are others than so many.
  fileprivate func member(_ number: Int, of count: Int) -> JSONValue? {
    guard case .object(let members) = self, members.count == count else { return nil }
    return members[number].value
  }

  /// Whether there is a list in it that may have been longer.
  var mayBeCut: Bool {
    switch self {
    case .array(let elements):
      elements.count >= Typical.listLength || elements.contains(where: \.mayBeCut)
    case .object(let members): members.contains { $0.value.mayBeCut }
    case .null, .bool, .number, .string: false
    }
  }
}
