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
      isRequest: isRequest,
      name: isRequest ? "\(row["method"] ?? "") \(target)" : row["status"] ?? "",
      body: isKnown ? row["body sha256"] : nil, length: isKnown ? row["body length"] : nil,
      place:
        "stream \(row["tcp stream"] ?? "") frame \(row["frame"] ?? "") h2 \(row["h2 stream"] ?? "") \(state)"
    )
  }

  /// Where tshark has something else, how often, and why.
  private static let known: [String: Int] = [
    // Cipher suites that swift-crypto has not got (RC4, 3DES, DES, Camellia, SEED, IDEA, RC2, ARIA), TLS
    // compression, SSL 3.
    "pcap/wireshark-notes/all__dump.pcapng": 146,
    "pcap/wireshark-notes/tls__broken__dump.pcapng": 54,
    "pcap/pcapfs/crypto__all_ciphers_test__all_ciphers.pcap": 3,
    "pcap/pcapfs/system__system-tests.pcap": 10,
    // AYIYA (IPv6 in UDP) and ARCNET are not read.
    "pcap/zeek/tunnels__ayiya3.pcap": 6,
    "pcap/tcpdump/arcnet-rfc1051-arp-icmp-http.pcap": 2,
    "pcap/libpcap/filter__arcnet-rfc1051-arp-icmp-http.pcap": 1,
    // A space before the colon: tshark does not see the content coding; here it is undone.
    "pcap/suricata-verify/http-evader__http-evader-229__input.pcap": 1,
    // A folded Content-Length: tshark takes the fold for the beginning of the body.
    "pcap/suricata-verify/http-evader__http-evader-254__input.pcap": 1,
    // Line ends without CR before the chunks: tshark reads no body, here it is whole.
    "pcap/suricata-verify/http-evader__http-evader-429__input.pcap": 1,
    // A 304 has no body (RFC 9112 section 6.3), whatever follows.
    "pcap/suricata-verify/http-evader__http-evader-453__input.pcap": 1,
    // "HTTP/1.1 \t200": tshark reads the status 20.
    "pcap/suricata-verify/http-evader__http-evader-474__input.pcap": 1,
    // A target with a space in it: tshark takes the first word.
    "pcap/suricata-verify/http-uri-spaces__input.pcap": 1,
    // An answer to CONNECT: what follows is the tunnel, not its body.
    "pcap/suricata-verify/http-connect__http-connect-simple__input.pcap": 1,
    // Snapped packets: tshark joins what is there, here the hole is known.
    "pcap/wireshark-wiki/http-ipv6.pcap": 1,
    // A folded Transfer-Encoding: here it counts for nothing, as with servers that refuse the fold.
    "pcap/zeek/http__261__variant-09-te_obs_fold.pcap": 1,
    // Request lines without a target, or with the version stuck to it.
    "pcap/zeek/http__methods.pcap": 6,
  ]

  @Test func `every message that tshark gives is there, with its body`() throws {
    let whole = Dictionary(grouping: SharedFiles.table("corpus/expected/http.tsv")) {
      $0["file"] ?? ""
    }
    let headers = Dictionary(grouping: SharedFiles.table("corpus/expected/http_headers.tsv")) {
      $0["file"] ?? ""
    }
    var score = Score()
    for file in Set(whole.keys).union(headers.keys).sorted() {
      let wanted = Self.wanted(whole[file] ?? [], headers[file] ?? [])
      let ours = try Self.exchanges(file).flatMap(Self.messages)
      let differences = score.compare(wanted, ours)
      #expect(
        differences.count <= Self.known[file] ?? 0,
        "\(file):\n\(differences.joined(separator: "\n"))")
    }
    print("corpus: \(score)")
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

  struct Score: CustomStringConvertible {
    var messages = 0
    var found = 0
    var bodies = 0
    var equalBodies = 0
    var more = 0

    var description: String {
      "\(found) of tshark's \(messages) messages, \(equalBodies) of its \(bodies) bodies, and \(more) more"
    }

    /// Finds for each message that is wanted one of ours; the differences, in words.
    mutating func compare(_ wanted: [Message], _ ours: [Message]) -> [String] {
      var ours = ours
      var differences: [String] = []
      // Those with bodies choose first.
      for message in wanted.filter({ $0.body != nil }) + wanted.filter({ $0.body == nil }) {
        messages += 1
        bodies += message.body == nil ? 0 : 1
        let alike = ours.indices.filter {
          ours[$0].isRequest == message.isRequest && ours[$0].name == message.name
        }
        let same = alike.first { message.body == nil || ours[$0].body == message.body }
        guard let index = same ?? alike.first else {
          differences.append("missing \(message.place): \(message.name.prefix(80))")
          continue
        }
        found += 1
        if message.body != nil, same != nil {
          equalBodies += 1
        } else if message.body != nil {
          differences.append(
            "body \(message.place): \(message.name.prefix(60)) \(message.length ?? "")")
        }
        ours.remove(at: index)
      }
      more += ours.count
      return differences
    }
  }
}
