import Bytes
import CaptureInput
import HARFormat
import HTTPMessages
import JSONDecoding
import TestSupport
import Testing

/// The archives of public projects against what Python's `json` and `base64` make of them.
///
/// The rules behind the columns, as they reproduce every row: a body or a post counts where its text
/// is a string that is not empty (a post put together from `params` does not); its bytes are those of
/// UTF-8, or what base64 gives when all that is not of its alphabet is passed over; base64 is bad
/// where a strict reader refuses it. An archive without entries is an error here, and 0 there.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct CorpusTests {
  @Test(arguments: SharedFiles.table("corpus/expected/har.tsv"))
  func `an archive is read as the table has it`(row: [String: String]) throws {
    let path = SharedFiles.path("corpus/" + (row["file"] ?? ""))
    var recording = Recording()
    do {
      recording = try Recording(path: path)
    } catch is HARError {
      #expect(row["entries"] == "0")
    }
    let exchanges = recording.exchanges
    #expect(exchanges.count == Int(row["entries"] ?? ""))
    let digest = exchanges.map { exchange in
      let status = exchange.response.map { "\($0.status)" } ?? "-"
      let (method, url) = (exchange.request.method, exchange.request.target.url)
      return "\(method.isEmpty ? "-" : method) \(url.isEmpty ? "-" : url) \(status)\n"
    }
    #expect(sha256(digest.joined().utf8) == row["digest"])

    let bodies = exchanges.compactMap(\.response?.body.bytes).filter { !$0.isEmpty }
    #expect(bodies.count == Int(row["bodies"] ?? ""))
    #expect(bodies.map(\.count).reduce(0, +) == Int(row["body bytes"] ?? ""))
    let bad = exchanges.filter { $0.diagnostics.contains { $0.id == "har-base64" } }
    #expect(bad.count == Int(row["bad base64"] ?? ""))
    let posts =
      exchanges
      .filter { !$0.diagnostics.contains { $0.id == "har-body-from-params" } }
      .map(\.request.body.bytes).filter { !$0.isEmpty }
    #expect(posts.count == Int(row["posts"] ?? ""))
    #expect(posts.map(\.count).reduce(0, +) == Int(row["post bytes"] ?? ""))

    guard row["valid"] == "yes", !exchanges.isEmpty else { return }
    let log = recording.logs.last
    #expect((log?.version ?? "-") == row["version"])
    #expect((log?.creator?.name ?? "-") == row["creator"])
    #expect((log?.creator?.version ?? "-") == row["creator version"])
    // The table has the first 80 characters.
    #expect(String((log?.browser?.name ?? "-").prefix(80)) == row["browser"])
  }
}
