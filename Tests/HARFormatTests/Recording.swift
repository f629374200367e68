import Bytes
import CaptureInput
import HARFormat
import HTTPMessages

/// All that a reader gave.
struct Recording {
  var logs: [HARLog] = []
  var exchanges: [Exchange] = []
  var diagnostics: [Diagnostic] = []
  var error: HARError?

  init() {}

  /// Reads a file.
  init(path: String) throws {
    var reader = try HARFileReader(opening: .file(path: path))
    while let event = try reader.next() { add(event) }
  }

  /// Reads a text in pieces, and keeps the error.
  init(_ pieces: some Sequence<ArraySlice<UInt8>>, entryLimit: Int = HARReader.defaultEntryLimit) {
    var reader = HARReader(capture: "a.har", entryLimit: entryLimit)
    do {
      for piece in pieces {
        reader.receive(Array(piece))
        while let event = try reader.next() { add(event) }
      }
      reader.finish()
      while let event = try reader.next() { add(event) }
    } catch {
      self.error = error
    }
  }

  /// Reads a text at once.
  init(_ text: String) { self.init([Array(text.utf8)[...]]) }

  private mutating func add(_ event: HARReader.Event) {
    switch event {
    case .log(let log): logs.append(log)
    case .exchange(let exchange): exchanges.append(exchange)
    case .diagnostic(let diagnostic): diagnostics.append(diagnostic)
    }
  }

  /// Everything in one text, to compare two readings.
  var summary: String {
    let entries = exchanges.map { exchange in
      """
      \(exchange.place) \(String(describing: exchange.time)) \
      \(String(describing: exchange.durationMilliseconds)) \(exchange.request.method) \
      \(exchange.request.target) \(Array(exchange.request.fields)) \(exchange.request.body) \
      \(String(describing: exchange.response?.status)) \
      \(exchange.response.map { Array($0.fields) } ?? []) \
      \(String(describing: exchange.response?.body)) \(exchange.diagnostics)
      """
    }
    return
      "\(logs)\n\(entries.joined(separator: "\n"))\n\(diagnostics)\n\(String(describing: error))"
  }
}

extension [UInt8] {
  /// The bytes in pieces of a size.
  func pieces(of size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
