import Bytes
import Foundation
import TLSDecryption
import TestSupport

/// What both ends of a connection sent, read from a text: see `Fixtures/README.md`.
struct Recording {
  /// A line of the text.
  struct Part {
    var piece: StreamPiece
    var sender: Sender
  }

  var keyLog = KeyLog()
  var keyLines: [String] = []
  var privateKeys: [String] = []
  var parts: [Part] = []
  /// What the ends should have said, as length and SHA-256; in no order.
  var expected: Set<String> = []

  init(contentsOf path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let mark = String(decoding: line[..<space], as: UTF8.self)
      let rest = line[(space + 1)...]
      let sender = mark.hasPrefix(">") ? Sender.client : .server
      switch mark {
      case "keys":
        let path = String(decoding: rest, as: UTF8.self)
        _ = keyLog.add([UInt8](try Data(contentsOf: URL(filePath: path))), from: path)
      case "key":
        keyLines.append(String(decoding: rest, as: UTF8.self))
        _ = keyLog.add(Array(rest), from: path)
      case "private-key":
        let text = String(decoding: rest, as: UTF8.self)
        privateKeys.append(text.replacing("|", with: "\n"))
      case "expect": expected.insert(String(decoding: rest, as: UTF8.self))
      case ">", "<": parts.append(Part(piece: .data(hexadecimal(rest)), sender: sender))
      case ">gap", "<gap":
        parts.append(
          Part(piece: .gap(count: Int(String(decoding: rest, as: UTF8.self))), sender: sender))
      default: break
      }
    }
  }

  /// A recording of this folder.
  init(named name: String) throws {
    try self.init(contentsOf: Self.folder + "/\(name).conversation")
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures").path

  /// All that the recording gives, and nothing more to come.
  var secrets: TLSSecrets {
    let secrets = TLSSecrets(keyLog)
    for key in privateKeys { _ = secrets.add(privateKey: key, from: "a recording") }
    secrets.finish()
    return secrets
  }

  /// What comes out, all at once or in pieces of a size.
  func decrypted(pieceSize: Int = .max, secrets: TLSSecrets? = nil) -> Decrypted {
    let secrets = secrets ?? self.secrets
    var connection = TLSConnection(named: "test", secrets: secrets)
    var result = Decrypted()
    for (number, part) in parts.enumerated() {
      let place = PacketPlace(number: number + 1, time: Timestamp(nanoseconds: Int64(number)))
      for piece in part.pieces(of: pieceSize) {
        connection.receive(piece, from: part.sender, at: place)
        while let event = connection.next() { result.take(event) }
      }
    }
    for sender in [Sender.client, .server] {
      let place = PacketPlace(number: parts.count + 1, time: Timestamp(nanoseconds: 0))
      connection.receive(.end(.closed), from: sender, at: place)
    }
    connection.finish()
    while let event = connection.next() { result.take(event) }
    result.summary = connection.summary
    return result
  }
}

extension Recording.Part {
  func pieces(of size: Int) -> [StreamPiece] {
    guard case .data(let bytes) = piece, bytes.count > size else { return [piece] }
    return stride(from: 0, to: bytes.count, by: size).map { start in
      .data(bytes.dropFirst(start).prefix(size))
    }
  }
}

/// What came out of a connection.
struct Decrypted {
  var events: [TLSConnection.Event] = []
  var said: [Sender: [UInt8]] = [:]
  var gaps: [Sender: Int] = [:]
  var ends: [Sender: StreamEnd] = [:]
  var diagnostics: [Diagnostic] = []
  var summary: TLSSummary?

  mutating func take(_ event: TLSConnection.Event) {
    events.append(event)
    switch event {
    case .plaintext(.data(let bytes), let sender, _): said[sender, default: []] += bytes
    case .plaintext(.gap, let sender, _): gaps[sender, default: 0] += 1
    case .plaintext(.end(let end), let sender, _): ends[sender] = end
    case .diagnostic(let diagnostic): diagnostics.append(diagnostic)
    }
  }

  /// Length and SHA-256 of what each end said.
  var digests: Set<String> {
    Set(said.values.filter { !$0.isEmpty }.map { "\($0.count) \(sha256($0))" })
  }
}

private func hexadecimal(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  var high: UInt8?
  for digit in digits {
    let value = digit >= UInt8(ascii: "a") ? digit - UInt8(ascii: "a") + 10 : digit & 15
    if let left = high {
      bytes.append(left << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  return bytes[...]
}
