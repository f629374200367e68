public import Bytes

/// Finds the TCP segments in packets: takes link, network and tunnel layers off.
///
/// A conversation: `receive` a packet, take events from `next` until it gives nil; after `finish` the
/// last events come. Most packets give one segment or none; the last fragment of an IP packet gives
/// that of all of them, and 802.11 may carry several in one.
///
/// ```
///  802.11, radiotap, PPI ─▶ LLC ◀──▶ ┌──────────┐ ◀── VXLAN, GENEVE, GRE ──┐
///  Linux cooked ───────────────────▶ │ EtherType│ ◀── VLAN, MPLS, PPPoE    │
///  Ethernet ───────────────────────▶ └──────────┘                          │
///  PPP ─────────────┐                     │                                │
///  null, raw IP ──┐ │                     ▼                                │
///                 └─┴────▶ IPv4, IPv6, fragments ─▶ TCP ─▶ TCPSegment      │
///                              ▲         └───────────────▶ IP, GRE, UDP ───┘
///                              └──────── IP in IP ──────────────┘
/// ```
///
/// Checksums are not looked at: on the machine that sends, the network card fills them in after the
/// recorder has seen the packet. For the same reason a length of 0 in IP means "up to the end".
public struct SegmentDecoder: Sendable {
  /// What comes out.
  public enum Event: Sendable {
    /// A segment.
    case segment(TCPSegment)
    /// What could not be read.
    case diagnostic(Diagnostic)
  }

  /// What was met so far.
  public internal(set) var counts = PacketCounts()

  let capture: String
  var fragments = FragmentTable()
  private var events: [Event] = []
  private var head = 0

  /// A decoder that waits for its first packet.
  ///
  /// - Parameter capture: The name of the capture, for places.
  public init(capture: String) { self.capture = capture }

  /// Takes a packet.
  public mutating func receive(_ packet: Packet) {
    counts.packets += 1
    let count = packet.bytes.count
    decode(
      packet, packet.linkType,
      Frame(start: 0, end: count, wireEnd: max(count, packet.originalLength)))
  }

  /// Says that no more packets will come.
  public mutating func finish() {
    let missing = fragments.removeAll()
    if missing > 0 { passOver(.fragment, count: missing) }
    report()
  }

  /// The next event; nil when another packet is needed, or when all has been given.
  public mutating func next() -> Event? {
    guard head < events.count else { return nil }
    let event = events[head]
    head += 1
    if head == events.count {
      events.removeAll(keepingCapacity: true)
      head = 0
    }
    return event
  }

  mutating func add(_ event: Event) { events.append(event) }

  mutating func passOver(_ reason: PacketCounts.PassedOver, count: Int = 1) {
    counts.passedOver[reason, default: 0] += count
  }

  /// Counts a packet that ends before a header does.
  mutating func passOverShort(_ frame: Frame) { passOver(frame.isCut ? .cut : .malformed) }
}
