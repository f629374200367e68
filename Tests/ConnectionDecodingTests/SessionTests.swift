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
    Told(
      method: reference.text("method") ?? "", target: reference.text("target") ?? "",
      status: reference.integer("status"), requestFields: fields(reference.json["requestHeaders"]),
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
    let isAbsolute = !target.scheme.isEmpty
    return Told(
      method: exchange.request.method,
      target: isAbsolute ? target.path + (target.query.map { "?\($0)" } ?? "") : target.url,
      status: exchange.response?.status,
      requestFields: exchange.request.fields.map { "\($0.name): \($0.value)" },
      responseFields: exchange.response?.fields.map { "\($0.name): \($0.value)" } ?? [],
      requestBody: exchange.request.body.bytes, responseBody: exchange.response?.body.bytes ?? [])
  }

  static func exchanges(_ session: String) throws -> [Exchange] {
    let secrets = TLSSecrets()
    let files = SharedFiles.names(in: "captures/\(session)")
    if files.contains("keys.log") {
      _ = secrets.add(try SharedFiles.bytes("captures/\(session)/keys.log"), from: "keys.log")
    }
    var exchanges: [Exchange] = []
    for file in files where file.contains(".pcap") {
      let input = try CaptureReader(
        opening: .file(path: SharedFiles.path("captures/\(session)/\(file)")))
      var reader = PacketFileReader(input, as: file, secrets: secrets)
      while let event = try reader.next() {
        if case .exchange(let exchange) = event { exchanges.append(exchange) }
      }
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
      var ours = try Self.exchanges(session).map(Self.told)
      var lines: [String] = []
      for reference in references {
        let told = Self.told(reference)
        let number = reference.integer("n") ?? 0
        if let index = ours.firstIndex(of: told) {
          ours.remove(at: index)
          all += 1
          found += 1
        } else if wanted?.contains(number) ?? true {
          all += 1
          lines.append("   missing \(number) \(told)")
        }
      }
      strange += ours.count
      if !lines.isEmpty || !ours.isEmpty {
        print(session, about["recoverable"] ?? .null)
        for line in lines.prefix(4) { print(line) }
        for exchange in ours.prefix(4) { print("   strange \(exchange)") }
      }
    }
    print("\(found) of \(all), and \(strange) strange")
  }
}
