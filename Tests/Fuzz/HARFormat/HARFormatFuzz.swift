import FuzzSupport
import HARFormat
import HTTPMessages

/// An archive: every split of it gives the same events.
@main enum HARFormatFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    var input = input
    expectSame(events([input.bytes]), events(input.pieces(of: input.bytes)))
  }
}

private func events(_ pieces: [[UInt8]]) -> [String] {
  var reader = HARReader(capture: "a.har")
  var events: [String] = []
  func take() throws {
    while let event = try reader.next() {
      if case .exchange(let exchange) = event {
        events.append(exchange.told)
      } else {
        events.append("\(event)")
      }
    }
  }
  do {
    for piece in pieces {
      reader.receive(piece)
      try take()
    }
    reader.finish()
    try take()
  } catch {
    events.append("\(error)")
  }
  return events
}
