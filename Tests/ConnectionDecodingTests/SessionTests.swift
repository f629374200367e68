import Bytes
import CaptureInput
import ConnectionDecoding
import HTTPMessages
import JSONDecoding
import TLSDecryption
import TestSupport
import Testing

/// Every recorded session of packets against what its server saw.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct SessionTests {
  static let sessions = ReferenceExchange.sessions.filter {
    SharedFiles.names(in: "captures/\($0)").contains { $0.contains(".pcap") }
  }

  /// An exchange as both sides tell it.
  struct Told: Hashable, CustomStringConvertible {
    var method, target: String
    var status: Int?
    var requestFields, responseFields: [String]
    var requestBody, responseBody: [UInt8]

    var description: String {
      "\(method) \(target) \(status ?? 0) \(requestBody.count)/\(responseBody.count) \(requestFields.count)/\(responseFields.count)"
    }
  }

  static func told(_ reference: ReferenceExchange) -> Told {
    let whole = RequestTarget(url: reference.text("target") ?? "")
    let target = whole.path + (whole.query.map { "?\($0)" } ?? "")
    let trailers = fields(reference.json["requestTrailers"])
    return Told(
      method: reference.text("method") ?? "", target: target,
      status: reference.integer("status"),
      requestFields: fields(reference.json["requestHeaders"]) + trailers,
      responseFields: fields(reference.json["responseHeaders"]),
      requestBody: reference.body("requestBody"), responseBody: reference.body("responseBody"))
  }

  private static func fields(_ pairs: JSONValue?) -> [String] {
    guard case .array(let pairs) = pairs else { return [] }
    return pairs.map { pair in
      guard case .array(let pair) = pair, pair.count == 2 else { return "" }
      return "\(pair[0].string ?? ""): \(pair[1].string ?? "")"
    }
  }

  static func told(_ exchange: Exchange) -> Told {
    let target = exchange.request.target
    return Told(
      method: exchange.request.method,
      target: target.path + (target.query.map { "?\($0)" } ?? ""),
      status: exchange.response?.status,
      requestFields: withCookiesLast(
        // The server does not tell of trailers in HTTP/2.
        exchange.request.fields.map { "\($0.name): \($0.value)" }.filter {
          exchange.transfer?.version != .http2 || !$0.hasPrefix("x-check: ")
        },
        isHTTP2: exchange.transfer?.version == .http2),
      responseFields: exchange.response?.fields.map { "\($0.name): \($0.value)" } ?? [],
      requestBody: exchange.request.body.bytes, responseBody: exchange.response?.body.bytes ?? [])
  }

  /// HTTP/2 may send cookies apart; the server that wrote the references puts them together, at the
  /// end.
  private static func withCookiesLast(_ fields: [String], isHTTP2: Bool) -> [String] {
    let cookies = fields.filter { $0.hasPrefix("cookie: ") }
    guard isHTTP2, !cookies.isEmpty else { return fields }
    return fields.filter { !$0.hasPrefix("cookie: ") }
      + ["cookie: " + cookies.map { $0.dropFirst(8) }.joined(separator: "; ")]
  }

  static func exchanges(_ session: String) throws -> [Exchange] {
    let secrets = TLSSecrets()
    let files = SharedFiles.names(in: "captures/\(session)")
    if files.contains("keys.log") {
      _ = secrets.add(try SharedFiles.bytes("captures/\(session)/keys.log"), from: "keys.log")
    }
    var exchanges: [Exchange] = []
    let captures = files.filter { $0.contains(".pcap") }.map {
      CaptureSource.file(path: SharedFiles.path("captures/\(session)/\($0)"))
    }
    for capture in captures { PacketFileReader.addSecrets(in: capture, to: secrets) }
    secrets.finish()
    var reader = PacketFileReader(
      try CaptureReader(opening: captures[0]), followedBy: Array(captures.dropFirst()),
      as: session, secrets: secrets)
    while let event = try reader.next() {
      if case .exchange(let exchange) = event { exchanges.append(exchange) }
    }
    return exchanges
  }

  @Test func `every exchange that can be recovered is there`() throws {
    var (all, found, strange) = (0, 0, 0)
    for session in Self.sessions {
      let about = try JSONParser().read(SharedFiles.bytes("captures/\(session)/about.json")) {
        JSONValue($0)
      }
      var wanted: Set<Int>?
      if case .array(let numbers) = about["recoverable"] {
        wanted = Set(
          numbers.compactMap {
            guard case .number(.integer(let number)) = $0 else { return nil }
            return Int(number)
          })
      }
      let references = try ReferenceExchange.all(of: session)
      // Two exchanges may be alike: those that have to be there come first.
      let isWanted = { (reference: ReferenceExchange) in
        wanted?.contains(reference.integer("n") ?? 0) ?? true
      }
      var ours = try Self.exchanges(session).map(Self.told).filter { $0.method != "CONNECT" }
      var lines: [String] = []
      for reference in references.filter(isWanted) {
        all += 1
        let told = Self.told(reference)
        if let index = ours.firstIndex(of: told) {
          ours.remove(at: index)
          found += 1
        } else {
          lines.append("   missing \(reference.integer("n") ?? 0) \(told)")
          if let near = ours.first(where: { $0.target == told.target && $0.status == told.status })
          {
            lines.append("      \(Set(near.requestFields).symmetricDifference(told.requestFields))")
            lines.append(
              "      \(Set(near.responseFields).symmetricDifference(told.responseFields))")
          }
        }
      }
      for reference in references where !isWanted(reference) {
        let told = Self.told(reference)
        // Of what cannot be recovered as a whole, parts may be there.
        let part =
          ours.firstIndex(of: told)
          ?? ours.firstIndex { $0.method == told.method && $0.target == told.target }
        if let part { ours.remove(at: part) }
      }
      // So may an answer whose request is not.
      if wanted != nil { ours.removeAll { $0.method.isEmpty } }
      strange += ours.count
      #expect(lines.isEmpty, "\(session):\n\(lines.joined(separator: "\n"))")
      #expect(ours.isEmpty, "\(session) has what the server has not: \(ours)")
    }
    print("captures: \(found) of \(all) exchanges that can be recovered, and \(strange) others")
  }
}
