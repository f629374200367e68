internal import Foundation
public import CaptureInput
internal import HTTPMessages
internal import ShareAPI

extension CallReader {
  /// Reads captures on a thread of its own, a little ahead of `body`, which is given the events in
  /// their order on the thread of the caller.
  ///
  /// Ahead are at most a few events, and no more than about 16 MiB of bodies unless one alone has more.
  ///
  /// - Parameter whileWaiting: Is called where no event has come for a quarter of a second: a recording
  ///   that is still being made then has nothing more for the moment.
  public static func readAhead(
    _ sources: [CaptureSource], packets options: PacketOptions = PacketOptions(),
    hasDigests: Bool = false, hasSummaries: Bool = false, whileWaiting: () -> Void = {},
    _ body: (Event) throws -> Void
  ) rethrows {
    let queue = EventQueue()
    let thread = Thread {
      var reader = CallReader(
        sources, packets: options, hasDigests: hasDigests, hasSummaries: hasSummaries)
      while let event = reader.next(), queue.send(event) {}
      queue.close()
    }
    // Trees of JSON are walked by recursion, and threads begin with a small stack on some systems.
    thread.stackSize = 1 << 23
    thread.start()
    defer { queue.close() }
    while let events = queue.receive(within: 0.25) {
      if events.isEmpty { whileWaiting() }
      for event in events { try body(event) }
    }
  }
}

/// Events between two threads, in their order. Whoever receives takes all that are there, so that the
/// threads seldom meet.
private final class EventQueue: @unchecked Sendable {
  // Sendable: all state is used with the condition locked.
  private let condition = NSCondition()
  private var events: [CallReader.Event] = []
  private var bodyBytes = 0
  private var isClosed = false

  // There may be twice as much: what was received, and what came in the meantime.
  private static let eventLimit = 32
  private static let byteLimit = 1 << 23

  /// Waits for room and adds an event; false when nobody wants any more.
  func send(_ event: CallReader.Event) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed, events.count >= Self.eventLimit || bodyBytes >= Self.byteLimit {
      condition.wait()
    }
    events.append(event)
    bodyBytes += event.bodyBytes
    condition.signal()
    return !isClosed
  }

  /// Waits for events, so many seconds at the most, and takes them; none where none came in time, and
  /// nil after the last one.
  func receive(within seconds: Double) -> [CallReader.Event]? {
    condition.lock()
    defer { condition.unlock() }
    let limit = Date(timeIntervalSinceNow: seconds)
    while events.isEmpty, !isClosed, condition.wait(until: limit) {}
    defer { (events, bodyBytes) = ([], 0) }
    condition.signal()
    return events.isEmpty && isClosed ? nil : events
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}

extension CallReader.Event {
  fileprivate var bodyBytes: Int {
    guard case .call(let call) = self else { return 0 }
    return call.exchange.request.body.bytes.count
      + (call.exchange.response?.body.bytes.count ?? 0)
  }
}
