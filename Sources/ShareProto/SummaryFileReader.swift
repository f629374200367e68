internal import CaptureInput
internal import Evidence

/// Reads the summaries in a file or a stream, one a line.
struct SummaryFileReader: ~Copyable {
  private var input: CaptureReader
  private let reader = SummaryReader()
  private var held: [UInt8] = []
  private var isAtEnd = false

  init(_ input: consuming CaptureReader) { self.input = input }

  /// The next summary; nil at the end.
  mutating func next() throws -> Summary? {
    while true {
      if let end = held.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(held[..<end])
        held.removeFirst(end + 1)
        if !line.isEmpty { return try reader.summary(in: line) }
        continue
      }
      if isAtEnd || held.count > SummaryReader.lineLimit {
        guard !held.isEmpty else { return nil }
        defer { held = [] }
        return try reader.summary(in: held)
      }
      if let piece = try input.next() { held += piece } else { isAtEnd = true }
    }
  }
}
