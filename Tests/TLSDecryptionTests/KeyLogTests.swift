import Bytes
import TestSupport
import Testing

@testable import TLSDecryption

struct KeyLogTests {
  private let random = String(repeating: "5f1c", count: 16)
  private let secret = String(repeating: "8A", count: 48)

  private func log(_ text: String) -> (log: KeyLog, diagnostic: Diagnostic?) {
    var log = KeyLog()
    let diagnostic = log.add(Array(text.utf8), from: "keys.log")
    return (log, diagnostic)
  }

  @Test func `each label goes to its secret`() throws {
    let (log, diagnostic) = log(
      """
      # a comment
      CLIENT_RANDOM \(random) \(secret)
      PMS_CLIENT_RANDOM \(random) 0303
      CLIENT_EARLY_TRAFFIC_SECRET \(random) 01
      CLIENT_HANDSHAKE_TRAFFIC_SECRET \(random) 02
      SERVER_HANDSHAKE_TRAFFIC_SECRET \(random) 03
      CLIENT_TRAFFIC_SECRET_0 \(random) 04
      SERVER_TRAFFIC_SECRET_0 \(random) 05
      SERVER_TRAFFIC_SECRET_12 \(random) 06
      EXPORTER_SECRET \(random) 07
      EARLY_EXPORTER_MASTER_SECRET \(random) 08
      """)
    #expect(diagnostic == nil)
    let secrets = try #require(
      log.secrets(for: Array(repeating: [0x5F, 0x1C], count: 16).flatMap(\.self)))
    #expect(secrets.master == [UInt8](repeating: 0x8A, count: 48))
    #expect(secrets.premaster == [3, 3])
    #expect(secrets.early == [1])
    #expect(secrets.handshake == [.client: [2], .server: [3]])
    #expect(secrets.traffic == [.client: [0: [4]], .server: [0: [5], 12: [6]]])
    #expect(log.connectionCount == 1)
  }

  @Test func `Windows lines, blanks, a mark of order, tabs and no last newline are taken`() {
    let (log, diagnostic) = log(
      "\u{FEFF}CLIENT_RANDOM\t\(random.uppercased())  \(secret) \r\n\r\n  # x\r\n"
        + "CLIENT_TRAFFIC_SECRET_0 \(random) 04")
    #expect(diagnostic == nil)
    #expect(log.connectionCount == 1)
  }

  @Test func `lines of openssl and of old Netscape libraries open by session and by key exchange`()
  {
    let (log, diagnostic) = log(
      """
      RSA Session-ID:77AB Master-Key:\(secret)
      RSA 3a7f0c5522e91b04 \(secret)
      """)
    #expect(diagnostic == nil)
    #expect(log.master(ofSession: [0x77, 0xAB])?.count == 48)
    #expect(
      log.premaster(encryptedAs: [0x3A, 0x7F, 0x0C, 0x55, 0x22, 0xE9, 0x1B, 4, 9])?.count == 48)
    #expect(!log.isEmpty && log.connectionCount == 0)
  }

  @Test func `what openssl writes at a key update is passed over`() {
    var log = KeyLog()
    let random = String(repeating: "5e", count: 32)
    let line = "CLIENT_TRAFFIC_SECRET_N \(random) \(random)\n"
    #expect(log.add(Array((line + line).utf8), from: "keys.log") == nil)
  }

  @Test func `lines that are none of a key log are counted, and the others used`() {
    let (log, diagnostic) = log(
      """
      CLIENT_RANDOM \(random) \(secret)
      <html>
      CLIENT_RANDOM \(random) 12345
      CLIENT_RANDOM 5f1c \(secret)
      CLIENT_TRAFFIC_SECRET_x \(random) 04
      CLIENT_TRAFFIC_SECRET_99999999999999999999 \(random) 04
      RSA 12 34
      """)
    #expect(log.connectionCount == 1)
    #expect(diagnostic?.place == "keys.log, line 2")
    #expect(diagnostic?.what == "6 lines from here on are none of a key log")
    #expect(diagnostic?.isDamage == false)
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `the untidy key logs beside the checkout give what the tidy ones give`() throws {
    for (untidy, tidy) in [
      ("odd-messykeys-tls", "odd-retrans-tls"), ("odd-messykeys13-tls", "odd-snap96-tls"),
    ] {
      var logs = [KeyLog(), KeyLog()]
      for (index, name) in [untidy, tidy].enumerated() {
        _ = logs[index].add(try SharedFiles.bytes("captures/\(name)/keys.log"), from: name)
      }
      #expect(logs[1].connectionCount > 0)
      for random in logs[1].clientRandoms {
        let found = try #require(logs[0].secrets(for: random))
        let wanted = try #require(logs[1].secrets(for: random))
        #expect(found.master == wanted.master && found.traffic == wanted.traffic)
      }
    }
  }
}
