import ShareProto

/// Prints calls in one of the formats of `decode`.
protocol CallPrinter {
  /// Starts a capture. A title that is not printed is not made, so that no stand-in is spent on it.
  mutating func begin(title: @autoclosure () -> String, to output: Output)
  /// Prints a call, or keeps it until its line can be laid out.
  mutating func print(_ call: Call, to output: Output)
  /// Prints a connection.
  mutating func print(_ connection: ConnectionReport, of capture: String, to output: Output)
  /// Prints what waits: nothing else will come for the moment.
  mutating func pause(to output: Output)
  /// Ends a capture.
  mutating func end(to output: Output)
  /// Ends the run.
  mutating func finish(to output: Output)
  /// The last line as it is to be printed on standard output; nil where that is for calls alone.
  func lastLine(_ summary: String) -> String?
}

extension CallPrinter {
  mutating func begin(title: @autoclosure () -> String, to output: Output) {}
  mutating func print(
    _ connection: ConnectionReport, of capture: String, to output: Output
  ) {}
  mutating func pause(to output: Output) {}
  mutating func end(to output: Output) {}
  mutating func finish(to output: Output) {}
  func lastLine(_ summary: String) -> String? { nil }
}

struct TablePrinter: CallPrinter {
  var table: CallTable

  mutating func begin(title: @autoclosure () -> String, to output: Output) {
    table.begin(title: title())
  }
  mutating func print(_ call: Call, to output: Output) { output.write(table.add(call)) }
  mutating func pause(to output: Output) { output.write(table.pause()) }
  mutating func end(to output: Output) { output.write(table.end()) }
  func lastLine(_ summary: String) -> String? { table.fitted(summary) }
}

/// A line a call.
struct NDJSONPrinter: CallPrinter {
  var calls: CallJSON

  mutating func print(_ call: Call, to output: Output) {
    calls.write(call)
    calls.json.newline()
    calls.json.take(output.write)
  }
}

/// One array of all calls.
struct JSONPrinter: CallPrinter {
  var calls: CallJSON

  init(calls: CallJSON) {
    self.calls = calls
    self.calls.json.beginArray()
  }

  mutating func print(_ call: Call, to output: Output) {
    calls.write(call)
    calls.json.take(output.write)
  }

  mutating func finish(to output: Output) {
    calls.json.endArray()
    calls.json.newline()
    calls.json.take(output.write)
  }
}

/// Connections in place of calls: a table, or JSON.
struct ConnectionPrinter: CallPrinter {
  private var table: ConnectionTable?
  private let connections: ConnectionJSON
  private let isArray: Bool

  /// - Parameter style: Of the table; nil for JSON.
  init(_ redactor: Redactor, _ style: CallTable.Style?, isArray: Bool) {
    table = style.map { ConnectionTable(redactor, style: $0) }
    connections = ConnectionJSON(redactor)
    self.isArray = isArray
    if isArray { connections.json.beginArray() }
  }

  mutating func begin(title: @autoclosure () -> String, to output: Output) {
    if table != nil { output.write(TerminalText.escaped(title()) + "\n\n") }
  }

  mutating func print(_ call: Call, to output: Output) {}

  mutating func print(_ connection: ConnectionReport, of capture: String, to output: Output) {
    if let lines = table?.add(connection) {
      output.write(lines)
      return
    }
    connections.write(connection, of: capture)
    if !isArray { connections.json.newline() }
    connections.json.take(output.write)
  }

  mutating func end(to output: Output) { output.write(table?.end() ?? "") }

  mutating func finish(to output: Output) {
    guard isArray else { return }
    connections.json.endArray()
    connections.json.newline()
    connections.json.take(output.write)
  }

  func lastLine(_ summary: String) -> String? { table == nil ? nil : summary + "\n" }
}

/// A row a reading.
struct CSVPrinter: CallPrinter {
  var readings: ReadingsCSV

  mutating func print(_ call: Call, to output: Output) {
    readings.write(call)
    readings.take(output.write)
  }

  mutating func finish(to output: Output) { readings.take(output.write) }
}
