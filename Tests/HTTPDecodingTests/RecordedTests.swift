import Bytes
import HTTPDecoding
import HTTPMessages
import TestSupport
import Testing

/// Connections of real clients, against what their server saw.
struct RecordedTests {
  @Test(arguments: ["raw-stray-http", "curl-h2c-upgrade-2024", "odd-h2cmid-http"])
  func `the exchanges of a recorded session are those that the server saw`(name: String) throws {
    var steps: [[Step]] = []
    var expected: [String] = []
    for line in try CheckoutFiles.text("Tests/HTTPDecodingTests/Recorded/\(name).txt")
      .split(separator: "\n")
    {
      let words = line.split(separator: " ")
      switch words[0] {
      case "stream": steps.append([])
      case "client", "server":
        steps[steps.count - 1].append(
          .sends(words[0] == "client" ? .client : .server, bytes(ofHexadecimal: words[2])))
      case "exchange": expected.append(words.dropFirst().joined(separator: " "))
      default: break
      }
    }
    let readings = steps.map { Reading($0) }
    let found = readings.flatMap(\.exchanges).filter { !$0.request.method.isEmpty }.map {
      exchange in
      let target = exchange.request.target
      return """
        \(exchange.request.method) \(target.path)\(target.query.map { "?" + $0 } ?? "") \
        \(exchange.response?.status ?? 0) \(sha256(exchange.request.body.bytes)) \
        \(sha256(exchange.response?.body.bytes ?? []))
        """
    }
    #expect(!expected.isEmpty)
    #expect(found.sorted() == expected.sorted())
    for steps in steps {
      #expect(Reading(steps, pieceSize: 1).everything == Reading(steps).everything)
    }
  }

  private func bytes(ofHexadecimal text: Substring) -> [UInt8] {
    let digits = Array(text.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
