internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
public import Redaction
public import ShareAPI

/// Lays calls out as a table for people, one capture after another.
///
/// The columns are fitted to the first rows of a capture, which wait for each other; a longer capture, and
/// one that is still being made, then goes on row by row.
public struct CallTable {
  /// How a table looks.
  public struct Style: Sendable {
    /// The cells of a line.
    public var width: Int
    /// Whether to write in colour.
    public var isColoured: Bool

    /// A style.
    public init(width: Int, isColoured: Bool) {
      self.width = width
      self.isColoured = isColoured
    }
  }

  private let style: Style
  private let redactor: Redactor
  private let words: CallWords
  private let parser = JSONParser()
  private var title: String?
  private var waiting: [Row] = []
  private var layout: Layout?
  /// The number of the call that each note was first told at.
  private var toldNotes: [String: String] = [:]

  /// Rows that wait before the columns are fitted.
  private static let fittedRows = 2_000

  private struct Row {
    var number: String
    var time: Moment?
    var host: String
    var operation: String
    var status: Int?
    var isFailed: Bool
    var isPale: Bool
    var words: String
    var notes: [String]
  }

  private struct Layout {
    var number, time, operation: Int
    var hasDates: Bool
    /// The cells before the last column.
    var indent: Int { number + time + operation + 6 + 2 * 4 + 1 }
  }

  /// A table without rows.
  public init(_ redactor: Redactor, style: Style) {
    self.redactor = redactor
    words = CallWords(redactor)
    self.style = style
  }

  /// Starts the table of a capture.
  ///
  /// - Parameter title: What stands above it, without secrets: the name of the capture, and what made
  ///   it.
  public mutating func begin(title: String) { self.title = title }

  /// Adds a call, and returns the lines that are ready.
  public mutating func add(_ call: Call) -> String {
    redactor.learn(from: call, parser)
    let row = row(call)
    if let layout { return lines(row, layout) }
    waiting.append(row)
    return waiting.count < Self.fittedRows ? "" : flush(isWhole: false)
  }

  /// Returns the lines that wait for others: nothing else will come for the moment.
  public mutating func pause() -> String {
    layout == nil && !waiting.isEmpty ? flush(isWhole: false) : ""
  }

  /// Ends the table of a capture, and returns the lines that are left.
  public mutating func end() -> String {
    defer {
      layout = nil
      title = nil
      toldNotes = [:]
    }
    return layout == nil ? flush(isWhole: true) : ""
  }

  // MARK: Rows

  private mutating func row(_ call: Call) -> Row {
    let target = call.exchange.request.target
    var operation = call.operation ?? "\(target.host)\(target.path)"
    if call.standing == .undocumented || call.standing == .signed, let service = call.service {
      operation = "\(redactor.name(service))/\(redactor.path(operation))"
    } else if call.standing == .foreign {
      operation = "\(redactor.host(target.host))\(redactor.foreignPath(target.path))"
    }
    let method = call.exchange.request.method
    let expected = call.typed.map { type(of: $0).operation.method } ?? "POST"
    if call.standing == .foreign || method != expected {
      operation = "\(redactor.method(method)) \(operation)"
    }
    let number = String(call.exchange.place.number)
    var notes = call.notes.map { "note  " + words(for: $0, at: number) }
    // What is wrong with the recording itself is told at the end, not beside the call.
    notes += call.diagnostics.dropFirst(call.exchange.diagnostics.count).map {
      "?     " + redactor.place($0.place) + ": " + redactor.label($0.what)
    }
    return Row(
      number: number, time: call.exchange.time.map { Moment($0) },
      host: call.standing == .foreign ? "" : redactor.host(target.host),
      operation: call.standing == .foreign ? cut(operation) : TerminalText.escaped(operation),
      status: redactor.status(call.exchange.response?.status),
      isFailed: call.fault != nil && call.standing != .foreign,
      isPale: call.standing == .foreign, words: shortened(words.words(for: call)),
      notes: notes.map(shortened))
  }

  /// The address of somebody else, which may be long: unlike the name of an operation it may be cut.
  private func cut(_ address: String) -> String {
    let address = TerminalText.escaped(address)
    let room = max(24, min(style.width / 2, 60))
    return address.count > room ? String(address.prefix(room - 1)) + "…" : address
  }

  /// A text fit for a terminal, and no longer than anybody reads in a table.
  private func shortened(_ text: String) -> String {
    TerminalText.escaped(text.utf8.count > 1_000 ? String(text.prefix(500)) + " …" : text)
  }

  /// A note in full where it comes for the first time, and after that where to find it.
  private mutating func words(for note: Note, at number: String) -> String {
    if let first = toldNotes[note.text] { return "see call \(first)" }
    toldNotes[note.text] = number
    return "\(note.text) (\(note.confidence.words))"
  }

  private mutating func flush(isWhole: Bool) -> String {
    let rows = waiting
    waiting = []
    let times = rows.compactMap(\.time)
    let isOneDay = isWhole && times.allSatisfy { $0.isSameDay(as: times[0]) }
    let longest = rows.map { TerminalText.width($0.operation) }.max() ?? 0
    let number = max(rows.map(\.number.count).max() ?? 1, isWhole ? 1 : 7)
    // In a narrow terminal the status stands right behind each operation.
    let room = style.width - number - (isOneDay ? 8 : 19) - 13
    let layout = Layout(
      number: number, time: isOneDay ? 8 : 19,
      operation: max(9, min(longest, max(40, style.width / 3), room)), hasDates: !isOneDay)
    self.layout = layout
    let heading = heading(rows, times, isOneDay: isOneDay, isWhole: isWhole)
    guard !rows.isEmpty else { return heading }
    let columns = line(
      [
        ("#", layout.number), ("time", layout.time), ("operation", layout.operation),
        ("status", 6),
      ], last: style.width - layout.indent < 24 ? "" : "what it says")
    return heading + "\n" + bold(columns) + "\n" + rows.map { lines($0, layout) }.joined()
  }

  private func heading(
    _ rows: [Row], _ times: [Moment], isOneDay: Bool, isWhole: Bool
  ) -> String {
    guard let title else { return "" }
    var parts = [title]
    if isWhole, let first = times.first, let last = times.last {
      let end = first.isSameDay(as: last) ? last.time : "\(last.date) \(last.time)"
      let isOneMinute = first.isSameDay(as: last) && first.time == last.time
      parts.append("\(first.date) \(first.time)\(isOneMinute ? "" : "–\(end)") UTC")
    }
    var hosts: [String] = []
    for row in rows where !row.host.isEmpty && !hosts.contains(row.host) { hosts.append(row.host) }
    if !hosts.isEmpty { parts.append(hosts.prefix(3).joined(separator: ", ")) }
    return fitted(parts.joined(separator: " · "))
  }

  /// A line of text on its own, in as many lines as it needs.
  public func fitted(_ text: String) -> String {
    TerminalText.wrapped(TerminalText.escaped(text), width: style.width)
      .joined(separator: "\n") + "\n"
  }

  private func lines(_ row: Row, _ layout: Layout) -> String {
    let time = row.time.map { layout.hasDates ? $0.full : $0.timeWithSeconds } ?? "–"
    let status = row.status.map { String($0) } ?? "–"
    let cells: [(String, Int)] = [
      (row.number, layout.number), (time, layout.time), (row.operation, layout.operation),
      (status, 6),
    ]
    let wordsColumn = style.width - layout.indent
    // What has no room in the last column begins under the operation, and where even that is narrow,
    // under the time.
    let underOperation = layout.number + layout.time + 5
    let below = style.width - underOperation >= 40 ? underOperation : layout.number + 3
    let isLong = row.words.split(separator: " ").contains {
      TerminalText.width(String($0)) > wordsColumn
    }
    let isBelow =
      wordsColumn < 24 || isLong || TerminalText.width(row.operation) > layout.operation
    let noteIndent = wordsColumn < 60 ? below : layout.indent
    let textIndent = isBelow ? below : layout.indent
    var texts = TerminalText.wrapped(row.words, width: style.width - textIndent)
    let notes = row.notes.flatMap {
      lines(ofNote: $0, indent: noteIndent, width: style.width - noteIndent)
    }
    var first = line(cells, last: isBelow ? "" : texts.removeFirst())
    if row.isFailed { first = coloured(first, "31") } else if row.isPale { first = pale(first) }
    let indent = String(repeating: " ", count: textIndent)
    let rest = texts.map { indent + $0 } + notes
    return ([first] + rest.map(pale)).joined(separator: "\n") + "\n"
  }

  /// A note with its label before it and its text in a column of its own.
  private func lines(ofNote note: String, indent: Int, width: Int) -> [String] {
    let texts = TerminalText.wrapped(String(note.dropFirst(6)), width: width - 6)
    return texts.enumerated().map {
      String(repeating: " ", count: indent) + ($0.offset == 0 ? note.prefix(6) : "      ")
        + $0.element
    }
  }

  private func line(_ cells: [(text: String, width: Int)], last: String) -> String {
    var line = " "
    for cell in cells {
      line += TerminalText.padded(cell.text, to: cell.width) + "  "
    }
    line += last
    while line.last == " " { line.removeLast() }
    return line
  }

  private func bold(_ text: String) -> String { coloured(text, "1") }
  private func pale(_ text: String) -> String { coloured(text, "2") }
  private func coloured(_ text: String, _ code: String) -> String {
    style.isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
