import Bytes
import Foundation
import TLSDecryption
import TestSupport
import Testing

/// Streams of the captures beside the checkout against what tshark makes of them. They are no files
/// of this repository: `dump-streams.py` writes them to a folder, and `TLS_STREAMS` names it.
struct CorpusTests {
  static let folder = ProcessInfo.processInfo.environment["TLS_STREAMS"]

  @Test(.enabled(if: folder != nil, "TLS_STREAMS names no folder"))
  func `streams decrypt to what tshark makes of them`() throws {
    let folder = try #require(Self.folder)
    var equal = 0
    var lines: [String] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".stream") }.sorted()
    for name in names {
      let recording = try Recording(contentsOf: folder + "/" + name)
      let result = recording.decrypted()
      let isEqual = result.digests == recording.expected
      equal += isEqual ? 1 : 0
      let said = result.digests.sorted().map { String($0.prefix(12)) }
      let wanted = recording.expected.sorted().map { String($0.prefix(12)) }
      lines.append(
        "\(isEqual ? "same" : "DIFFERENT")\t\(name)\t\(said) \(wanted)\t"
          + "\(result.summary?.suite?.description ?? "-")\t\(result.summary?.description ?? "")"
          + "\t\(result.diagnostics.map(\.what))")
    }
    lines.append("\(equal) of \(names.count) are the same")
    try lines.joined(separator: "\n").write(
      toFile: folder + "/report.txt", atomically: true, encoding: .utf8)
    #expect(!names.isEmpty)
  }
}
