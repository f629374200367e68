internal import APISchema
internal import Evidence

/// Texts of another form.
enum StringShapeChanged {
  static let rules = [
    ("request-parameter-shape-changed", [ValuePlace.parameter]),
    ("request-string-shape-changed", [.requestBody, .requestProperty]),
    ("response-string-shape-changed", [.responseBody, .responseProperty]),
  ].map { id, places in
    let direction = places[0].direction
    return Rule(
      id, .error, direction.effect, "a text in \(direction.messages) has another form",
      explanation: """
        A text is still a text, but of another form than the baseline has: a GUID became a number, a \
        duration a word. No comparison of types shows it, and readers that take the text apart fail. \
        Between recordings only texts count that always were of a form of their own; names and \
        messages may be of any.
        """,
      advice: direction == .response
        ? "Read both forms."
        : "Send the form of the baseline; between schemas, one that both allow.",
      example: example(places[0]),
      check: .value(places) { site in
        guard !isSpecial(site) else { return [] }
        return changes(site)
      })
  }

  /// Whether another rule tells of the form of these texts.
  private static func isSpecial(_ site: ValueSite) -> Bool {
    let shapes = site.expected.shapes
    return !shapes.isDisjoint(with: StringShape.times)
      || !shapes.isDisjoint(with: StringShape.faultDetails)
      || !shapes.isDisjoint(with: StringShape.exceptionTexts)
      || EnumerationEncodingChanged.isOtherSpelling(site)
  }

  private static func example(_ place: ValuePlace) -> RuleExample {
    let guid = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"
    switch place {
    case .parameter: return .queries("sessionId=\(guid)", "sessionId=token", at: "sessionId")
    case .requestBody, .requestProperty:
      return .requests(#"{"sessionId":"\#(guid)"}"#, #"{"sessionId":"17"}"#, at: "$.sessionId")
    case .responseBody, .responseProperty:
      return .answers(
        #""\#(guid)""#, #""token""#, to: "POST \(OperationAdded.root)Publisher/CreateContact",
        at: "$")
    }
  }

  /// The texts of other forms, as one change.
  static func changes(
    _ site: ValueSite, where isMeant: (StringShape) -> Bool = { _ in true }
  ) -> [Change] {
    if site.isOfRequestsDeclared { return declaredChanges(site) }
    let new = unexpected(site).filter { isMeant($0.key) }
    guard let tally = new.isEmpty ? nil : new.values.sum else { return [] }
    let exact = Words.shapes(site.expected.shapes) == Words.shapes(new.keys)
    func words(_ shapes: some Collection<StringShape>) -> String {
      exact ? Words.list(shapes.sorted().map(\.exactWords), "or") : Words.shapes(shapes)
    }
    let expected =
      site.expected.shapes.isEmpty ? Words.expected(site.expected) : words(site.expected.shapes)
    return [Change(expected: expected, observed: words(new.keys), tally)]
  }

  /// What requests may have, as schemas say: fewer forms break those who write, more break nobody.
  private static func declaredChanges(_ site: ValueSite) -> [Change] {
    guard site.allows(.string), site.observed.kinds[.string] != nil else { return [] }
    let old = allowedShapes(site.expected).withZeros
    let new = declaredShapes(site.observed).withZeros
    let isNarrowed = !new.isEmpty && (old.isEmpty || !old.isSubset(of: new))
    let isWidened = !old.isEmpty && (new.isEmpty || !new.isSubset(of: old))
    guard isNarrowed || isWidened else { return [] }
    func words(_ shapes: Set<StringShape>) -> String {
      shapes.isEmpty ? "any text" : Words.shapes(shapes)
    }
    return [
      Change(
        expected: words(old), observed: words(new), Tally(count: 1), isHarmless: !isNarrowed)
    ]
  }

  /// The forms that a schema says texts have; none where any is right.
  private static func declaredShapes(_ values: ValueSummary) -> Set<StringShape> {
    let words = values.values.keys.filter { Int($0) == nil }
    guard values.shapes.isEmpty else { return Set(values.shapes.keys) }
    return Set(words.map { StringShape($0) })
  }

  /// The texts of forms that the baseline does not have.
  static func unexpected(_ site: ValueSite) -> [StringShape: Tally] {
    guard site.allows(.string) else { return [:] }
    let allowed = allowedShapes(site.expected)
    guard !allowed.isEmpty else { return [:] }
    let isEmail = allowed == [.email] && site.isKnownAsEmail
    if site.baseline.isInferred, !allowed.isDisjoint(with: StringShape.free), !isEmail,
      !(isWordOfList(site.expected) && (site.baseline.isAnswer || isAnotherForm(site)))
    {
      return [:]
    }
    if site.baseline.isDeclared, site.observed.shapes.isEmpty, site.observed.values.isEmpty,
      let texts = site.observed.kinds[.string]
    {
      return [.text: texts]
    }
    return site.observed.shapes.filter { shape, tally in
      guard tally.count > 0, !allowed.contains(shape) else { return false }
      // Of IDs, all zeros means none.
      return !(site.baseline.isInferred && isID(shape) && allowed.contains(where: isID))
    }
  }

  /// Whether all texts were words of an enumeration, rather than somebody's.
  private static func isWordOfList(_ schema: ValueSchema) -> Bool {
    schema.shapes == [.word] && !schema.isOpenEnumeration
      && schema.values.contains { !$0.isInteger && $0.text != Words.hidden }
  }

  /// Whether there are enough texts, and none of them is a word or like one.
  private static func isAnotherForm(_ site: ValueSite) -> Bool {
    site.observed.shapes.keys.allSatisfy { $0 != .word && $0 != .text }
      && site.observed.shapes.values.sum.count >= EvidenceThreshold.always
  }

  private static func isID(_ shape: StringShape) -> Bool { shape == .guid || shape == .zeroGUID }

  /// The forms that a schema allows; none where any is right. A closed list of words allows theirs.
  private static func allowedShapes(_ schema: ValueSchema) -> Set<StringShape> {
    let words = schema.values.filter { !$0.isInteger }
    guard schema.shapes.isEmpty, !words.isEmpty, schema.listsValues else {
      return schema.shapes
    }
    return Set(words.map { StringShape($0.text) })
  }
}

extension Set<StringShape> {
  /// Where IDs are right, all zeros are, which mean none.
  fileprivate var withZeros: Set { contains(.guid) ? union([.zeroGUID]) : self }
}
