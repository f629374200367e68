internal import APISchema
internal import Evidence

/// Bodies of another form.
enum BodyFormChanged {
  static let rules = Direction.allCases.map { direction in
    Rule(
      "\(direction)-body-form-changed", .error, direction.effect,
      "the body of \(direction.messages) is of another form",
      explanation: """
        Something else came than the baseline has: HTML instead of JSON, XML instead of JSON, text. A \
        page in place of an answer is mostly an outage or a gate in front of the service, whatever the \
        status says. The media type that goes with it is a consequence and no finding of its own.
        """,
      advice: direction == .response
        ? "Look at the first byte before parsing, and try again later."
        : "Send the form of the baseline.",
      example: direction == .response
        ? RuleExample(
          .calls([ExampleCall(RuleExample.readings, answer: "[]")]),
          .calls([
            ExampleCall(
              RuleExample.readings, type: "text/html", answer: "<html><body>Sorry</body></html>")
          ]), at: "", reverse: ["response-body-form-changed"])
        : .requests(
          #"{"minutes":5}"#, "minutes", at: "", reverse: ["request-body-form-changed"]),
      check: .body(direction) { site in
        guard let expected = site.expected else { return [] }
        let allowed = Self.forms(expected)
        guard !allowed.isEmpty else { return [] }
        let new = site.observed.forms.filter {
          !allowed.contains($0.key) && ![.empty, .dropped, .cut].contains($0.key)
        }
        guard !new.isEmpty else { return [] }
        return [
          Change(
            expected: list(allowed), observed: list(Set(new.keys)), new.values.sum, of: site.total)
        ]
      })
  }

  private static func list(_ forms: Set<BodyForm>) -> String {
    Words.list(forms.sorted().map(\.words), "or")
  }

  /// The forms that a schema allows; none where any is right.
  static func forms(_ body: BodySchema) -> Set<BodyForm> {
    if !body.forms.isEmpty { return Set(body.forms.compactMap(BodyForm.init)) }
    var forms: Set<BodyForm> = []
    for type in body.contents.keys {
      switch type {
      case "*/*":
        guard body.contents.count > 1 || body.contents[type] != ValueSchema() else { return [] }
        forms.insert(.json)
      case "application/x-www-form-urlencoded": forms.insert(.form)
      case "text/html": forms.insert(.html)
      case _ where type.hasSuffix("json"): forms.insert(.json)
      case _ where type.hasSuffix("xml"): forms.insert(.xml)
      case _ where type.hasPrefix("text/"): forms.insert(.text)
      default: forms.insert(.binary)
      }
    }
    return forms
  }
}

extension BodyForm {
  /// What it is called in findings.
  var words: String {
    switch self {
    case .json: "JSON"
    case .xml: "XML"
    case .html: "HTML"
    case .form: "a form"
    case .text: "text"
    case .binary: "binary data"
    case .empty: "nothing"
    case .dropped, .cut: rawValue
    }
  }
}
