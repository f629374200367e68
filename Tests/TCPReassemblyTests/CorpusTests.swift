import Bytes
import CaptureInput
import PacketCapture
import TCPReassembly
import TestSupport
import Testing

/// Against a plain reassembly of the same segments by another program (`plain` in streams.tsv), in
/// all captures of the corpus.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct CorpusTests {
  struct Stream {
    var ends: [Sender: String]
    var bytes: [Sender: [UInt8]] = [:]

    func bytes(of end: String) -> [UInt8] {
      ends[.client] == end ? bytes[.client] ?? [] : bytes[.server] ?? []
    }
  }

  /// The connections of a capture by number.
  static func streams(_ file: String) throws -> [Int: Stream] {
    var input = try CaptureReader(opening: .file(path: SharedFiles.path("corpus/\(file)")))
    var reader = PacketReader(capture: file)
    var decoder = SegmentDecoder(capture: file)
    var reassembler = TCPReassembler()
    var streams: [Int: Stream] = [:]
    var isAtEnd = false
    while !isAtEnd {
      if let piece = try? input.next() {
        reader.receive(piece)
      } else {
        reader.finish()
        isAtEnd = true
      }
      while let event = try? reader.next() {
        if case .packet(let packet) = event { decoder.receive(packet) }
        while let event = decoder.next() {
          if case .segment(let segment) = event { reassembler.receive(segment) }
        }
      }
      if isAtEnd { reassembler.finish() }
      while let event = reassembler.next() {
        switch event.kind {
        case .opened(let ends):
          streams[event.stream] = Stream(
            ends: [.client: ends.client.description, .server: ends.server.description])
        case .piece(.data(let bytes), let sender):
          streams[event.stream]?.bytes[sender, default: []] += bytes
        default: break
        }
      }
    }
    return streams
  }

  @Test func `every stream has the bytes that a plain reassembly gives`() throws {
    let rows = SharedFiles.table("corpus/expected/streams.tsv").filter { $0["layer"] == "tcp" }
    let known = try KnownDifferences.counts(of: "streams")
    var (all, equal) = (0, 0)
    for (file, rows) in Dictionary(grouping: rows, by: { $0["file"] ?? "" }) {
      let streams = try Self.streams(file)
      for row in rows {
        let ends = [row["node 0"] ?? "", row["node 1"] ?? ""]
        let number = row["tcp stream"].flatMap { Int($0) }
        let stream =
          number.flatMap { streams[$0] }.flatMap { Set($0.ends.values) == Set(ends) ? $0 : nil }
          ?? streams.values.first { Set($0.ends.values) == Set(ends) }
        for (end, column) in zip(ends, ["plain 0", "plain 1"]) {
          guard let length = row["\(column) length"].flatMap({ Int($0) }) else { continue }
          let bytes = stream?.bytes(of: end) ?? []
          let isEqual =
            bytes.count == length && (length == 0 || sha256(bytes) == row["\(column) sha256"])
          let place = "\(file) \(row["tcp stream"] ?? "") \(end)"
          #expect(isEqual == (known[place] == nil), "\(place): \(bytes.count) of \(length)")
          all += 1
          equal += isEqual ? 1 : 0
        }
      }
    }
    #expect(all - equal == known.count)
    print("streams.tsv: \(equal) of \(all) directions of streams are equal")
  }
}
