import Bytes
import TLSDecryption
import Testing

struct TLSSecretsTests {
  @Test func `a connection waits for its secrets, but not with all its memory`() throws {
    let recording = try Recording(named: "tls13-aes128-gcm")
    var connection = TLSConnection(named: "test", secrets: TLSSecrets())
    let place = PacketPlace(number: 1, time: Timestamp(nanoseconds: 0))
    for part in recording.parts.prefix(3) {
      connection.receive(part.piece, from: part.sender, at: place)
    }
    var diagnostics: [String] = []
    let record: [UInt8] = [23, 3, 3, 64, 0] + [UInt8](repeating: 7, count: 1 << 14)
    for _ in 0..<300 {
      connection.receive(.data(record[...]), from: .server, at: place)
      while let event = connection.next() {
        if case .diagnostic(let diagnostic) = event { diagnostics.append(diagnostic.id) }
      }
    }
    #expect(diagnostics == ["tls-waited"])
    #expect(!connection.isWaiting)
    #expect(connection.summary.obstacle == .noSecrets)
  }

  @Test(arguments: ["", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----"])
  func `what is no RSA key is told`(pem: String) {
    #expect(TLSSecrets().add(privateKey: pem, from: "server.key")?.id == "private-key")
  }

  @Test func `a private key opens the connections of its server`() throws {
    let recording = try Recording(named: "tls12-rsa")
    let other = try Recording(named: "tls12-rsa-no-ems")
    #expect(recording.decrypted(secrets: other.secrets).digests == recording.expected)
    let nothing = recording.decrypted(secrets: TLSConnectionTests.nothing)
    #expect(nothing.summary?.obstacle == .noSecrets)
  }
}
