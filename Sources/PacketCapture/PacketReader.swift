public import Bytes

/// Reads the packets of a capture file as its bytes come.
///
/// A conversation: `receive` what there is, take events from `next` until it gives nil, and so on;
/// after `finish` the last events come. What kind of file it is, its first bytes tell:
///
/// ```
///              a1b2c3d4 …     ┌───────────────┐
///            ┌───────────────▶│ pcap          │──┐
///            │ 0a0d0d0a       ├───────────────┤  │  the end of the file,
/// ┌─────────┐├───────────────▶│ pcapng        │──┤  or damage that cannot be passed over
/// │ unknown │┤ GMBU           ├───────────────┤  │   ┌───────┐
/// └─────────┘├───────────────▶│ NetworkMonitor│──┼──▶│ ended │ nil for ever
///      │     │ XCP            ├───────────────┤  │   └───────┘
///      │     ├───────────────▶│ NetXRay       │──┤       ▲
///      │     │ two records    ├───────────────┤  │       │
///      │     └───────────────▶│ hcidump, …    │──┘       │
///      │                      └───────────────┘          │
///      └──────────────── thrown once ────────────────────┘
/// ```
///
/// The bytes of a packet are a slice of what was received; they are copied only where a packet lies
/// in two pieces. In memory is what was last received, and at most one record.
///
/// **Errors**: `PacketCaptureError` for what is no capture file. Damage is a diagnostic and costs as
/// few packets as can be.
public struct PacketReader: Sendable {
  /// What comes out.
  public enum Event: Sendable {
    /// What the file, or a section of it, says about itself.
    case section(CaptureSection)
    /// An interface whose packets may follow.
    case interface(CaptureInterface)
    /// A packet.
    case packet(Packet)
    /// Secrets that open what is encrypted in the packets before and after.
    case secrets(CaptureSecrets)
    /// What a person wrote into the file.
    case comment(CaptureComment)
    /// A block of pcapng that means nothing here.
    case block(CaptureBlock)
    /// What was lost, or is not as it should be.
    case diagnostic(Diagnostic)
  }

  private var input = ByteQueue()
  private var output: EventQueue
  private var state = State.unknown

  private enum State: Sendable {
    case unknown
    case reading(any CaptureFormatReader)
    case ended
  }

  /// A reader that waits for its first byte.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - recordLimit: The size in bytes up to which a record or block is read; a larger one is
  ///     damage.
  public init(capture: String, recordLimit: Int = 1 << 28) {
    output = EventQueue(capture: capture, recordLimit: recordLimit)
  }

  /// Adds bytes of the file, with all wrappings taken off.
  public mutating func receive(_ bytes: [UInt8]) { input.receive(bytes) }

  /// Says that no more bytes will come.
  public mutating func finish() { input.isFinished = true }

  /// The next event; nil when more bytes are needed, or when all has been given.
  ///
  /// - Throws: `PacketCaptureError` where the file turns out to be no capture; once, then nil.
  public mutating func next() throws(PacketCaptureError) -> Event? {
    while true {
      if let event = output.next() { return event }
      switch try step() {
      case .moved: continue
      case .waiting:
        guard input.isFinished else { return nil }
        end()
      case .ended: end()
      }
      guard !output.isEmpty else { return nil }
    }
  }

  private mutating func end() {
    if case .reading = state { output.reportSuppressed() }
    state = .ended
  }

  private mutating func step() throws(PacketCaptureError) -> Progress {
    switch state {
    case .unknown:
      guard let start = input.front(min(input.count, Recognition.limit)),
        start.count >= Recognition.needed(beginning: start.span.bytes) || input.isFinished
      else { return .waiting }
      // Thrown once: whatever comes after that, nothing is given.
      state = .ended
      state = .reading(try Recognition.reader(for: start.span.bytes, capture: output.capture))
      return .moved
    case .reading(var reader):
      // Moved out and back, so that the reader is not copied when it changes.
      state = .ended
      let progress = reader.step(&input, &output)
      state = .reading(reader)
      return progress
    case .ended: return .ended
    }
  }
}

/// What reads one kind of capture file.
protocol CaptureFormatReader: Sendable {
  /// Reads at most one record.
  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress
}

/// How a step went.
enum Progress {
  case moved
  /// There is too little to go on, and nothing in what is there that would have to be reported.
  case waiting
  /// Nothing more is read, whatever comes.
  case ended
}
