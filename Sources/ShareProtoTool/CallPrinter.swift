import ShareProto

/// Prints calls in one of the formats of `decode`.
protocol CallPrinter {
  /// Starts a capture.
  mutating func begin(title: String, to output: Output)
  /// Prints a call, or keeps it until its line can be laid out.
  mutating func print(_ call: Call, to output: Output)
  /// Ends a capture.
  mutating func end(to output: Output)
  /// Ends the run.
  mutating func finish(to output: Output)
  /// The last line as it is to be printed on standard output; nil where that is for calls alone.
  func lastLine(_ summary: String) -> String?
}

extension CallPrinter {
  mutating func begin(title: String, to output: Output) {}
  mutating func end(to output: Output) {}
  mutating func finish(to output: Output) {}
  func lastLine(_ summary: String) -> String? { nil }
}

struct TablePrinter: CallPrinter {
  var table: CallTable

  mutating func begin(title: String, to output: Output) { table.begin(title: title) }
  mutating func print(_ call: Call, to output: Output) { output.write(table.add(call)) }
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

/// A row a reading.
struct CSVPrinter: CallPrinter {
  var readings: ReadingsCSV

  mutating func print(_ call: Call, to output: Output) {
    readings.write(call)
    readings.take(output.write)
  }

  mutating func finish(to output: Output) { readings.take(output.write) }
}
