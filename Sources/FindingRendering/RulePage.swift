internal import CallRendering
public import Drift

/// What there is to read about a rule.
public struct RulePage: Sendable {
  private let rule: Rule

  /// The page of a rule.
  public init(_ rule: Rule) { self.rule = rule }

  /// For a terminal.
  public func text(width: Int) -> String {
    func wrapped(_ text: String) -> String {
      TerminalText.wrapped(text, width: min(width, 100)).joined(separator: "\n")
    }
    return """
      \(rule.id)
      \(wrapped(rule.title.capitalizedFirst + "."))

      severity  \(rule.severity.rawValue)
      effect    \(rule.effect.rawValue)

      \(wrapped(rule.explanation))

      \(wrapped("What to do: " + rule.advice))

      before
      \(Self.indented(rule.example.before.lines))

      after
      \(Self.indented(rule.example.after.lines))

      \(found)

      """
  }

  /// For `Docs/Rules`.
  public var markdown: String {
    """
    <!-- Written by `make generated`. -->
    # `\(rule.id)`

    \(rule.title.capitalizedFirst).

    | severity | effect |
    |---|---|
    | \(rule.severity.rawValue) | \(rule.effect.rawValue) |

    \(rule.explanation)

    **What to do**: \(rule.advice)

    Before:

    ```
    \(rule.example.before.lines.joined(separator: "\n"))
    ```

    After:

    ```
    \(rule.example.after.lines.joined(separator: "\n"))
    ```

    \(found)

    """
  }

  private var found: String {
    let place = rule.example.pointer.isEmpty ? "" : " at `\(rule.example.pointer)`"
    let reverse = rule.example.reverse
    let back =
      reverse.isEmpty
      ? "The other way round nothing is found."
      : "The other way round: " + reverse.map { "`\($0)`" }.joined(separator: ", ") + "."
    return "Found\(place). \(back)"
  }

  private static func indented(_ lines: [String]) -> String {
    lines.map { "  " + $0 }.joined(separator: "\n")
  }
}

/// The list of all rules.
public enum RuleIndexPage {
  /// A line a rule, in columns.
  public static func text(width: Int) -> String {
    let id = RuleCatalog.all.map(\.id.count).max() ?? 0
    let effect = RuleCatalog.all.map(\.effect.rawValue.count).max() ?? 0
    return RuleCatalog.all.map { rule in
      let head =
        TerminalText.padded(rule.id, to: id + 2)
        + TerminalText.padded(rule.severity.rawValue, to: 9)
        + TerminalText.padded(rule.effect.rawValue, to: effect + 2)
      let room = width - head.count
      let lines = TerminalText.wrapped(rule.title, width: max(20, room))
      let space = String(repeating: " ", count: max(0, min(head.count, width - 20)))
      return head + lines.joined(separator: "\n" + space) + "\n"
    }.joined()
  }

  /// For `Docs/Rules/README.md`.
  public static var markdown: String {
    let rows = RuleCatalog.all.map { rule in
      "| [\(rule.id)](\(rule.id).md) | \(rule.severity.rawValue) | \(rule.effect.rawValue) | \(rule.title) |"
    }
    return """
      <!-- Written by `make generated`. -->
      # Rules

      What `shareproto check` and `shareproto schema diff` find: \(RuleCatalog.all.count) rules.
      `.shareproto.yml` turns rules off or re-ranks them ([Drift](../Drift.md)).

      | rule | severity | effect | what |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }
}

extension RuleExample.Side {
  /// What stands on this side, as lines.
  var lines: [String] {
    switch self {
    case .schema(let text):
      ["POST Publisher/Example"] + text.split(separator: "\n").map { "  " + $0 }
    case .document(let text): text.split(separator: "\n").map(String.init)
    case .calls(let calls): Array(calls.map(\.lines).joined(separator: [""]))
    }
  }
}

extension ExampleCall {
  fileprivate var lines: [String] {
    let times = count > 1 ? "   (\(count) times)" : ""
    var lines = [request + times]
    if scheme != "https" { lines.append("by \(scheme)") }
    if host != "share2.dexcom.com" { lines.append("Host: \(host)") }
    if interval != 300 { lines.append("every \(interval) seconds") }
    lines += requestFields.map { "\($0.0): \($0.1)" }
    if !body.isEmpty { lines.append(body) }
    lines.append("→ \(status)")
    let plain = answer.isEmpty || fields.count > 1 || fields.first?.1 != "application/json"
    if plain {
      lines += fields.filter { !answer.isEmpty || $0.0 != "Content-Type" }.map {
        "\($0.0): \($0.1)"
      }
    }
    if !answer.isEmpty { lines.append(answer) }
    return lines
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
