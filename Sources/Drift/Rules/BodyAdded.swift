internal import APISchema
internal import Evidence

/// Bodies where there was none.
enum BodyAdded {
  static let rules = Direction.allCases.map { direction in
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
        guard site.expected == nil else { return [] }
        let forms = site.observed.forms.filter { ![.empty, .dropped, .cut].contains($0.key) }
        guard !forms.isEmpty else { return [] }
        let words = Words.list(forms.keys.sorted().map(\.words), "or")
        return [Change(expected: "nothing", observed: words, forms.values.sum, of: site.total)]
      })
  }
}
