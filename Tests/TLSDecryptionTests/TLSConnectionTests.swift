import Bytes
import Foundation
import TLSDecryption
import Testing

/// Conversations that `Fixtures/make.py` recorded: what each end said is known from what was typed.
struct TLSConnectionTests {
  @Test(arguments: [
    "tls13-aes128-gcm", "tls13-aes256-gcm-long", "tls13-chacha20", "tls13-ccm", "tls13-ccm8",
    "tls13-retry", "tls13-key-update", "tls13-psk", "tls13-resumed-1", "tls13-resumed-2",
    "tls13-padded", "tls13-early", "tls13-early-refused", "tls12-gcm", "tls12-chacha20",
    "tls12-ccm", "tls12-ccm8", "tls12-cbc-sha1", "tls12-cbc-sha256", "tls12-cbc-sha384",
    "tls12-cbc-sha256-etm", "tls12-cbc-sha384-etm", "tls12-null", "tls12-renegotiated",
    "tls12-rsa", "tls12-rsa-no-ems", "tls11-cbc", "tls10-cbc", "tls10-cbc-etm",
  ])
  func `both ends are heard`(name: String) throws {
    let recording = try Recording(named: name)
    let result = recording.decrypted()
    #expect(!recording.expected.isEmpty)
    #expect(result.digests == recording.expected)
    #expect(result.diagnostics.isEmpty)
    #expect(result.gaps.isEmpty)
    #expect(result.ends == [.client: .closed, .server: .closed])
    #expect(result.summary?.outcome == .decrypted)
    #expect(result.summary?.reason == "decrypted")
  }
}

extension TLSConnectionTests {
  /// All recordings of the folder.
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: Recording.folder)) ?? [])
    .filter { $0.hasSuffix(".conversation") }
    .map { String($0.dropLast(".conversation".count)) }.sorted()

  @Test(arguments: names)
  func `every split of the same bytes gives the same events`(name: String) throws {
    let recording = try Recording(named: name)
    let whole = recording.decrypted()
    for size in [1, 7, 1_448] {
      let split = recording.decrypted(pieceSize: size)
      #expect(split.events == whole.events)
      #expect(split.summary == whole.summary)
    }
  }

  @Test(arguments: ["tls12-ticket", "tls12-session"])
  func `a session is taken up with the master secret of the connection before`(
    name: String
  ) throws {
    let first = try Recording(named: name + "-1")
    let second = try Recording(named: name + "-2")
    #expect(second.keyLog.isEmpty)
    #expect(second.decrypted().summary?.outcome == .notDecrypted)

    let secrets = first.secrets
    #expect(first.decrypted(secrets: secrets).digests == first.expected)
    let resumed = second.decrypted(secrets: secrets)
    #expect(resumed.digests == second.expected)
    #expect(resumed.summary?.isResumed == true)
  }

  @Test func `a session of openssl s_client opens by its number`() throws {
    let first = try Recording(named: "tls12-session-1")
    let second = try Recording(named: "tls12-session-2")
    // What `openssl s_client` prints of its session, as a line of a key log.
    let line = try #require(first.keyLines.first { $0.hasPrefix("CLIENT_RANDOM") })
    let master = try #require(line.split(separator: " ").last)
    // ServerHello: record 5, message 4, version 2, random 32, then the number of the session.
    let hello = try #require(
      first.parts.first { $0.sender == .server }.flatMap { part -> [UInt8]? in
        if case .data(let bytes) = part.piece { Array(bytes) } else { nil }
      })
    let session = hello[44..<44 + Int(hello[43])].map { String(format: "%02X", $0) }.joined()
    var keyLog = KeyLog()
    #expect(
      keyLog.add(Array("RSA Session-ID:\(session) Master-Key:\(master)".utf8), from: "log") == nil)
    let secrets = TLSSecrets(keyLog)
    secrets.finish()
    #expect(second.decrypted(secrets: secrets).digests == second.expected)
  }

  @Test(arguments: ["tls13-aes128-gcm", "tls12-gcm", "tls12-cbc-sha256", "tls12-rsa"])
  func `secrets may come after the packets`(name: String) throws {
    let recording = try Recording(named: name)
    let secrets = TLSSecrets()
    var connection = TLSConnection(named: "test", secrets: secrets)
    var result = Decrypted()
    for (number, part) in recording.parts.enumerated() {
      let place = PacketPlace(number: number + 1, time: Timestamp(nanoseconds: 0))
      connection.receive(part.piece, from: part.sender, at: place)
      while let event = connection.next() { result.take(event) }
    }
    #expect(result.events.isEmpty)
    #expect(connection.isWaiting)
    for line in recording.keyLines { #expect(secrets.add(Array(line.utf8), from: "log") == nil) }
    for key in recording.privateKeys { #expect(secrets.add(privateKey: key, from: "key") == nil) }
    while let event = connection.next() { result.take(event) }
    #expect(result.digests == recording.expected)
    #expect(!connection.isWaiting)
  }

  @Test(arguments: [
    ("tls13-pinned", "the client sent alert unknown_ca (48) after the certificate: does it pin"),
    ("tls12-pinned", "the client sent alert unknown_ca (48) after the certificate: does it pin"),
  ])
  func `a client that refuses the certificate is told of`(name: String, reason: String) throws {
    let summary = try #require(try Recording(named: name).decrypted().summary)
    #expect(summary.obstacle == .certificateRefused)
    #expect(summary.reason.hasPrefix(reason))
  }

  @Test(arguments: [
    ("tls13-aes128-gcm", "no private key can open TLS_AES_128_GCM_SHA256: its secrets never cross"),
    (
      "tls12-gcm",
      "no private key can open TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: its secrets"
    ),
    ("tls12-rsa", "no private key fits"),
  ])
  func `with private keys only, the reason says what these can open`(name: String, reason: String)
    throws
  {
    let secrets = TLSSecrets()
    let other = try String(
      contentsOfFile: Recording.folder + "/another-server.pem", encoding: .utf8)
    #expect(secrets.add(privateKey: other, from: "key") == nil)
    secrets.finish()
    let summary = try #require(try Recording(named: name).decrypted(secrets: secrets).summary)
    #expect(summary.reason.contains(reason), "\(summary.reason)")
  }

  @Test func `a sealed alert after the certificate is recognized without secrets`() throws {
    var recording = try Recording(named: "tls13-pinned")
    let alert = try #require(recording.parts.lastIndex { $0.sender == .client })
    // Other clients than openssl have their keys by then: two bytes, the type and the tag.
    recording.parts[alert].piece = .data([23, 3, 3, 0, 19] + (1...19))
    let summary = try #require(recording.decrypted(secrets: Self.nothing).summary)
    #expect(summary.obstacle == .certificateRefused)
    #expect(summary.reason.hasPrefix("certificate pinned?"))
  }

  @Test func `without secrets nothing comes out but an explanation`() throws {
    let recording = try Recording(named: "tls13-aes128-gcm")
    let result = recording.decrypted(secrets: Self.nothing)
    #expect(result.said.isEmpty && result.gaps.isEmpty && result.ends.isEmpty)
    let line = try #require(recording.keyLines.first).split(separator: " ")
    let summary = try #require(result.summary)
    #expect(summary.obstacle == .noSecrets)
    #expect(summary.serverName == "share.example.com")
    #expect(summary.suite == .aes128GCM)
    #expect(
      summary.description == "TLS 1.3: no secrets for client random \(line[1].prefix(8))…: was the "
        + "key log written by this client, and before the connection began?")
  }

  @Test(arguments: [Sender.client, .server])
  func `secrets of one direction open that direction`(sender: Sender) throws {
    let recording = try Recording(named: "tls13-aes128-gcm")
    let other = sender == .client ? "SERVER_TRAFFIC" : "CLIENT_TRAFFIC"
    let secrets = TLSSecrets()
    for line in recording.keyLines where !line.hasPrefix(other) {
      _ = secrets.add(Array(line.utf8), from: "log")
    }
    secrets.finish()
    let result = recording.decrypted(secrets: secrets)
    #expect(Array(result.said.keys) == [sender])
    #expect(result.gaps == [sender.peer: 1])
    #expect(result.ends.count == 2)
    #expect(result.summary?.outcome == .partlyDecrypted(sender))
    #expect(result.summary?.obstacle == .noSecrets)
  }

  @Test(arguments: ["tls13-aes128-gcm", "tls12-gcm"])
  func `wrong secrets are told from missing ones`(name: String) throws {
    let recording = try Recording(named: name)
    let secrets = TLSSecrets()
    for line in recording.keyLines {
      let last = line.last == "0" ? "1" : "0"
      _ = secrets.add(Array((line.dropLast() + last).utf8), from: "log")
    }
    secrets.finish()
    let result = recording.decrypted(secrets: secrets)
    #expect(result.said.isEmpty)
    #expect(result.summary?.obstacle == .wrongSecrets)
  }

  @Test func `a wrong secret of the application data is no damage`() throws {
    let recording = try Recording(named: "tls13-aes128-gcm")
    let secrets = TLSSecrets()
    for line in recording.keyLines {
      let isWrong = line.contains("_TRAFFIC_SECRET_0")
      _ = secrets.add(Array((isWrong ? line.dropLast(2) + "00" : line[...]).utf8), from: "log")
    }
    secrets.finish()
    let result = recording.decrypted(secrets: secrets)
    #expect(result.said.isEmpty && result.gaps.isEmpty && result.diagnostics.isEmpty)
    #expect(result.summary?.outcome == .notDecrypted)
    #expect(result.summary?.obstacle == .wrongSecrets)
  }

  static var nothing: TLSSecrets {
    let secrets = TLSSecrets()
    secrets.finish()
    return secrets
  }
}
