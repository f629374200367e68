public import JSONDecoding

/// The revisions for people and for programs.
public struct HistoryOutline {
  private let history: RevisionHistory

  /// An outline of a history.
  public init(_ history: RevisionHistory) { self.history = history }

  /// A timeline, latest revision first, with lines of up to `width` characters.
  public func text(width: Int = 100) -> String {
    history.revisions.reversed().map { entry($0, width) }.joined(separator: "\n")
  }

  private func entry(_ revision: Revision, _ width: Int) -> String {
    var lines: [String] = []
    let start = padded(revision.id, to: 18) + revision.period
    lines.append(padded(start, to: min(76, width - 16)) + "  " + revision.effect)
    lines.append(indent + revision.title)
    for change in revision.changes {
      lines += wrapped("· " + change, width: width, first: indent, rest: indent + "  ")
    }
    let proof = revision.evidence.joined(separator: "; ") + " · " + revision.confidence
    lines += wrapped("evidence: " + proof, width: width, first: indent, rest: indent + "  ")
    return lines.joined(separator: "\n") + "\n"
  }

  private var indent: String { String(repeating: " ", count: 18) }

  /// An array of objects, oldest revision first.
  public var json: JSONValue {
    .array(
      history.revisions.map { revision in
        func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        return .object([
          .init("id", .string(revision.id)),
          .init("date", .string(revision.date.description)),
          .init("until", revision.until.map { .string($0.description) } ?? .null),
          .init("period", .string(revision.period)),
          .init("title", .string(revision.title)),
          .init("effect", .string(revision.effect)),
          .init("changes", texts(revision.changes)),
          .init("evidence", texts(revision.evidence)),
          .init("confidence", .string(revision.confidence)),
        ])
      })
  }
}

/// A text with blanks up to a width; longer ones stay.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// The lines of a text, broken at blanks.
func wrapped(_ text: String, width: Int, first: String, rest: String) -> [String] {
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = rest
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines + [line]
}
