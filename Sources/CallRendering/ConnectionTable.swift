public import ConnectionDecoding
public import Redaction

/// Lays the connections of a capture out as a table for people.
public struct ConnectionTable {
  private let words: ConnectionWords
  private let style: CallTable.Style
  private var rows: [(stream: Int, cells: [String])] = []

  /// Rows that wait before the columns are fitted; more connections than that come in several tables.
  private static let rowLimit = 2_000

  /// A table without rows.
  public init(_ redactor: Redactor, style: CallTable.Style) {
    words = ConnectionWords(redactor: redactor)
    self.style = style
  }

  /// Adds a connection, and returns the lines that are ready.
  public mutating func add(_ report: ConnectionReport) -> String {
    let cells =
      [
        report.stream.map(String.init) ?? "–", words.ends(report), words.protocols(report),
        words.exchanges(report).map(String.init) ?? "–", words.reason(report),
      ].map(TerminalText.escaped)
    rows.append((report.stream ?? .max, cells))
    return rows.count < Self.rowLimit ? "" : end()
  }

  /// Ends the table, and returns the lines that are left.
  public mutating func end() -> String {
    guard !rows.isEmpty else { return "" }
    // They come in the order of their ends.
    let rows = self.rows.sorted { $0.stream < $1.stream }.map(\.cells)
    defer { self.rows = [] }
    let heads = ["stream", "client → server", "protocol", "exchanges", "why"]
    let widths = heads.indices.dropLast().map { column in
      ([heads] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
    }
    let indent = widths.reduce(1) { $0 + $1 + 2 }
    return ([heads] + rows).map { line($0, widths, indent) }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int], _ indent: Int) -> String {
    var line = " "
    for (cell, width) in zip(cells, widths) {
      line += TerminalText.padded(cell, to: width + 2)
    }
    // In a narrow terminal the reason stands under its connection.
    let isBelow = style.width - indent < 30
    let room = isBelow ? max(style.width - 9, 20) : style.width - indent
    let reasons = TerminalText.wrapped(cells.last ?? "", width: room)
    let rest = String(repeating: " ", count: isBelow ? 9 : indent)
    if isBelow {
      while line.last == " " { line.removeLast() }
      return ([line] + reasons.map { rest + $0 }).joined(separator: "\n") + "\n"
    }
    return line + reasons.joined(separator: "\n" + rest) + "\n"
  }
}
