internal import APISchema
internal import Evidence

/// Objects and values, and what stands in them.
extension SchemaWalk {
  mutating func compareMembers(
    _ place: ValuePlace, _ expected: [PropertySchema], _ observed: ObjectSummary,
    _ position: Position, order: Bool, areTexts: Bool = false, excused: [String: Int] = [:]
  ) {
    guard observed.all.count > 0 else { return }
    let pairing = Pairing(expected, observed, baseline, areTexts: areTexts, excused: excused)
    let site = ObjectSite(
      baseline: baseline, pairing: pairing, observed: observed, hasMemberOrder: order,
      expectedOrder: expected.map(\.name),
      isCaseInsensitive: baseline.isCaseInsensitive && place == .parameter,
      isRequest: place.direction == .request)
    let start = findings.count
    ask(rules.object(place), site, position)
    nestMembers(of: pairing.gone.map(\.expected), position, from: start)
    for property in pairing.unclear {
      note(position, property.name, observed.all.messages)
    }
    for pair in pairing.pairs where pair.observed.present.count > 0 {
      var inside = position
      inside.pointer = position.pointer(to: pair.expected.name)
      if areTexts {
        compareValues(
          place, TextTypes.typed(pair.expected.value),
          TextTypes.typed(pair.observed.value, pair.expected.value), inside)
      } else {
        compareValues(place, pair.expected.value, pair.observed.value, inside)
      }
    }
  }

  /// Where an object is gone and its members stand in its place, that is one change.
  private mutating func nestMembers(
    of gone: [PropertySchema], _ position: Position, from start: Int
  ) {
    for property in gone {
      let pointers = Set(property.value.members.map { position.pointer(to: $0.name) })
      let own = position.pointer(to: property.name)
      let moved = findings[start...].filter {
        $0.rule.hasSuffix("property-added") && pointers.contains($0.location.pointer)
      }
      guard !moved.isEmpty,
        let cause = findings[start...].firstIndex(where: {
          $0.rule.hasSuffix("property-removed") && $0.location.pointer == own
        })
      else { continue }
      findings[cause].observed = "not there, its members in its place"
      findings[cause].consequences += moved
      let kept = findings[start...].filter { !moved.contains($0) }
      findings.replaceSubrange(start..., with: kept)
    }
  }

  mutating func compareValues(
    _ place: ValuePlace, _ expected: ValueSchema, _ observed: ValueSummary, _ position: Position
  ) {
    guard observed.all.count > 0 else { return }
    let site = ValueSite(
      baseline: baseline, expected: expected, observed: observed, name: position.pointer,
      operation: position.operation, isRequest: place.direction == .request)
    let start = findings.count
    ask(rules.value(place), site, position)
    // What became a fraction is of another size as well: mmol/L in place of mg/dL.
    nest("number-range-changed", under: "became-fractional", from: start)
    if NumberRangeChanged.isDoubtful(site) {
      note(position, position.pointer, observed.all.messages, .size)
    }
    let inside: ValuePlace =
      place == .parameter
      ? .parameter : place.direction == .request ? .requestProperty : .responseProperty
    if site.allows(.object), observed.object.all.count > 0, !expected.kinds.isEmpty {
      compareMembers(
        inside, expected.members, observed.object.without(expected.unsureMembers), position,
        order: expected.hasMemberOrder)
    }
    if site.allows(.array), let elements = expected.elements?.value,
      let found = observed.elements?.value
    {
      var each = position
      each.pointer += "[*]"
      each.noun = position.operation?.hasSuffix("GlucoseValues") == true ? "readings" : "entries"
      compareValues(inside, elements, found, each)
    }
    guard let content = expected.content?.value else { return }
    for (shape, found) in observed.contents.sorted(by: { $0.key < $1.key })
    where expected.shapes.isEmpty || expected.shapes.contains(shape) {
      var document = position
      if StringShape.faultDetails.contains(shape) { document.pointer += ".OnlineException" }
      compareValues(
        inside, content.unwrapped, found.value.unwrapped, document)
    }
  }
}

extension ObjectSummary {
  /// Without members that are no news.
  func without(_ names: Set<String>) -> ObjectSummary {
    guard !names.isEmpty else { return self }
    var object = self
    for name in names { object.members[name] = nil }
    return object
  }
}

extension ValueSchema {
  /// Without the element or the member that all details of faults stand in.
  fileprivate var unwrapped: ValueSchema {
    members.count == 1 && members[0].name == "OnlineException" ? members[0].value : self
  }
}

extension ValueSummary {
  fileprivate var unwrapped: ValueSummary {
    object.members.count == 1 ? object.members["OnlineException"]?.value ?? self : self
  }
}
