import Bytes
import Foundation
import TLSDecryption
import Testing

/// Connections of which something is missing or damaged: what comes out was said, and the rest is
/// told of.
struct LossTests {
  @Test func `the trace of RFC 8448 opens over a gap`() throws {
    let recording = try Recording(named: "rfc8448-gap")
    let result = recording.decrypted()
    let payload = Array<UInt8>(0..<50)
    #expect(result.said == [.client: payload, .server: payload])
    #expect(result.gaps == [.server: 1])
    #expect(result.diagnostics.isEmpty)
  }

  @Test(arguments: ["tls13-aes256-gcm-long"])
  func `a part of a record costs that record`(name: String) throws {
    let recording = try Recording(named: name)
    let whole = recording.decrypted().data(of: .client)
    #expect(whole.count == 3)
    // The second question: 3,000 bytes in one record.
    let second = try #require(
      recording.parts.indices.filter { recording.parts[$0].sender == .client }.dropFirst(3).first)
    guard case .data(let bytes) = recording.parts[second].piece else { return }
    for known in [true, false] {
      var damaged = recording
      damaged.parts[second].piece = .data(bytes.dropLast(1_000))
      let gap = Recording.Part(piece: .gap(count: known ? 500 : nil), sender: .client)
      let rest = Recording.Part(piece: .data(bytes.suffix(500)), sender: .client)
      damaged.parts.insert(contentsOf: [gap, rest], at: second + 1)
      let result = damaged.decrypted()
      #expect(result.data(of: .client) == [whole[0], whole[2]])
      #expect(result.gaps == [.client: 1])
      #expect(result.data(of: .server).joined().count == whole.joined().count)
      #expect(result.summary?.outcome == .decrypted)
    }
  }

  /// Ciphers with a nonce in the record, without one, with a MAC, with a chain of records.
  @Test(arguments: [
    ("tls13-chacha20", 1), ("tls12-gcm", 1), ("tls12-ccm", 1), ("tls12-chacha20", 1),
    ("tls12-cbc-sha256", 1), ("tls12-cbc-sha256-etm", 1), ("tls10-cbc", 3), ("tls10-cbc-etm", 3),
    ("tls11-cbc", 1), ("tls12-null", 1),
  ])
  func `after a lost packet the next records are opened`(name: String, questions: Int) throws {
    let recording = try Recording(named: name)
    let whole = recording.decrypted()
    for sender in [Sender.client, .server] {
      for (index, part) in recording.parts.enumerated() where part.sender == sender {
        guard case .data(let bytes) = part.piece else { continue }
        var damaged = recording
        damaged.parts[index].piece = .gap(count: bytes.count)
        let result = damaged.decrypted()
        let said = result.data(of: sender)
        // Of a chain the record behind the gap is lost as well.
        #expect(said.allSatisfy(whole.data(of: sender).contains))
        // The last packets are application data: the handshake was opened, and the end is known.
        let isLate = recording.parts[index...].filter { $0.sender == sender }.count <= questions
        if isLate { #expect(result.summary?.outcome == .decrypted) }
      }
    }
  }

  @Test(arguments: ["tls13-aes128-gcm", "tls13-chacha20", "tls13-resumed-2"])
  func `a connection of TLS 1·3 is joined in its middle`(name: String) throws {
    let recording = try Recording(named: name)
    var late = recording
    // From the first question on, with half of the packet before it.
    let question = try #require(
      recording.parts.lastIndex { part in
        if case .data(let bytes) = part.piece {
          part.sender == .client && bytes.count > 24
        } else {
          false
        }
      })
    late.parts.removeFirst(question)
    if case .data(let before) = recording.parts[question - 1].piece {
      late.parts.insert(
        Recording.Part(
          piece: .data(before.suffix(9)), sender: recording.parts[question - 1].sender),
        at: 0)
    }
    for (secrets, isOpen) in [(late.secrets, true), (TLSConnectionTests.nothing, false)] {
      let result = late.decrypted(secrets: secrets)
      #expect(result.digests == (isOpen ? recording.expected : []))
      #expect(result.summary?.isJoined == isOpen)
      #expect(
        result.summary?.reason.hasPrefix(
          isOpen ? "decrypted from where the recording begins" : "the recording began later")
          == true)
    }
  }

  @Test func `damaged bytes cost their record and are told of`() throws {
    let recording = try Recording(named: "tls13-aes256-gcm-long")
    let whole = recording.decrypted().data(of: .client)
    let second = try #require(
      recording.parts.indices.filter { recording.parts[$0].sender == .client }.dropFirst(3).first)
    var damaged = recording
    guard case .data(var bytes) = damaged.parts[second].piece else { return }
    bytes[bytes.startIndex + 1_000] ^= 1
    damaged.parts[second].piece = .data(bytes)
    let result = damaged.decrypted()
    #expect(result.data(of: .client) == [whole[0], whole[2]])
    #expect(result.diagnostics.map(\.id) == ["tls-record-damaged"])
    #expect(result.diagnostics.map(\.isDamage) == [true])
    #expect(result.diagnostics.first?.place == "test, packet \(second + 1)")
  }

  // Whether the server took early data is not known where the recording ends before it says so.
  @Test(arguments: TLSConnectionTests.names.filter { $0 != "tls13-early-refused" })
  func `a recording cut anywhere gives what was said before`(name: String) throws {
    let recording = try Recording(named: name)
    let whole = recording.decrypted()
    for index in recording.parts.indices {
      guard case .data(let bytes) = recording.parts[index].piece else { continue }
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
        var cut = recording
        cut.parts.removeSubrange((index + 1)...)
        cut.parts[index].piece = .data(bytes.prefix(length))
        let result = cut.decrypted()
        for sender in [Sender.client, .server] {
          #expect(whole.said[sender, default: []].starts(with: result.said[sender, default: []]))
        }
      }
    }
  }

  @Test(arguments: TLSConnectionTests.names)
  func `of a mutated recording nothing comes out that was not said`(name: String) throws {
    let recording = try Recording(named: name)
    let whole = recording.decrypted()
    var random = Generator(state: 42)
    for _ in 0..<6 {
      var mutated = recording
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = mutated.parts.indices.randomElement(using: &random) ?? 0
        guard case .data(var bytes) = mutated.parts[index].piece, !bytes.isEmpty else { continue }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(place + 40, bytes.endIndex))
        case 2: bytes.insert(contentsOf: [22, 3, 3, 255, 255, 1, 255, 255, 255], at: place)
        case 3: mutated.parts.insert(mutated.parts[index], at: index)
        default:
          mutated.parts.insert(
            Recording.Part(
              piece: .gap(count: Bool.random(using: &random) ? place : nil),
              sender: mutated.parts[index].sender), at: index)
        }
        if case .data = mutated.parts[index].piece { mutated.parts[index].piece = .data(bytes) }
      }
      let result = mutated.decrypted()
      for sender in [Sender.client, .server] {
        #expect(result.data(of: sender).allSatisfy(whole.data(of: sender).contains))
      }
    }
  }
}

extension Decrypted {
  /// What each record of an end carried.
  func data(of sender: Sender) -> [[UInt8]] {
    events.compactMap { event in
      if case .plaintext(.data(let bytes), sender, _) = event { Array(bytes) } else { nil }
    }
  }
}

/// The same numbers each time (SplitMix64).
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
