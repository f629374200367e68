import Bytes
import FuzzSupport
import TLSDecryption

/// A key log, a zero, and a connection: every split gives the same events, and no more comes out than
/// can have been in it.
@main enum TLSDecryptionFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    var input = input
    let zero = input.bytes.firstIndex(of: 0) ?? 0
    let secrets = { () -> TLSSecrets in
      // Nearly every change loses records, and then thousands of numbers are tried for each that follows:
      // with the usual limit that takes a second, and with this one some dozens are tried.
      let secrets = TLSSecrets(trialLimit: 1 << 16)
      _ = secrets.add(Array(input.bytes[..<zero]), from: "keys")
      secrets.finish()
      return secrets
    }
    let talk = Talk(input.bytes[zero...].dropFirst())
    let whole = events(talk, secrets()) { [$0] }
    expectSame(whole, events(talk, secrets()) { input.pieces(of: $0) })
  }
}

private func events(
  _ talk: Talk, _ secrets: TLSSecrets, split: ([UInt8]) -> [[UInt8]]
) -> [String] {
  var connection = TLSConnection(named: "a", secrets: secrets)
  var events: [String] = []
  var (received, given) = (0, 0)
  func take() {
    while let event = connection.next() {
      // Told here, since what Swift makes of an event by itself takes a thousand times as long.
      switch event {
      case .plaintext(.data(let bytes), let sender, let place):
        given += bytes.count
        events.append("\(sender) \(place.number) \(bytes.count) \(bytes.hashValue)")
      case .plaintext(.gap(let count), let sender, let place):
        events.append("\(sender) \(place.number) gap \(count ?? -1)")
      case .plaintext(.end(let end), let sender, let place):
        events.append("\(sender) \(place.number) \(end)")
      case .diagnostic(let diagnostic):
        events.append("\(diagnostic.id) \(diagnostic.place) \(diagnostic.what)")
      }
    }
    // Compressed records may say up to a thousand times as much.
    precondition(given <= received * 1_040 + 64, "more comes out than was in it")
  }
  for step in talk.steps {
    guard case .data(let bytes) = step.piece else {
      connection.receive(step.piece, from: step.sender, at: step.place)
      take()
      continue
    }
    for piece in split(Array(bytes)) {
      received += piece.count
      connection.receive(.data(piece[...]), from: step.sender, at: step.place)
      take()
    }
  }
  connection.finish()
  take()
  return events + ["\(connection.summary)"]
}
