internal import APISchema
internal import JSONDecoding

/// What numbers count, as far as they show it: where every one is a time since 1970, or where their name
/// ends in a unit and every one is in a range that the unit may have. Of numbers in texts, such as those of a
/// query, summaries have no ranges, so that the name alone tells.
struct LearnedUnit {
  /// As schemas write it: `min`, `mg/dL`.
  let name: String
  private let evidence: Evidence
  /// What tells it.
  private let by: String

  /// - Parameter name: The name of the parameter or the member.
  init?(_ summary: ValueSummary, named name: String) {
    let words = Self.words(of: name)
    let named = Self.units.first { unit in
      unit.endings.contains { words.suffix($0.count).elementsEqual($0) }
    }
    if Set(summary.kinds.keys) == [.string] {
      guard let named, summary.all.messages >= EvidenceThreshold.unit,
        Set(summary.shapes.keys).isSubset(of: named.texts)
      else { return nil }
      evidence = Evidence(summary.all)
      (self.name, by) = (named.name, "name")
      return
    }
    let numbers = summary.numbers.values.sum
    let ranges = Set(summary.numbers.keys)
    guard !ranges.isEmpty, numbers.messages >= EvidenceThreshold.unit,
      Set(summary.kinds.keys).isSubset(of: [.integer, .number, .null])
    else { return nil }
    evidence = Evidence(numbers.capped(atCaptures: summary.all.captures), of: summary.all.messages)
    if let epoch = Self.epochs[ranges] {
      (self.name, by) = (epoch, "range")
      return
    }
    guard let named, ranges.isSubset(of: named.ranges), !ranges.isSubset(of: [.zero]) else {
      return nil
    }
    (self.name, by) = (named.name, "name and range")
  }

  /// `{by: name and range, seen: 14, of: 14, captures: 2}`, with how sure that makes it.
  var json: JSONValue {
    var object = ObjectBuilder()
    object.add("by", by)
    object.add("confidence", evidence.confidence)
    guard case .object(let counts) = evidence.json else { return object.value }
    return .object(object.members + counts)
  }

  private static let epochs: [Set<NumberClass>: String] = [
    [.epochMilliseconds]: "ms since 1970", [.epochSeconds]: "s since 1970",
  ]

  private struct Unit {
    let name: String
    /// The words that a name may end in.
    let endings: [[String]]
    /// The classes of numbers that say nothing against it.
    let ranges: Set<NumberClass>
    /// The shapes of texts that say nothing against it.
    var texts: Set<StringShape> = [.integerText, .numberText]
  }

  /// Offsets of clocks and of zones may be below zero.
  private static let spans: Set<NumberClass> = [
    .negative, .zero, .units, .tens, .glucose, .thousands,
  ]

  private static let units = [
    Unit(name: "min", endings: [["minutes"], ["mins"]], ranges: spans),
    Unit(name: "h", endings: [["hours"]], ranges: spans),
    Unit(name: "d", endings: [["days"]], ranges: spans),
    Unit(name: "s", endings: [["seconds"], ["secs"]], ranges: spans.union([.large])),
    Unit(
      name: "ms", endings: [["milliseconds"], ["millis"], ["ms"]], ranges: spans.union([.large])),
    // One outside what a sensor gives may be in another unit.
    Unit(
      name: "mg/dL", endings: [["mgdl"], ["mgd", "l"], ["mg", "dl"], ["mg", "per", "dl"]],
      ranges: [.glucose], texts: [.integerText]),
    Unit(
      name: "mmol/L",
      endings: [["mmol"], ["mmoll"], ["mmol", "l"], ["mmol", "per", "l"]],
      ranges: [.units, .tens]),
    Unit(
      name: "%", endings: [["percent"], ["percentage"]], ranges: [.zero, .units, .tens, .glucose]),
  ]

  /// The words of a name in lower case: `OffsetMinutes` and `offset_minutes` as `offset`, `minutes`. A
  /// unit such as `mgdL` or `MgDl` is what its letters are, however they are written.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var last: Character?
    for character in name {
      guard character.isASCII, character.isLetter || character.isNumber else {
        last = nil
        continue
      }
      let begins = last.map { character.isUppercase && !$0.isUppercase } ?? true
      if begins || words.isEmpty { words.append("") }
      words[words.count - 1] += character.lowercased()
      last = character
    }
    return words
  }
}
