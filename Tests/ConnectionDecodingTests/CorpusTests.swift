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
    var stream: String
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
    guard case .packets(_, _, let number) = exchange.place.position else { return [] }
    let stream = "\(number)"
    if !exchange.request.method.isEmpty {
      messages.append(
        Message(
          stream: stream, isRequest: true, name: "\(exchange.request.method) \(target(exchange))",
          body: sha256(exchange.request.body.bytes), length: "\(exchange.request.body.bytes.count)",
          place: place))
    }
    for status in exchange.transfer?.interim ?? [] {
      messages.append(Message(stream: stream, isRequest: false, name: "\(status)", place: place))
    }
    if let response = exchange.response {
      messages.append(
        Message(
          stream: stream, isRequest: false, name: "\(response.status)",
          body: sha256(response.body.bytes),
          length: "\(response.body.bytes.count)", place: place))
    }
    return messages
  }

  private static func target(_ exchange: Exchange) -> String {
    let target = exchange.request.target
    if exchange.request.method == "CONNECT" { return escaped(target.url) }
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
    let target =
      row["method"] == "CONNECT"
      ? path.url : path.path + (path.query.map { "?\($0)" } ?? "")
    return Message(
      stream: row["tcp stream"] ?? "", isRequest: isRequest,
      name: isRequest ? "\(row["method"] ?? "") \(target)" : row["status"] ?? "",
      body: isKnown ? row["body sha256"] : nil, length: isKnown ? row["body length"] : nil,
      place:
        "stream \(row["tcp stream"] ?? "") frame \(row["frame"] ?? "") h2 \(row["h2 stream"] ?? "") \(state)"
    )
  }

  @Test func `every message, body and pair that tshark gives is there`() throws {
    let whole = Self.rows("http.tsv")
    let headers = Self.rows("http_headers.tsv")
    let pairs = Self.rows("pairs.tsv")
    var score = Score()
    var found: [String: [String: [String]]] = [:]
    for file in Set(whole.keys).union(headers.keys).union(pairs.keys).sorted() {
      let exchanges = try Self.exchanges(file)
      let wanted = Self.wanted(whole[file] ?? [], headers[file] ?? [])
      score.compare(wanted, exchanges.flatMap(Self.messages)) {
        found[$0.rawValue, default: [:]][file, default: []].append($1)
      }
      score.compare(pairs: (pairs[file] ?? []).compactMap(Self.pair), exchanges.map(Self.pair)) {
        found["pairs", default: [:]][file, default: []].append($0)
      }
    }
    for table in ["messages", "bodies", "pairs"] {
      let known = try KnownDifferences.counts(of: table)
      let found = found[table] ?? [:]
      for file in Set(known.keys).union(found.keys).sorted() {
        let differences = found[file] ?? []
        #expect(
          differences.count == known[file] ?? 0,
          "\(table) of \(file):\n\(differences.joined(separator: "\n"))")
      }
    }
    print("corpus: \(score)")
  }

  private static func rows(_ table: String) -> [String: [[String: String]]] {
    Dictionary(grouping: SharedFiles.table("corpus/expected/\(table)")) { $0["file"] ?? "" }
  }

  /// Nil where the table has not both.
  private static func pair(_ row: [String: String]) -> Pair? {
    guard row["request frame"] != "-", row["response frame"] != "-" else { return nil }
    let path = RequestTarget(url: row["path"] ?? "")
    let target =
      row["method"] == "CONNECT" ? path.url : path.path + (path.query.map { "?\($0)" } ?? "")
    let text = "\(row["method"] ?? "") \(target) → \(row["status"] ?? "")"
    return Pair(stream: stream(row["tcp stream"], row["h2 stream"].flatMap { Int($0) }), text: text)
  }

  private static func pair(_ exchange: Exchange) -> Pair {
    guard case .packets(_, _, let number) = exchange.place.position else {
      return Pair(stream: "", text: "")
    }
    let text =
      "\(exchange.request.method) \(target(exchange)) → \(exchange.response?.status ?? 0)"
    return Pair(stream: stream("\(number)", exchange.transfer?.streamID), text: text)
  }

  private static func stream(_ number: String?, _ inner: Int?) -> String {
    "\(number ?? "")\(inner.map { "/\($0)" } ?? "")"
  }

  /// The union of both tables: messages whose bodies never became whole are in the second alone.
  private static func wanted(
    _ whole: [[String: String]], _ headers: [[String: String]]
  ) -> [Message] {
    var wanted = whole.compactMap(message)
    var counts: [String: Int] = [:]
    for message in wanted { counts["\(message.isRequest)\(message.name)", default: 0] += 1 }
    for var message in headers.compactMap(message) {
      let key = "\(message.isRequest)\(message.name)"
      counts[key, default: 0] -= 1
      guard counts[key, default: 0] < 0 else { continue }
      (message.body, message.length) = (nil, nil)
      wanted.append(message)
    }
    return wanted
  }

  /// What a difference is of.
  enum Kind: String { case messages, bodies }

  struct Score: CustomStringConvertible {
    var messages = 0
    var found = 0
    var bodies = 0
    var equalBodies = 0
    var more = 0
    var pairs = 0
    var equalPairs = 0

    var description: String {
      "\(found) of tshark's \(messages) messages, \(equalBodies) of its \(bodies) bodies, "
        + "\(equalPairs) of its \(pairs) pairs, and \(more) messages more"
    }

    /// Finds for each message that is wanted one of ours; tells of those that have none. Those that
    /// are in the same connection and have the same body come first, then those that have one of the
    /// two: connections may be counted otherwise.
    mutating func compare(
      _ wanted: [Message], _ ours: [Message], tell: (Kind, String) -> Void
    ) {
      messages += wanted.count
      bodies += wanted.count { $0.body != nil }
      let hasBody = { (wanted: Message, own: Message) in
        wanted.body == nil || wanted.body == own.body
      }
      let isThere = { (wanted: Message, own: Message) in wanted.stream == own.stream }
      var (wanted, ours) = (wanted, ours)
      for fits in [{ hasBody($0, $1) && isThere($0, $1) }, hasBody, isThere] {
        wanted.removeAll { message in
          let index = ours.firstIndex {
            $0.isRequest == message.isRequest && $0.name == message.name && fits(message, $0)
          }
          guard let index else { return false }
          let own = ours.remove(at: index)
          found += 1
          if hasBody(message, own) {
            equalBodies += message.body == nil ? 0 : 1
          } else {
            let lengths = "\(message.length ?? ""), not \(own.length ?? "")"
            tell(.bodies, "body \(message.place): \(message.name.prefix(60)) \(lengths)")
          }
          return true
        }
      }
      for message in wanted {
        tell(.messages, "missing \(message.place): \(message.name.prefix(80))")
      }
      more += ours.count
    }

    /// Finds for each pair that is wanted one of ours, in the same connection or in one that is
    /// counted otherwise.
    mutating func compare(
      pairs wanted: [Pair], _ ours: [Pair], tell: (String) -> Void
    ) {
      pairs += wanted.count
      var (wanted, ours) = (wanted, ours)
      for isSame in [{ $0 == $1 }, { $0.text == $1.text }] as [(Pair, Pair) -> Bool] {
        wanted.removeAll { pair in
          guard let index = ours.firstIndex(where: { isSame(pair, $0) }) else { return false }
          ours.remove(at: index)
          equalPairs += 1
          return true
        }
      }
      for pair in wanted { tell("stream \(pair.stream): \(pair.text)") }
    }
  }

  /// A request and the status of its response.
  struct Pair: Equatable {
    var stream: String
    var text: String
  }
}
