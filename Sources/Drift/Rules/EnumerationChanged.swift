internal import APISchema
internal import Evidence

/// Other values of enumerations.
enum EnumerationChanged {
  static let rules = [
    ("request-parameter", [ValuePlace.parameter]),
    ("request-property", [.requestBody, .requestProperty]),
    ("response-property", [.responseBody, .responseProperty]),
  ].flatMap { name, places in
    let direction = places[0].direction
    let place = places[places.count - 1]
    return [
      Rule(
        "\(name)-enum-value-added", .warning, direction.effect,
        "\(place.noun) has a value that its list does not have",
        explanation: "A value came that is not in the list of the baseline. "
          + (direction == .response
            ? "Readers with a closed list throw an error, or show nothing. "
            : "The service may refuse it. Between schemas it is a note: more is taken than before. ")
          + "Between recordings the values that any revision of the schema has are no news, and numbers "
          + "count where a revision lists them. A number above 20 is told by its size.",
        advice: direction == .response
          ? "Read a value that is in no list as one that is not known, rather than fail."
          : "Send a listed value, unless calls succeed with this one.",
        example: .schemas(
          PropertyExample.schema(
            place, "{Value: {type: string, enum: [Flat, SingleUp]}}", "[Value]"),
          PropertyExample.schema(
            place, "{Value: {type: string, enum: [Flat, SingleUp, SingleDown]}}", "[Value]"),
          at: place == .parameter ? "Value" : "$.Value",
          reverse: ["\(name)-enum-value-removed"]),
        check: .value(places) { added($0) }),
      Rule(
        "\(name)-enum-value-removed", direction == .request ? .error : .info,
        direction == .request ? .breaksWriters : .harmless,
        "a value is no longer in the list of \(place.noun)",
        explanation: """
          One schema lists a value that the other does not. Only schemas can show it: that a recording \
          does not have a value says nothing.
          """,
        advice: direction == .request
          ? "Send a value that is still in the list."
          : "Nothing: readers that know the value are not concerned.",
        example: .schemas(
          PropertyExample.schema(
            place, "{Value: {type: string, enum: [Flat, SingleUp]}}", "[Value]"),
          PropertyExample.schema(place, "{Value: {type: string, enum: [Flat]}}", "[Value]"),
          at: place == .parameter ? "Value" : "$.Value",
          reverse: ["\(name)-enum-value-added"]),
        check: .value(places) { removed($0) }),
    ]
  }

  private static func added(_ site: ValueSite) -> [Change] {
    var new = unexpected(site)
    // What is of another form has a rule of its own.
    if !StringShapeChanged.unexpected(site).isEmpty { new[Words.hidden] = nil }
    let classes = newClasses(site).sorted { $0.key.rawValue < $1.key.rawValue }
    guard !new.isEmpty || !classes.isEmpty, !EnumerationEncodingChanged.isOtherSpelling(site) else {
      return []
    }
    let shown =
      new.keys.sorted().map { $0 == Words.hidden ? "a word that is not shown" : $0 }
      + classes.map(\.key.words)
    let keys = new.keys.sorted() + classes.map(\.key.rawValue)
    return [
      Change(
        expected: Words.expected(site.expected), observed: Words.some(shown, 5),
        key: keys.joined(separator: " "), (Array(new.values) + classes.map(\.value)).sum,
        isHarmless: site.isWidened)
    ]
  }

  /// The classes of numbers outside a list that no number of the list is in: of larger numbers a summary
  /// has no more.
  private static func newClasses(_ site: ValueSite) -> [NumberClass: Tally] {
    var listed = lists(site).numbers
    // A fraction has a rule of its own.
    guard !listed.isEmpty, !site.baseline.isDeclared, site.observed.kinds[.number] == nil else {
      return [:]
    }
    if site.baseline.isInferred {
      guard let known = site.knownNumbers else { return [:] }
      listed.formUnion(known)
    }
    let numbers = listed.compactMap(Double.init)
    return site.observed.numbers.reduce(into: [:]) { classes, entry in
      let (range, tally) = (entry.key.range, entry.value)
      guard !numbers.contains(where: range.contains), !hadClass(range, site) else { return }
      // Those that are named are told by their value.
      let named = site.observed.values.filter { Double($0.key).map(range.contains) == true }
      var rest = tally
      rest.count -= named.values.sum.count
      if rest.count > 0 { classes[entry.key] = rest }
    }
  }

  /// Whether the recordings of the baseline may have had numbers of this class.
  private static func hadClass(_ range: ClosedRange<Double>, _ site: ValueSite) -> Bool {
    guard site.baseline.isInferred, let least = site.expected.minimum,
      let greatest = site.expected.maximum
    else { return false }
    return least <= range.lowerBound && range.upperBound <= greatest
  }

  /// The values that are in no list.
  static func unexpected(_ site: ValueSite) -> [String: Tally] {
    let (words, numbers) = lists(site)
    let isOther = isOtherList(site, words)
    return site.observed.values.filter { value, tally in
      guard tally.count > 0 else { return false }
      let isNumber = Int(value) != nil
      let list = isNumber ? numbers : words
      guard !list.isEmpty, !list.contains(value) else { return false }
      guard site.baseline.isInferred else { return true }
      if isNumber {
        guard let known = site.knownNumbers, !known.contains(value) else { return false }
        return site.baseline.recordedWords?.contains(value) != true
      }
      if site.baseline.known.values.contains(value) { return isOther }
      return site.baseline.recordedWords?.contains(value) != true
    }
  }

  /// Whether the recorded answer has words that no revision knows, and the other one to the same call none
  /// but known ones: that is another list, not another value.
  private static func isOtherList(_ site: ValueSite, _ words: Set<String>) -> Bool {
    let known = site.baseline.known.values
    return site.baseline.isAnswer && !words.isSubset(of: known)
      && site.observed.values.keys.allSatisfy(known.contains)
  }

  /// The closed lists of words and of numbers, as far as they are allowed at all.
  private static func lists(_ site: ValueSite) -> (words: Set<String>, numbers: Set<String>) {
    guard site.expected.listsValues else { return ([], []) }
    // Texts that were not all words are no list.
    let isList = !site.baseline.isInferred || site.expected.shapes == [.word]
    func list(_ isInteger: Bool, _ kind: ValueKind) -> Set<String> {
      guard site.allows(kind) else { return [] }
      return Set(site.expected.values.filter { $0.isInteger == isInteger }.map(\.text))
    }
    return (isList ? list(false, .string) : [], list(true, .integer))
  }

  private static func removed(_ site: ValueSite) -> [Change] {
    guard site.baseline.isDeclared, !site.observed.values.isEmpty,
      !EnumerationEncodingChanged.isOtherSpelling(site)
    else { return [] }
    let (words, numbers) = lists(site)
    let hasWords = site.observed.values.keys.contains { Int($0) == nil }
    let lost = (hasWords ? words : []).union(hasWords ? [] : numbers)
      .filter { site.observed.values[$0] == nil }.sorted()
    guard !lost.isEmpty else { return [] }
    return [
      Change(
        expected: Words.some(lost, 5), observed: "not listed", key: lost.joined(separator: " "),
        Tally(count: 1))
    ]
  }
}

extension ValueSchema {
  /// Whether a value that is not in the list is news: where nobody says that there are others, or where
  /// recordings made the list.
  var listsValues: Bool { !isOpenEnumeration || hasLearnedValues }
}
