internal import APISchema
internal import Evidence

/// Bodies that are missing.
enum BodyEmptied {
  static let rules = Direction.allCases.map { direction in
    Rule(
      "\(direction)-body-became-empty", .error, direction.effect,
      "the body of \(direction.messages) is missing",
      explanation: """
        A message had no body at all where the baseline always has one\(direction == .response ? mostly : ""). \
        That is not the same as `null`, `[]` or `""`, which are JSON: most parsers throw an error at an \
        empty text.
        """,
      advice: direction == .response
        ? "Check for an empty body before parsing." : "Send the body of the baseline.",
      example: direction == .response
        ? .answers("[]", "", at: "", reverse: ["response-body-added"])
        : .requests(#"{"minutes":5}"#, "", at: "", reverse: ["request-body-added"]),
      check: .body(direction) { site in
        guard let expected = site.expected, let empty = site.observed.forms[.empty],
          empty.count > site.emptyAllowed
        else { return [] }
        // Between schemas an empty body beside others is one that may be left out.
        let isGone = site.baseline.isDeclared && site.observed.forms.count == 1
        guard
          expected.isRequired && !(site.baseline.isDeclared && direction == .request) || isGone
            || direction == .response && absence(site) == .gone
        else { return [] }
        return [
          Change(expected: "a body", observed: "nothing", empty, of: site.total)
        ]
      })
  }

  /// Of requests this says nothing: what one client has in the body, another has in the query.
  private static let mostly =
    "; or, where it mostly has one, none of them had (see the rule about absence in Docs/Drift.md)"

  /// Whether bodies that some messages of a recording had are gone from all.
  static func absence(_ site: BodySite) -> Absence {
    guard case .observed(let with, let without) = site.expected?.presence,
      let empty = site.observed.forms[.empty], empty.count == site.total,
      empty.count > site.emptyAllowed
    else { return .unremarkable }
    return Absence(missing: empty.messages, with: with, without: without)
  }
}
