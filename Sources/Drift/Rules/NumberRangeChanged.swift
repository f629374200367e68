internal import APISchema
internal import Evidence

/// Numbers of another size.
enum NumberRangeChanged {
  static let rules = [
    ("request-parameter", [ValuePlace.parameter]),
    ("request-property", [.requestBody, .requestProperty]),
    ("response-property", [.responseBody, .responseProperty]),
  ].map { name, places in
    let direction = places[0].direction
    let place = places[places.count - 1]
    let evidence =
      place == .parameter
      ? """
      Only schemas can show it: all of a query is text, and recordings tell the sizes of numbers \
      alone.
      """
      : """
      Between recordings it counts for times and glucose values alone, and only where none is of the \
      old size.
      """
    return Rule(
      "\(name)-number-range-changed", .warning, direction.effect,
      "\(place.noun) is a number of another size",
      explanation: """
        A number lies outside the range of the baseline. It may count something else now: seconds in \
        place of milliseconds, mmol/L in place of mg/dL. Glucose values below 39 are codes of old \
        receivers and allowed, but not where at least 20 messages have no other. \(evidence)
        """,
      advice: "Check the unit before you show or store the number.",
      example: place == .parameter
        ? .schemas(
          PropertyExample.schema(
            place, "{Value: {type: integer, minimum: 39, maximum: 401}}", "[]"),
          PropertyExample.schema(
            place, "{Value: {type: integer, minimum: 5000, maximum: 6000}}", "[]"),
          at: "Value", reverse: ["\(name)-number-range-changed"])
        : PropertyExample.pair(
          place, #""Value":99"#, #""Value":5"#, "", "", at: "Value"),
      check: .value(places) { site in
        if site.isOfRequestsDeclared { return declaredChanges(site) }
        let unusual = unusual(site)
        let new = unusual ?? unexpected(site)
        guard !new.isEmpty else { return [] }
        let classes = new.keys.sorted { $0.rawValue < $1.rawValue }
        return [
          Change(
            expected: unusual == nil
              ? Words.expected(site.expected) : "mostly \(NumberClass.glucose.words) mg/dL",
            observed: Words.list(classes.map(\.words), "or"),
            key: classes.map(\.rawValue).joined(separator: " "),
            new.values.sum)
        ]
      })
  }

  /// Messages that have to have unusual numbers alone.
  private static let leastUnusual = 20

  /// Glucose values that a document allows, where many messages have none of the usual size: single ones
  /// below 39 are codes of old receivers, and all of them another unit.
  private static func unusual(_ site: ValueSite) -> [NumberClass: Tally]? {
    isUnusual(site) && site.observed.all.messages >= leastUnusual ? site.observed.numbers : nil
  }

  /// Whether all glucose values are unusual, in too few messages to tell anything.
  static func isDoubtful(_ site: ValueSite) -> Bool {
    // A fraction has a rule of its own.
    isUnusual(site) && site.observed.all.messages < leastUnusual
      && site.observed.kinds[.number] == nil
  }

  private static func isUnusual(_ site: ValueSite) -> Bool {
    site.baseline.isDocument && !site.baseline.isDeclared && site.expected.unit == "mg/dL"
      && (site.expected.minimum ?? 0) < NumberClass.glucose.range.lowerBound
      && site.observed.numbers[.glucose] == nil && !site.observed.numbers.isEmpty
  }

  /// What requests may have, as schemas say: fewer sizes break those who write, more break nobody.
  private static func declaredChanges(_ site: ValueSite) -> [Change] {
    guard site.allows(.integer) || site.allows(.number), site.expected.values.isEmpty,
      site.observed.values.isEmpty,
      site.observed.kinds[.integer] != nil || site.observed.kinds[.number] != nil
    else { return [] }
    let range = site.expected.range
    let old = NumberClass.allCases.filter { range?.overlaps($0.range) ?? true }
    let new = NumberClass.allCases.filter {
      site.observed.numbers.isEmpty || site.observed.numbers[$0] != nil
    }
    guard old != new else { return [] }
    // Schemas are compared by sizes too, so that of the new bounds no more is known.
    var sizes = ValueSchema(kinds: site.expected.kinds)
    sizes.minimum = new.first?.range.lowerBound
    sizes.maximum = new.last?.range.upperBound
    return [
      Change(
        expected: Words.expected(site.expected), observed: Words.expected(sizes),
        key: new.map(\.rawValue).joined(separator: " "), Tally(count: 1),
        isHarmless: Set(old).isSubset(of: new))
    ]
  }

  private static func unexpected(_ site: ValueSite) -> [NumberClass: Tally] {
    guard site.allows(.integer) || site.allows(.number), let range = site.expected.range
    else { return [:] }
    let new = site.observed.numbers.filter { $0.value.count > 0 && !$0.key.range.overlaps(range) }
    guard site.baseline.isInferred else { return new }
    // A fraction has a rule of its own, and other sizes are usual for most numbers.
    guard new.count == site.observed.numbers.count, site.observed.kinds[.number] == nil else {
      return [:]
    }
    let telling: [NumberClass] = [.glucose, .epochSeconds, .epochMilliseconds]
    let isTelling = telling.contains {
      $0.range.lowerBound <= range.lowerBound && range.upperBound <= $0.range.upperBound
    }
    return isTelling ? new : [:]
  }
}
