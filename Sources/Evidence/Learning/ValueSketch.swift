internal import APISchema
internal import JSONDecoding

/// Draws the schema of a value from what was observed of it, and keeps a fact of each thing it says.
struct ValueSketch {
  /// Where in a call the values stand.
  let part: Fact.Part
  /// The facts, outer before inner.
  private(set) var facts: [Fact] = []
  /// What there is too little evidence for.
  private(set) var questions: [Question] = []
  /// Of the members at the top, what requests show of where they stand.
  private let request: RequestNames?

  /// - Parameter request: For values of requests, what is known of the names at their top.
  init(_ part: Fact.Part, in request: RequestNames? = nil) {
    self.part = part
    self.request = request
  }

  /// The members of the schema of a value.
  ///
  /// - Parameters:
  ///   - place: What facts call its place.
  ///   - name: The name of the parameter or the member, which may tell the unit.
  ///   - presence: Whether it is always there, in words; nil where that is not asked.
  mutating func schema(
    _ summary: ValueSummary, at place: String, named name: String = "", presence: String? = nil,
    evidence: Evidence? = nil
  ) -> ObjectBuilder {
    var schema = ObjectBuilder()
    // Members have evidence; what a body consists of has not.
    let isTop = evidence == nil && facts.isEmpty
    let facets = self.facets(summary, at: place, named: name)
    for member in facets.json.members { schema.add(member.name, member.value) }
    let kinds = facets.kinds
    let what = [facets.form ?? facets.kindNames, facets.words, facets.unit, presence]
    if !kinds.isEmpty {
      facts.append(
        Fact(
          part, place, what.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "),
          evidence ?? Evidence(summary.all), sources: facets.link?.sources ?? []))
    }
    addMembers(summary.object, at: place, to: &schema, in: isTop ? request : nil)
    if let elements = summary.elements {
      schema.add("items", self.schema(elements.value, at: place + "[*]").value)
    } else if kinds.contains(.array) {
      questions.append(.elements(place: place))
    }
    addContent(summary, at: place, to: &schema)
    return schema
  }

  // MARK: Facets

  /// What a schema says of the values themselves, without their members and elements.
  struct Facets {
    var kinds: [ValueKind] = []
    /// The shape, the list of words and the unit, as people say them.
    var form, words, unit: String?
    var link: Link?
    var json = ObjectBuilder()

    var kindNames: String { kinds.map(\.rawValue).joined(separator: " or ") }
  }

  /// What there is evidence for of values.
  mutating func facets(_ summary: ValueSummary, at place: String, named name: String) -> Facets {
    var facets = Facets()
    facets.kinds = kinds(summary, at: place)
    switch facets.kinds.count {
    case 0: break
    case 1: facets.json.add("type", facets.kinds[0].rawValue)
    default: facets.json.add("type", facets.kinds.map(\.rawValue))
    }
    facets.form = textForm(summary, into: &facets.json)
    facets.words = listWords(summary, into: &facets.json)
    facets.unit = addUnit(summary, named: name, into: &facets.json)
    facets.link = Link(summary.links)
    facets.json.add("x-link", facets.link?.json)
    return facets
  }

  // MARK: Kinds

  /// The kinds, null last; an integer is a number where fractions were seen.
  private mutating func kinds(_ summary: ValueSummary, at place: String) -> [ValueKind] {
    var kinds = Set(summary.kinds.keys)
    for (kind, tally) in summary.kinds.sorted(by: { $0.key < $1.key })
    where kinds.count > 1 && EvidenceThreshold.isStray(tally, of: summary.all.messages) {
      kinds.remove(kind)
      questions.append(.belongs("\(kind.description) in `\(place)`", seen: tally.messages))
    }
    if kinds == [.string], let kind = Self.kindOfTexts(summary, part) { kinds = [kind] }
    if kinds.contains(.number) { kinds.remove(.integer) }
    return kinds.sorted { ($0 == .null ? 1 : 0, $0) < ($1 == .null ? 1 : 0, $1) }
  }

  /// Where all values are texts on the wire.
  static let texts: Set<Fact.Part> = [.query, .header, .form]

  /// What the texts of a parameter are, which are never anything but texts on the wire.
  private static func kindOfTexts(_ summary: ValueSummary, _ part: Fact.Part) -> ValueKind? {
    guard texts.contains(part), summary.all.messages >= EvidenceThreshold.shape else { return nil }
    switch Set(summary.shapes.keys) {
    case [.integerText]: return .integer
    case [.numberText], [.integerText, .numberText]: return .number
    case [.booleanText]: return .boolean
    default: return nil
    }
  }

  // MARK: Texts

  /// Writes the shape of texts, and returns it in words.
  private mutating func textForm(
    _ summary: ValueSummary, into schema: inout ObjectBuilder
  ) -> String? {
    guard let texts = summary.kinds[.string], texts.messages >= EvidenceThreshold.shape else {
      return nil
    }
    let shapes = Set(summary.shapes.keys)
    guard !shapes.isEmpty else { return nil }
    // What a text is free to have restricts nothing; beside a form it is another text.
    if !shapes.isDisjoint(with: Self.unbounded) { return nil }
    if shapes == [.empty] {
      schema.add("maxLength", .number(.integer(0)))
      return "empty"
    }
    if shapes == [.guid, .zeroGUID] {
      schema.add("format", "uuid")
      return "guid"
    }
    if summary.fractionalDates.messages == 0, !shapes.isDisjoint(with: StringShape.times),
      texts.messages >= 20
    {
      schema.add("x-whole-seconds", .bool(true))
    }
    if shapes == [.isoDateTime, .isoDateTimeFine] {
      schema.add("format", "date-time")
      return "date-time"
    }
    let names = shapes.map(\.rawValue).sorted()
    if names.count == 1, names[0] != StringShape.isoDateTime.rawValue {
      schema.add("format", names[0])
    } else if names.count == 1 {
      schema.add("x-shape", names[0])
    } else {
      schema.add("x-shapes", names)
    }
    return names.joined(separator: " or ")
  }

  /// Shapes that any text may happen to have.
  private static let unbounded: Set<StringShape> = [
    .text, .word, .integerText, .numberText, .booleanText, .hex32, .version, .fileName,
    .serialNumber,
  ]

  /// Lists words and small numbers that come from a small set, and returns that in words, or why not.
  private func listWords(_ summary: ValueSummary, into schema: inout ObjectBuilder) -> String? {
    // There may be a list of them, but they may be names of people as well.
    if summary.values[Names.hidden] != nil, Set(summary.shapes.keys) == [.word],
      summary.all.messages >= EvidenceThreshold.enumeration
    {
      return "words that are not shown"
    }
    let words = summary.values.keys.filter { $0 != Names.hidden }.sorted(by: Self.precedes)
    let isWhole =
      summary.values[Names.hidden] == nil && summary.leftOut[.values] == nil
      && Set(summary.shapes.keys).isSubset(of: [.word])
      && summary.values.values.reduce(0) { $0 + $1.count } == summary.all.count
        - (summary.kinds[.null]?.count ?? 0)
    guard isWhole, 2...EvidenceThreshold.enumerationSize ~= words.count,
      summary.all.messages >= EvidenceThreshold.enumeration,
      summary.all.messages >= EvidenceThreshold.enumerationRepeat * words.count
    else { return nil }
    schema.add(
      "enum",
      .array(words.map { word in Int64(word).map { .number(.integer($0)) } ?? .string(word) }))
    // Nobody has seen all of them.
    schema.add("x-open-enum", .bool(true))
    schema.add("x-enum-evidence", Evidence(summary.all).json)
    return words.count > 4 ? "one of \(words.count)" : "one of " + words.joined(separator: ", ")
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    if let one = Int(left), let other = Int(right) { return one < other }
    return left < right
  }

  /// Writes what numbers count, where their size or their name with their size tells, and returns it.
  private func addUnit(
    _ summary: ValueSummary, named name: String, into schema: inout ObjectBuilder
  ) -> String? {
    // In JSON a text is no number.
    guard Self.texts.contains(part) || summary.kinds[.string] == nil,
      let unit = LearnedUnit(summary, named: name)
    else { return nil }
    schema.add("x-unit", unit.name)
    schema.add("x-unit-evidence", unit.json)
    return unit.name
  }

  // MARK: Parts

  private mutating func addMembers(
    _ object: ObjectSummary, at place: String, to schema: inout ObjectBuilder,
    in request: RequestNames?
  ) {
    guard object.all.count > 0 else { return }
    var required: [String] = []
    var unsure: [String] = []
    var properties = ObjectBuilder()
    let order = object.properties.map(\.name)
    for name in order where name != Names.hidden {
      guard let member = object.members[name] else { continue }
      if EvidenceThreshold.isStray(member.present, of: object.all.messages) {
        questions.append(.belongs("`\(place).\(name)`", seen: member.present.messages))
        unsure.append(name)
        continue
      }
      let presence = self.presence(
        name, member, of: object.all.messages, at: "\(place).\(name)", in: request)
      if presence.isRequired { required.append(name) }
      var value = self.schema(
        member.value, at: "\(place).\(name)", named: name, presence: presence.words,
        evidence: presence.evidence)
      value.add("x-usual", flag: presence.isUsual)
      value.add(presence.evidence)
      properties.add(name, value.value)
    }
    if let hidden = object.members[Names.hidden] {
      questions.append(.hidden(place: place, messages: hidden.present.messages))
      unsure.append(Names.hidden)
    }
    schema.add("x-unsure-members", unsure)
    schema.add("required", required)
    schema.add("properties", properties)
  }

  /// Whether something is always there.
  struct Presence {
    var evidence: Evidence
    /// In words: `always`.
    var words: String
    /// Whether it was there so often that it is missed where it is not.
    var isUsual = false
    /// Whether requests without it were refused.
    var isRequired = false
  }

  /// Whether a member or a parameter is always there.
  ///
  /// - Parameters:
  ///   - total: The messages that could have it.
  ///   - place: What questions call its place.
  ///   - request: For the top of requests, what is known of all names there.
  mutating func presence(
    _ name: String, _ member: MemberSummary, of total: Int, at place: String,
    in request: RequestNames?
  ) -> Presence {
    var evidence = Evidence(member.present, of: total)
    let isElsewhere = member.missing.count > 0 && request?.isInEither(name) == true
    if isElsewhere, let all = request?.all { evidence = Evidence(all) }
    let anyCase = request?.isInAnyCase(name) == true ? ", in any letter case" : ""
    guard member.missing.count == 0 || isElsewhere else {
      return Presence(evidence: evidence, words: "not always" + anyCase)
    }
    let either = (isElsewhere ? ", in the query or the body" : "") + anyCase
    evidence.refusedWithout = request?.refusedWithout(name) ?? 0
    if evidence.refusedWithout >= EvidenceThreshold.refused {
      return Presence(evidence: evidence, words: "required" + either, isRequired: true)
    }
    evidence.refusedWithout = 0
    if evidence.seen >= EvidenceThreshold.always {
      return Presence(evidence: evidence, words: "always" + either, isUsual: true)
    }
    questions.append(.optional(place: place, seen: evidence.seen))
    return Presence(
      evidence: evidence, words: (evidence.seen == 1 ? "seen once" : "always so far") + either)
  }

  private mutating func addContent(
    _ summary: ValueSummary, at place: String, to schema: inout ObjectBuilder
  ) {
    let contents = summary.contents.sorted { $0.key < $1.key }
    guard let (shape, content) = contents.first, contents.count == 1 else { return }
    let element = shape == .exceptionXML ? content.value.element : nil
    schema.add("contentMediaType", element == nil ? "application/json" : "application/xml")
    var inner = self.schema(element?.value ?? content.value, at: place + " in")
    if let element { inner.add("xml", .object([.init("name", .string(element.name))])) }
    schema.add("contentSchema", inner.value)
  }
}

extension ValueSummary {
  /// The element that an XML document consists of: schemas describe its attributes, and have its name in
  /// `xml`. Nil where the document is something else.
  var element: (name: String, value: ValueSummary)? {
    guard let (name, member) = object.members.first, object.members.count == 1,
      name != Names.hidden
    else { return nil }
    return (name, member.value)
  }
}
