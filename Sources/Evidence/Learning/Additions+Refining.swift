internal import APISchema
internal import JSONDecoding

// What was learned from too little, and what recordings show of it now.

extension Additions {
  /// What the schema has from recordings alone, and how often it was seen then.
  struct Learned {
    var seen: Int
    /// How often it is seen now; nil for what stands inside of it, which has no count of its own.
    var evidence: Evidence?
    /// Whether it can be said only now that it is always there.
    var becomesUsual = false

    /// The same for what stands inside of it.
    var inside: Learned { Learned(seen: seen) }
  }

  /// How often something learned was seen when it was; nil for what others describe.
  func learnedSightings(at place: [String]) -> Int? {
    guard case .number(let seen)? = places.value(place + ["x-evidence", "seen"]) else { return nil }
    return Int(seen.double)
  }

  /// A member that was learned; nil for one that others describe.
  func learnedMember(
    _ known: PropertySchema, _ member: MemberSummary, of total: Int, _ steps: [String],
    _ path: [String]
  ) -> Learned? {
    guard let place = places.schema(steps, inside: path), let seen = learnedSightings(at: place)
    else { return nil }
    var learned = Learned(seen: seen, evidence: Evidence(member.present, of: total))
    learned.becomesUsual =
      seen < EvidenceThreshold.always && places.value(place)?.wasAlwaysThere == true
      && known.presence != .required && member.missing.count == 0
      && member.present.messages >= EvidenceThreshold.always
    return learned
  }

  /// Says of a learned operation of which more is known now how often it was called.
  mutating func tellCalls(_ operation: [String]) {
    guard isRefined, let seen = learnedSightings(at: operation), observed.calls.messages > seen
    else { return }
    var update = ObjectBuilder()
    update.add(Evidence(observed.calls))
    change(operation, inside: [], update)
  }

  /// Proposes what a parameter that was learned lacks.
  mutating func refineParameter(
    _ known: PropertySchema, _ part: Fact.Part, _ all: ObjectSummary, _ operation: [String]
  ) {
    guard case .array(let parameters)? = places.value(operation + ["parameters"]),
      let index = parameters.firstIndex(where: {
        $0["name"]?.string == known.name && $0["in"]?.string == part.rawValue
      }),
      let member = all.members.first(where: { $0.key.lowercased() == known.name.lowercased() })?
        .value
    else { return }
    let steps = operation + ["parameters", String(index)]
    guard let learned = learnedSightings(at: steps), let old = parameters[index]["schema"] else {
      return
    }
    var sketch = ValueSketch(part)
    let presence = sketch.presence(
      known.name, member, of: all.all.messages, at: known.name,
      in: part == .query ? blank.request : nil)
    let facets = sketch.facets(member.value, at: known.name, named: known.name)
    let news = Refinement(facets, of: member.value, to: old, known.value, learned)
    let wasAlways = parameters[index].wasAlwaysThere
    let isUsual = presence.isUsual && wasAlways && learned < EvidenceThreshold.always
    let isRequired = presence.isRequired && wasAlways && known.presence != .required
    guard !news.json.members.isEmpty || isUsual || isRequired else { return }
    var update = ObjectBuilder()
    update.add("required", flag: isRequired)
    update.add("x-usual", flag: isUsual)
    update.add("schema", news.json)
    if presence.evidence.seen > learned { update.add(presence.evidence) }
    let what = news.words + (isUsual || isRequired ? [presence.words] : [])
    facts.append(
      Fact(
        part, known.name, "now " + what.joined(separator: ", "), presence.evidence,
        sources: news.sources))
    isRefined = true
    change(steps, inside: [], update)
  }

  /// Proposes what a value lacks that was learned.
  mutating func refine(
    _ value: ValueSummary, _ known: ValueSchema, _ part: Fact.Part, at place: String,
    _ steps: [String], _ path: [String], _ learned: Learned
  ) {
    guard let target = places.schema(steps, inside: path), let old = places.value(target) else {
      return
    }
    var sketch = ValueSketch(part)
    // Elements, and what stands in a text, have no name.
    let facets = sketch.facets(
      value, at: place, named: learned.evidence == nil ? "" : path.last ?? "")
    var news = Refinement(facets, of: value, to: old, known, learned.seen)
    // What stands in an array that was empty so far is all new.
    if let elements = value.elements?.value, known.kinds == [.array], known.elements == nil {
      news.json.add("items", sketch.schema(elements, at: place + "[*]").value)
      news.words.append("array of what follows")
    }
    if learned.becomesUsual {
      news.json.add("x-usual", flag: true)
      news.words.append("always")
    }
    guard !news.json.members.isEmpty else { return }
    let evidence = learned.evidence ?? Evidence(value.all)
    if learned.evidence != nil, evidence.seen > learned.seen { news.json.add(evidence) }
    isRefined = true
    facts.append(
      Fact(
        part, place, "now " + news.words.joined(separator: ", "), evidence, sources: news.sources))
    facts += sketch.facts
    change(steps, inside: path, news.json)
  }
}

/// What values show that their schema does not say because too few were seen when it was learned.
private struct Refinement {
  /// What is added to the schema.
  var json = ObjectBuilder()
  /// The same as people say it.
  var words: [String] = []
  var sources: [Fact.Source] = []

  /// - Parameters:
  ///   - old: The schema as it is written.
  ///   - learned: The messages that it was learned from. Where those were enough for a thing and it is not
  ///     there, they spoke against it.
  init(
    _ facets: ValueSketch.Facets, of value: ValueSummary, to old: JSONValue,
    _ known: ValueSchema, _ learned: Int
  ) {
    let isNarrower =
      known.kinds == [.string] && Set(value.kinds.keys) == [.string]
      && !facets.kinds.contains(.string) && !facets.kinds.isEmpty
    // Of another kind than the schema says: that is drift.
    guard isNarrower || known.kinds.isSuperset(of: facets.kinds) else { return }
    let hasForm = Self.form.contains { old[$0] != nil } || old["enum"] != nil
    if !hasForm, learned < EvidenceThreshold.shape {
      if isNarrower { add(["type"], facets.kindNames, facets) }
      if let form = facets.form { add(Self.form, form, facets) }
    }
    if old["enum"] == nil, let list = facets.words,
      case .array(let words)? = facets.json.value["enum"],
      learned
        < max(EvidenceThreshold.enumeration, EvidenceThreshold.enumerationRepeat * words.count)
    {
      add(["enum", "x-open-enum", "x-enum-evidence"], list, facets)
    }
    if old["x-unit"] == nil, let unit = facets.unit, learned < EvidenceThreshold.unit {
      add(["x-unit", "x-unit-evidence"], unit, facets)
    }
    // Those that it was learned from came from nowhere.
    if old["x-link"] == nil, let link = Link(value.links, besides: learned) {
      json.add("x-link", link.json)
      sources = link.sources
      if words.isEmpty { words = [facets.form ?? facets.kindNames] }
    }
  }

  private mutating func add(_ names: [String], _ word: String, _ facets: ValueSketch.Facets) {
    for member in facets.json.members where names.contains(member.name) {
      json.add(member.name, member.value)
    }
    words.append(word)
  }

  /// What says which texts are right.
  private static let form = [
    "format", "x-shape", "x-shapes", "x-whole-seconds", "maxLength", "pattern", "const",
  ]
}

extension JSONValue {
  /// Whether something learned was in all messages that could have it.
  fileprivate var wasAlwaysThere: Bool {
    self["x-evidence"].map { $0["seen"] == $0["of"] } ?? false
  }
}
