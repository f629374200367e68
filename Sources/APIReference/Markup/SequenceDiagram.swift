internal import APISchema
internal import CallRendering

/// A flow as a diagram of Mermaid, which GitHub draws.
enum SequenceDiagram {
  static func markdown(_ flow: ReferenceNotes.Flow) -> String {
    var lines = [
      "```mermaid", "sequenceDiagram", "  participant C as client", "  participant S as service",
    ]
    for step in flow.steps {
      let name = PagePath.short(step.operation)
      var steps = ["C->>S: " + text(name + (step.takes.map { " (\($0))" } ?? ""))]
      if let code = step.fails {
        steps.append("S--xC: " + text(code))
        if let then = step.then { steps.append("Note over C: " + text(then)) }
      } else {
        steps.append("S-->>C: " + text(step.gives ?? "empty"))
      }
      if let repeats = step.repeats {
        lines += ["  loop " + text(repeats)] + steps.map { "    " + $0 } + ["  end"]
      } else {
        lines += steps.map { "  " + $0 }
      }
    }
    return (lines + ["```"]).joined(separator: "\n")
  }

  /// A text in which nothing is a command of Mermaid, markup, or the end of the block: what is no
  /// letter, digit or plain punctuation is there by its number.
  static func text(_ text: String) -> String {
    TerminalText.escaped(text).unicodeScalars.map { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "(", ")", "-", "/", "'", "’":
        String(scalar)
      default: "#\(scalar.value);"
      }
    }.joined()
  }
}
