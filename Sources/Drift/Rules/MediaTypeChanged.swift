internal import APISchema
internal import Evidence

/// Other media types.
enum MediaTypeChanged {
  static let rules = Direction.allCases.flatMap { direction in
    [
      Rule(
        "\(direction)-media-type-changed", .warning, direction.effect,
        "\(direction.messages) name another media type",
        explanation: """
          `Content-Type` names a type that the baseline does not have, while the body is of a form that \
          it has. Programs that choose a parser by the type choose another one, or none.
          """,
        advice: direction == .response
          ? "Parse by what the body is, not by its type." : "Name the type of the baseline.",
        example: .answersOrRequests(
          direction, type: "application/json", "text/plain",
          reverse: ["\(direction)-media-type-changed"]),
        check: .body(direction) { changed($0) }),
      Rule(
        "\(direction)-media-type-removed", .error, direction.effect,
        "\(direction.messages) no longer have a media type",
        explanation: """
          One schema has a media type that the other has not. Only schemas can show it: that a \
          recording has one type alone says nothing.
          """,
        advice: "Use a type that both have.",
        example: .schemas(
          content(direction, ["application/json", "application/xml"]),
          content(direction, ["application/json"]), at: "",
          reverse: ["\(direction)-body-form-changed"]),
        check: .body(direction) { removed($0) }),
    ]
  }

  private static func changed(_ site: BodySite) -> [Change] {
    guard let expected = site.expected else { return [] }
    // What was observed under no type, or one that is not shown, is no rule for other types.
    if expected.contents["*/*"] != nil, !site.baseline.isInferred || expected.contents.count == 1 {
      return []
    }
    let isEmpty = site.observed.forms.keys.allSatisfy { [.empty, .dropped, .cut].contains($0) }
    guard !isEmpty || site.baseline.isDeclared else { return [] }
    // The type of an empty body says nothing.
    let empty = site.observed.forms[.empty]?.count ?? 0
    // A recording has none, or one that is not shown, as any.
    let isAny = expected.contents["*/*"] != nil
    let new = site.observed.mediaTypes.filter { type, tally in
      expected.contents[type] == nil && (type != "none" || tally.count > empty)
        && !(isAny && ["none", "other"].contains(type))
    }
    if new.isEmpty { return replaced(site, empty) }
    guard site.baseline.isDeclared || new.values.sum.count > empty else { return [] }
    return [
      Change(
        expected: Words.list(expected.contents.keys.filter { $0 != "*/*" }.sorted(), "or"),
        observed: words(new.keys), new.values.sum, of: site.observed.mediaTypes.values.sum.count)
    ]
  }

  /// A type that many messages of a recording had, where all bodies have another one now that some messages
  /// had before.
  private static func replaced(_ site: BodySite, _ empty: Int) -> [Change] {
    let types = site.observed.mediaTypes
    let all = types.values.sum
    let gone = site.expected?.typePresences.filter { type, presence in
      guard types[type] == nil, case .observed(let with, let without) = presence else {
        return false
      }
      return Absence(missing: all.messages - empty, with: with, without: without) == .gone
    }
    guard let gone, !gone.isEmpty, site.baseline.isInferred else { return [] }
    return [Change(expected: words(gone.keys), observed: words(types.keys), all)]
  }

  private static func words(_ types: some Collection<String>) -> String {
    Words.list(
      types.sorted().map { $0 == "other" ? "another type" : $0 == "none" ? "no type" : $0 }, "and")
  }

  private static func removed(_ site: BodySite) -> [Change] {
    guard site.baseline.isDeclared, let expected = site.expected,
      site.observed.mediaTypes["*/*"] == nil
    else { return [] }
    let kept = expected.contents.keys.filter { site.observed.mediaTypes[$0] != nil }
    // Where none is left, the type has changed.
    guard !kept.isEmpty else { return [] }
    return expected.contents.keys.sorted().filter { !kept.contains($0) }.map {
      Change(
        expected: $0, observed: "only " + Words.list(kept.sorted(), "or"), key: $0, Tally(count: 1))
    }
  }

  private static func content(_ direction: Direction, _ types: [String]) -> String {
    let types = types.map { "\($0): {schema: {type: object}}" }.joined(separator: ", ")
    return direction == .request
      ? "requestBody: {required: true, content: {\(types)}}\nresponses: {'200': {description: fine}}"
      : "responses: {'200': {description: fine, content: {\(types)}}}"
  }
}

extension RuleExample {
  /// The same body with two types.
  fileprivate static func answersOrRequests(
    _ direction: Direction, type before: String, _ after: String, reverse: [String]
  ) -> RuleExample {
    func side(_ type: String) -> Side {
      var call = ExampleCall(
        readings, body: direction == .request ? "{}" : "",
        type: direction == .response ? type : "application/json", answer: "[]")
      if direction == .request { call.requestFields = [("Content-Type", type)] }
      return .calls([call])
    }
    return RuleExample(side(before), side(after), at: "", reverse: reverse)
  }
}
