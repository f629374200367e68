import FuzzSupport
import HARFormat

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
  do {
    for piece in pieces {
      reader.receive(piece)
      while let event = try reader.next() { events.append("\(event)") }
    }
    reader.finish()
    while let event = try reader.next() { events.append("\(event)") }
  } catch {
    events.append("\(error)")
  }
  return events
}
