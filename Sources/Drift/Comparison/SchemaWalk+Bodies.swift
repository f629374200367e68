internal import APISchema
internal import Evidence

/// Bodies of requests and of answers.
extension SchemaWalk {
  mutating func compareBody(
    _ direction: Direction, _ expected: BodySchema?, _ observed: BodySummary, _ position: Position,
    emptyAllowed: Int = 0
  ) {
    let site = BodySite(
      baseline: baseline, expected: expected, observed: observed, emptyAllowed: emptyAllowed)
    guard site.total > 0 else { return }
    if direction == .response, BodyEmptied.absence(site) == .tooFewToTell {
      note(position, "", observed.forms[.empty]?.messages ?? 0)
    }
    let start = findings.count
    ask(direction == .request ? rules.requestBody : rules.responseBody, site, position)
    // Another media type is a consequence of another form of the body.
    nest("media-type-changed", under: "form-changed", from: start)
    var root = position
    root.pointer = "$"
    let place: ValuePlace = direction == .request ? .requestBody : .responseBody
    if observed.json.all.count > 0, let value = expected?.json {
      compareValues(place, value, observed.json, root)
    }
    if observed.xml.all.count > 0, let value = expected?.xml {
      compareValues(place, TextTypes.typed(value), TextTypes.typed(observed.xml, value), root)
    }
    if observed.form.all.count > 0, let form = expected?.form {
      compareMembers(
        .requestProperty, form.members, observed.form, root, order: false, areTexts: true)
    }
  }
}

extension BodySchema {
  /// Forgets which codes faults have.
  mutating func leaveOutCodes() {
    contents = contents.mapValues(\.withoutCodes)
  }

  /// What JSON has to be.
  var json: ValueSchema? {
    contents["application/json"]
      ?? contents.filter { $0.key.hasSuffix("/json") || $0.key.hasSuffix("+json") }
      .min { $0.key < $1.key }?.value ?? contents["*/*"]
  }

  /// What XML has to be.
  var xml: ValueSchema? {
    contents.filter { $0.key.hasSuffix("/xml") || $0.key.hasSuffix("+xml") }
      .min { $0.key < $1.key }?.value
  }

  /// What a form has to be.
  var form: ValueSchema? { contents["application/x-www-form-urlencoded"] }
}

extension ValueSchema {
  /// The envelope of a fault, or its details, without a list or a form of codes.
  fileprivate var withoutCodes: ValueSchema {
    var value = self
    for index in value.members.indices {
      if ["Code", "ErrorCode"].contains(value.members[index].name) {
        value.members[index].value.values = []
        value.members[index].value.shapes = []
      } else {
        value.members[index].value = value.members[index].value.withoutCodes
      }
    }
    if let content = value.content { value.content = Indirect(content.value.withoutCodes) }
    return value
  }
}
