internal import Bytes
internal import HTTPDecoding
internal import HTTPMessages

/// Runs a connection of HTTP: every split of what is in a packet gives the same exchanges.
///
/// Not so where the way had to be found again, or was not found in whole packets: there it counts
/// what a piece begins or ends with.
public func fuzzHTTP(_ input: FuzzInput) {
  var input = input
  let talk = Talk(input.bytes)
  let (whole, isLost) = httpEvents(talk) { [$0] }
  let (split, isSplitLost) = httpEvents(talk) { input.pieces(of: $0) }
  if !isLost, !isSplitLost, !whole.contains("notHTTP") { expectSame(whole, split) }
}

private func httpEvents(
  _ talk: Talk, split: ([UInt8]) -> [[UInt8]]
) -> (events: [String], isLost: Bool) {
  var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
  var events: [String] = []
  var others: [String] = []
  var isLost = talk.steps.contains { if case .gap = $0.piece { true } else { false } }
  var tunnel: [Sender: Int] = [:]
  func take() {
    while let event = connection.next() {
      switch event {
      case .tunnel(.data(let bytes), let sender, _): tunnel[sender, default: 0] += bytes.count
      case .exchange(let exchange): events.append(exchange.told)
      // What was passed over may be told in other parts, and earlier or later.
      case .diagnostic(let diagnostic) where diagnostic.id == "http-skipped":
        isLost = true
      case .tunnel: break
      case .diagnostic, .notHTTP: others.append("\(event)")
      }
    }
  }
  for step in talk.steps {
    guard case .data(let bytes) = step.piece else {
      connection.receive(step.piece, from: step.sender, at: step.place)
      take()
      continue
    }
    for piece in split(Array(bytes)) {
      connection.receive(.data(piece[...]), from: step.sender, at: step.place)
      take()
    }
  }
  connection.finish()
  take()
  let sum = "tunnel \(tunnel[.client] ?? 0) \(tunnel[.server] ?? 0)"
  return (events + others.sorted() + [sum], isLost)
}
