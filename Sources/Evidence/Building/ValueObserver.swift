internal import APISchema
internal import Bytes
internal import JSONDecoding
internal import ShareAPI

/// Observes the values in one place.
final class ValueObserver {
  /// What of a place is a secret, so that no word of it is shown.
  enum Secrecy {
    case nothing
    /// A bare value, or an array of such; an object in its place says itself what is one.
    case bareValue
    case everything
  }

  let rank: Rank
  /// What links call the place: `$[*].SubscriptionId`.
  private let place: String
  private let secrecy: Secrecy
  /// Whether a small number is the value of an enumeration.
  private let isEnumeration: Bool
  /// Whether a word is, so that it is the service's own.
  private let hasPublicWords: Bool
  private var all = Counter()
  private var kinds = SmallCounters()
  private var shapes = SmallCounters()
  private var numbers = SmallCounters()
  private var lengths = SmallCounters()
  private var fractionalDates = Counter()
  private var links = NamedCounters(.links)
  private var words = WordCounters()
  private(set) var object: ObjectObserver?
  private(set) var elements: ValueObserver?
  private(set) var contents: [Int: ValueObserver] = [:]
  /// Values too deep to look at.
  private var tooDeep = 0

  init(
    _ rank: Rank, _ secrecy: Secrecy, at place: String, isEnumeration: Bool = false,
    hasPublicWords: Bool = false
  ) {
    self.rank = rank
    self.place = place
    self.secrecy = secrecy
    self.isEnumeration = isEnumeration
    self.hasPublicWords = hasPublicWords
  }

  func observe(_ node: JSONNode, _ observation: Observation) {
    all.add(observation.moment)
    switch node.kind {
    case .null: count(.null, observation)
    case .bool: count(.boolean, observation)
    case .number: observeNumber(node, observation)
    case .string: if let text = node.utf8 { observeText(text, observation) }
    case .array:
      count(.array, observation)
      observeElements(node, observation)
    case .object:
      count(.object, observation)
      guard rank.depth < Limit.depthCount else { return tooDeep += 1 }
      let object =
        object
        ?? ObjectObserver(
          rank, at: place + ".", isSecret: secrecy == .everything)
      self.object = object
      object.observe(node, observation)
    }
  }

  private func count(_ kind: ValueKind, _ observation: Observation) {
    kinds.add(kind.number, observation.moment)
  }

  private func observeNumber(_ node: JSONNode, _ observation: Observation) {
    let moment = observation.moment
    if let integer = node.int64 {
      kinds.add(ValueKind.integer.number, moment)
      numbers.add(NumberClass.number(of: integer), moment)
      if isEnumeration, secrecy == .nothing, 0...20 ~= integer {
        var digits = String(integer)
        digits.withUTF8 { words.add($0, observation) { String(decoding: $0, as: UTF8.self) } }
      }
      return
    }
    switch node.number {
    case .unsigned:
      kinds.add(ValueKind.integer.number, moment)
      numbers.add(NumberClass.number(of: Int64.max), moment)
    case .text(let text) where !text.utf8.contains(where: { ".eE".utf8.contains($0) }):
      kinds.add(ValueKind.integer.number, moment)
      numbers.add(NumberClass.number(of: text.hasPrefix("-") ? -1 : Int64.max), moment)
    case let number:
      kinds.add(ValueKind.number.number, moment)
      numbers.add(NumberClass.number(of: number?.double ?? 0), moment)
    }
  }

  /// Observes a text: of JSON, of a query, of a form.
  func observe(text: UnsafeBufferPointer<UInt8>, _ observation: Observation) {
    all.add(observation.moment)
    observeText(text, observation)
  }

  private func observeText(_ text: UnsafeBufferPointer<UInt8>, _ observation: Observation) {
    let moment = observation.moment
    kinds.add(ValueKind.string.number, moment)
    let (shape, isFractional) = StringShape.classify(text)
    shapes.add(shape, moment)
    if isFractional { fractionalDates.add(moment) }
    // A text among words is one more value, whose words are not shown.
    if shape == Self.word || hasPublicWords && shape == Self.text, secrecy == .nothing {
      words.add(text, observation) { observation.shown($0, isEnumeration: hasPublicWords) }
    }
    if Identifiers.hasForm(shape) {
      let source = observation.identifiers.see(text, at: place)
      if let source { links.add(source, moment) }
    }
    if Self.documents.contains(shape) { observeDocument(text, shape, observation) }
  }

  private static let word = index(of: .word)
  private static let text = index(of: .text)
  private static let exceptionXML = index(of: .exceptionXML)
  private static let documents: Set<Int> = [
    exceptionXML, index(of: .exceptionJSON), index(of: .jsonText),
  ]

  private static func index(of shape: StringShape) -> Int {
    StringShape.all.firstIndex(of: shape) ?? -1
  }

  /// Observes the document inside a text.
  private func observeDocument(
    _ text: UnsafeBufferPointer<UInt8>, _ shape: Int, _ observation: Observation
  ) {
    guard rank.depth + 1 < Limit.depthCount else { return tooDeep += 1 }
    let content =
      contents[shape]
      ?? ValueObserver(
        rank.inside(StringShape.all[shape].rawValue, isKnown: true), secrecy, at: place + " in")
    contents[shape] = content
    guard shape == Self.exceptionXML else {
      return observation.read(UnsafeRawBufferPointer(text)) { content.observe($0, observation) }
    }
    let name = "OnlineException"
    guard let element = AttributeElement(String(decoding: text, as: UTF8.self), name: name) else {
      return
    }
    let attributes = element.names.map { name in
      JSONValue.Member(name, .string(element.attributes[name] ?? ""))
    }
    observation.read(.object([.init(name, .object(attributes))])) {
      content.observe($0, observation)
    }
  }

  private func observeElements(_ node: JSONNode, _ observation: Observation) {
    let count = node.count
    lengths.add(min(count, 2), observation.moment)
    guard count > 0 else { return }
    guard rank.depth < Limit.depthCount else { return tooDeep += 1 }
    let elements =
      elements
      ?? ValueObserver(
        rank.inside("[*]"), secrecy, at: place + "[*]", isEnumeration: isEnumeration,
        hasPublicWords: hasPublicWords)
    self.elements = elements
    for element in node.elements { elements.observe(element, observation) }
  }

  /// Everything inside that may be left out.
  var objects: [ObjectObserver] {
    (object.map { [$0] } ?? []) + (elements?.objects ?? []) + contents.values.flatMap(\.objects)
  }

  func summary(_ id: String) -> ValueSummary {
    var summary = ValueSummary()
    summary.all = all.tally(id)
    summary.kinds = kinds.tallies(id) { ValueKind.allCases[$0] }
    summary.shapes = shapes.tallies(id) { StringShape.all[$0] }
    summary.numbers = numbers.tallies(id) { NumberClass.allCases[$0] }
    summary.lengths = lengths.tallies(id) { LengthClass.allCases[$0] }
    summary.links = links.tallies(id, &summary.leftOut)
    summary.fractionalDates = fractionalDates.tally(id)
    summary.values = words.tallies(id, &summary.leftOut)
    if let object { summary.object = object.summary(id) }
    summary.elements = elements.map { Indirect($0.summary(id)) }
    for (shape, content) in contents {
      summary.contents[StringShape.all[shape]] = Indirect(content.summary(id))
    }
    if tooDeep > 0 { summary.leftOut[.depth] = tooDeep }
    return summary
  }
}

extension ValueKind {
  /// Its place in `allCases`.
  fileprivate var number: Int {
    switch self {
    case .null: 0
    case .boolean: 1
    case .integer: 2
    case .number: 3
    case .string: 4
    case .array: 5
    case .object: 6
    }
  }
}

extension NumberClass {
  /// The place of an integer's class in `allCases`.
  static func number(of integer: Int64) -> Int {
    switch integer {
    case ..<0: 0
    case 0: 1
    case ..<10: 2
    case ..<39: 3
    case ..<402: 4
    case ..<10_000: 5
    case ..<1_000_000_000: 6
    case ..<10_000_000_000: 7
    case 1_000_000_000_000..<10_000_000_000_000: 8
    default: 9
    }
  }

  /// The place of a fraction's class in `allCases`.
  static func number(of double: Double) -> Int {
    guard double != 0 else { return 1 }
    guard double > 0 else { return 0 }
    guard double < 1e18 else { return 9 }
    return double < 1 ? 2 : number(of: Int64(double))
  }
}

/// Counters of words, found by their bytes.
private struct WordCounters {
  private var entries: [(word: [UInt8], counter: Counter)] = []
  private var hidden = Counter()
  private var leftOut = 0

  /// - Parameter shown: What a summary says of a word that is new.
  mutating func add(
    _ word: UnsafeBufferPointer<UInt8>, _ observation: Observation,
    shown: (UnsafeBufferPointer<UInt8>) -> String
  ) {
    for index in entries.indices where entries[index].word.elementsEqual(word) {
      entries[index].counter.add(observation.moment)
      return
    }
    let name = shown(word)
    guard name != Names.hidden else { return hidden.add(observation.moment) }
    guard entries.count < Limit.values.count || makeRoom(for: name) else {
      leftOut += 1
      return
    }
    var counter = Counter()
    counter.add(observation.moment)
    entries.append((Array(word), counter))
  }

  private mutating func makeRoom(for name: String) -> Bool {
    let names = entries.map { String(decoding: $0.word, as: UTF8.self) }
    guard let last = names.indices.max(by: { StableHash.precedes(names[$0], names[$1]) }),
      StableHash.precedes(name, names[last])
    else { return false }
    leftOut += entries.remove(at: last).counter.count
    return true
  }

  func tallies(_ id: String, _ leftOut: inout [Limit: Int]) -> [String: Tally] {
    if self.leftOut > 0 { leftOut[.values, default: 0] += self.leftOut }
    var tallies = Dictionary(
      uniqueKeysWithValues: entries.map {
        (String(decoding: $0.word, as: UTF8.self), $0.counter.tally(id))
      })
    if hidden.count > 0 { tallies[Names.hidden] = hidden.tally(id) }
    return tallies
  }
}
