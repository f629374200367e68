import CaptureInput
import ConnectionDecoding
import Foundation
import HTTPMessages
import TLSDecryption
import TestSupport
import Testing

/// Every capture of the corpus against what tshark finds in it: the union of `http.tsv` and
/// `http_headers.tsv`, and `pairs.tsv`.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct CorpusTests {
  /// A request or a response, as both tell it.
  struct Message {
    var isRequest: Bool
    /// Of a request the method and the target, of a response the status.
    var name: String
    /// The SHA-256 of the body; nil where nobody knows.
    var body: String?
    var length: String?
    var place: String
  }

  /// The exchanges of a capture.
  static func exchanges(_ file: String) throws -> [Exchange] {
    let secrets = TLSSecrets()
    let keys = "corpus/keys/\(file.dropFirst(5)).keys"
    if FileManager.default.fileExists(atPath: SharedFiles.path(keys)) {
      _ = secrets.add(try SharedFiles.bytes(keys), from: keys)
    }
    let source = CaptureSource.file(path: SharedFiles.path("corpus/\(file)"))
    PacketFileReader.addSecrets(in: source, to: secrets)
    secrets.finish()
    var reader = PacketFileReader(
      try CaptureReader(opening: source), as: file, secrets: secrets)
    var exchanges: [Exchange] = []
    while let event = try? reader.next() {
      if case .exchange(let exchange) = event { exchanges.append(exchange) }
    }
    return exchanges
  }

  private static func messages(_ exchange: Exchange) -> [Message] {
    var messages: [Message] = []
    let place = "\(exchange.place.position)"
    if !exchange.request.method.isEmpty {
      messages.append(
        Message(
          isRequest: true, name: "\(exchange.request.method) \(target(exchange))",
          body: sha256(exchange.request.body.bytes), length: "\(exchange.request.body.bytes.count)",
          place: place))
    }
    for status in exchange.transfer?.interim ?? [] {
      messages.append(Message(isRequest: false, name: "\(status)", place: place))
    }
    if let response = exchange.response {
      messages.append(
        Message(
          isRequest: false, name: "\(response.status)", body: sha256(response.body.bytes),
          length: "\(response.body.bytes.count)", place: place))
    }
    return messages
  }

  private static func target(_ exchange: Exchange) -> String {
    let target = exchange.request.target
    return escaped(target.path + (target.query.map { "?\($0)" } ?? ""))
  }

  private static func escaped(_ text: String) -> String {
    String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        if 0x20..<0x7F ~= byte, byte != UInt8(ascii: "\\") { return [byte] }
        let digits = (byte < 16 ? "0" : "") + String(byte, radix: 16)
        return Array("\\x\(digits)".utf8)
      }, as: UTF8.self)
  }

  private static func message(_ row: [String: String]) -> Message? {
    let kind = row["kind"]
    guard kind != "data" else { return nil }
    let isRequest = kind != "response"
    let state = row["body state"] ?? "none"
    let isKnown = state == "plain" || state.hasPrefix("decoded")
    let path = RequestTarget(url: row["path"] ?? "")
    let target = path.path + (path.query.map { "?\($0)" } ?? "")
    return Message(
      isRequest: isRequest,
      name: isRequest ? "\(row["method"] ?? "") \(target)" : row["status"] ?? "",
      body: isKnown ? row["body sha256"] : nil, length: isKnown ? row["body length"] : nil,
      place:
        "stream \(row["tcp stream"] ?? "") frame \(row["frame"] ?? "") h2 \(row["h2 stream"] ?? "") \(state)"
    )
  }

  @Test func `every message that tshark gives is there, with its body`() throws {
    let whole = Dictionary(grouping: SharedFiles.table("corpus/expected/http.tsv")) {
      $0["file"] ?? ""
    }
    let headers = Dictionary(grouping: SharedFiles.table("corpus/expected/http_headers.tsv")) {
      $0["file"] ?? ""
    }
    var (all, found, bodies, equalBodies) = (0, 0, 0, 0)
    for file in Set(whole.keys).union(headers.keys).sorted() {
      var wanted = (whole[file] ?? []).compactMap(Self.message)
      var counts: [String: Int] = [:]
      for message in wanted { counts["\(message.isRequest)\(message.name)", default: 0] += 1 }
      // Messages whose bodies never became whole are in the other table alone.
      for var message in (headers[file] ?? []).compactMap(Self.message) {
        let key = "\(message.isRequest)\(message.name)"
        counts[key, default: 0] -= 1
        guard counts[key, default: 0] < 0 else { continue }
        (message.body, message.length) = (nil, nil)
        wanted.append(message)
      }
      var ours = try Self.exchanges(file).flatMap(Self.messages)
      // Those with bodies choose first.
      for message in wanted.sorted(by: { ($0.body == nil ? 1 : 0) < ($1.body == nil ? 1 : 0) }) {
        all += 1
        let alike = ours.indices.filter {
          ours[$0].isRequest == message.isRequest && ours[$0].name == message.name
        }
        guard let first = alike.first else {
          print("missing \(file) \(message.place): \(message.name.prefix(80))")
          continue
        }
        found += 1
        guard let body = message.body else {
          ours.remove(at: first)
          continue
        }
        bodies += 1
        if let same = alike.first(where: { ours[$0].body == body }) {
          equalBodies += 1
          ours.remove(at: same)
        } else {
          print(
            "body \(file) \(message.place): \(message.name.prefix(60)) \(message.length ?? "") ours \(alike.map { ours[$0].length ?? "" }.prefix(5))"
          )
          ours.remove(at: first)
        }
      }
      if !ours.isEmpty { print("more \(file): \(ours.count) \(ours.prefix(3).map { $0.name.prefix(60) })") }
    }
    print("corpus: \(found) of \(all) messages, \(equalBodies) of \(bodies) bodies")
  }
}
