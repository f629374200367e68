internal import Bytes

/// Events that wait to be taken, and what their places are told with.
struct EventQueue: Sendable {
  let capture: String
  /// The size in bytes up to which a record is read.
  let recordLimit: Int
  /// How many packets there were so far, the damaged ones included.
  private(set) var packetCount = 0
  private var events: [PacketReader.Event] = []
  private var head = 0
  private var reported: [String: Int] = [:]

  /// A damaged file could fill the memory with complaints of one kind.
  private static let reportLimit = 20

  init(capture: String, recordLimit: Int) {
    self.capture = capture
    self.recordLimit = recordLimit
  }

  var isEmpty: Bool { head == events.count }

  mutating func next() -> PacketReader.Event? {
    guard head < events.count else { return nil }
    let event = events[head]
    head += 1
    if head == events.count {
      events.removeAll(keepingCapacity: true)
      head = 0
    }
    return event
  }

  mutating func add(_ event: PacketReader.Event) { events.append(event) }

  mutating func add(
    _ bytes: ArraySlice<UInt8>, originalLength: Int, _ linkType: LinkType, time: Timestamp
  ) {
    packetCount += 1
    events.append(
      .packet(
        Packet(
          place: PacketPlace(number: packetCount, time: time), linkType: linkType,
          originalLength: max(originalLength, bytes.count), bytes: bytes)))
  }

  /// Counts a packet that cannot be given, so that the numbers of those behind it stay right.
  mutating func skipPacket() { packetCount += 1 }

  mutating func report(
    _ id: String, offset: Int, _ what: String, advice: String? = nil, isDamage: Bool = true
  ) {
    let count = reported[id, default: 0]
    reported[id] = count + 1
    guard count < Self.reportLimit else { return }
    events.append(
      .diagnostic(
        Diagnostic(
          id, at: "\(capture), byte \(offset)", what, advice: advice, isDamage: isDamage)))
  }

  /// Says how often more was not said.
  mutating func reportSuppressed() {
    for (id, count) in reported.sorted(by: { $0.key < $1.key }) where count > Self.reportLimit {
      events.append(
        .diagnostic(
          Diagnostic(
            id, at: capture, "\(count - Self.reportLimit) more of these", isDamage: false)))
    }
    reported = [:]
  }
}
