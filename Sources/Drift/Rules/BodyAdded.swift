internal import APISchema
internal import Evidence

/// Bodies where there was none, and bodies of requests that have to be there, or no longer.
enum BodyAdded {
  static let rules =
    Direction.allCases.map { direction in
      Rule(
        "\(direction)-body-added", .info, .harmless, "\(direction.messages) have a body now",
        explanation: """
          A message had a body where the baseline has none. Readers that ignore what they do not need are \
          not concerned; a writer may find that the server refuses it.
          """,
        advice: direction == .response ? "See what it says." : "Leave the body out if calls fail.",
        example: direction == .response
          ? .answers("", "true", at: "", reverse: ["response-body-became-empty"])
          : .requests("", #"{"minutes":5}"#, at: "", reverse: ["request-body-became-empty"]),
        check: .body(direction) { site in
          // Where it has to be there, another rule tells.
          guard direction == .response || !isRequired(site) else { return [] }
          return added(site)
        })
    } + [
      Rule(
        "request-body-added-as-required", .error, .breaksWriters,
        "requests have to have a body now",
        explanation: """
          One schema requires a body where the other has none. Only schemas can show it: that all clients \
          of a recording send one does not say that they must.
          """,
        advice: "Send it.",
        example: .schemas(none, required, at: "", reverse: ["request-body-became-empty"]),
        check: .body(.request) { site in isRequired(site) ? added(site) : [] }),
      Rule(
        "request-body-became-required", .error, .breaksWriters,
        "the body of requests can no longer be left out",
        explanation: """
          One schema requires a body that the other lets out. Only schemas can show it. `required` is \
          false where a document does not have it.
          """,
        advice: "Always send it.",
        example: .schemas(optional, required, at: "", reverse: ["request-body-became-optional"]),
        check: .body(.request) { site in
          guard let expected = site.expected, !expected.isRequired, isRequired(site) else {
            return []
          }
          return [Change(expected: "optional", observed: "required", Tally(count: 1))]
        }),
      Rule(
        "request-body-became-optional", .info, .harmless, "the body of requests can be left out",
        explanation: """
          One schema lets a body out that the other requires. Only schemas can show it.
          """,
        advice: "Nothing.",
        example: .schemas(required, optional, at: "", reverse: ["request-body-became-required"]),
        check: .body(.request) { site in
          guard site.baseline.isDeclared, let expected = site.expected, expected.isRequired,
            site.observed.forms[.empty] != nil, site.observed.forms.count > 1
          else { return [] }
          return [Change(expected: "required", observed: "optional", Tally(count: 1))]
        }),
    ]

  private static let none = "responses: {'200': {description: fine}}"
  private static let optional =
    "requestBody: {content: {application/json: {schema: {type: object}}}}\n" + none
  private static let required =
    "requestBody: {required: true, content: {application/json: {schema: {type: object}}}}\n"
    + none

  /// Whether a schema that is compared with another requires a body.
  private static func isRequired(_ site: BodySite) -> Bool {
    site.baseline.isDeclared && site.observed.forms[.empty] == nil
  }

  private static func added(_ site: BodySite) -> [Change] {
    guard site.expected == nil else { return [] }
    let forms = site.observed.forms.filter { ![.empty, .dropped, .cut].contains($0.key) }
    guard !forms.isEmpty else { return [] }
    let words = Words.list(forms.keys.sorted().map(\.words), "or")
    return [Change(expected: "nothing", observed: words, forms.values.sum, of: site.total)]
  }
}
