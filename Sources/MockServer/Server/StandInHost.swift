public import Bytes
internal import Foundation
internal import HTTPMessages
internal import NIOPosix
internal import ShareAPI
internal import Synchronization

/// Keeps a service in one place while many connections ask it.
///
/// A lock and not an actor: an answer takes less than two changes of the thread.
final class StandInHost: Sendable {
  fileprivate struct Served {
    var service: ShareService
    var clock: ShareClock
    var recorded: RecordedAnswers?

    var now: Timestamp { clock.now(realNow: .realNow) }
  }

  private let served: Mutex<Served>
  /// Requests are read before the lock is taken; nil where answers are recorded, which read their own.
  private let reader: ThreadReader?
  /// Under its own lock: while one answer is made, another is logged.
  private let log = Mutex(RequestLog())
  private let keeper: StateKeeper?
  private let say: @Sendable (String) -> Void

  init(
    service: sending ShareService, clock: ShareClock, keeper: StateKeeper?,
    recorded: RecordedAnswers?, say: @escaping @Sendable (String) -> Void
  ) {
    reader = recorded == nil ? ThreadReader(service.form) : nil
    served = Mutex(Served(service: service, clock: clock, recorded: recorded))
    (self.keeper, self.say) = (keeper, say)
  }

  /// The answer of the service, and its time. What it changed, and what others changed before it, is on
  /// the disk when this returns.
  func answer(_ request: HTTPRequest) async -> (answer: ServiceAnswer, time: Timestamp) {
    let call = reader?.read(request)
    var (answer, time) = served.withLock { served in
      let time = served.now
      guard let call else {
        return (served.recorded?.answer(request) ?? ServiceAnswer(), time)
      }
      let answer = served.service.answer(call, request, at: time)
      keeper?.add(answer.changes, served.service.state)
      return (answer, time)
    }
    if let remark = answer.remark { say(remark) }
    if await !isKept() { answer.response = HTTPResponse(status: 503) }
    log.withLock { [answer] in $0.add(request, answer, at: time) }
    return (answer, time)
  }

  /// Whether all changes until now are on the disk, where they are to be.
  private func isKept() async -> Bool { await keeper?.settle() ?? true }

  // MARK: - Control

  /// Starts over.
  func reset() async {
    log.withLock { $0 = RequestLog() }
    served.withLock { served in
      served.recorded?.reset()
      let changes = served.intervene { $0.reset() }.changes
      keeper?.add(changes, served.service.state)
    }
    _ = await isKept()
  }

  /// Moves the clock on, and gives the new time.
  func advance(milliseconds: Int64) async -> Timestamp {
    let time = served.withLock { served in
      served.clock.advance(milliseconds: milliseconds)
      let changes = served.intervene { $0.change(.clockAdvanced) }.changes
      keeper?.add(changes, served.service.state)
      return served.now
    }
    _ = await isKept()
    return time
  }

  /// Accepts an invitation, as a follower's phone does.
  func acceptInvitation(_ subscription: String?) async -> Subscriber? {
    let subscriber = served.withLock { served in
      let outcome = served.intervene { $0.acceptInvitation(subscription: subscription) }
      keeper?.add(outcome.changes, served.service.state)
      return outcome.result
    }
    return await isKept() ? subscriber : nil
  }

  /// The requests seen, redacted, as JSON.
  func requests() -> [UInt8] {
    let log = self.log.withLock { $0 }
    return log.json()
  }

  /// The time of the service.
  func time() -> Timestamp { served.withLock { $0.now } }
}

/// Reads requests on any thread, with what each remembers of those before.
private final class ThreadReader: Sendable {
  private final class Own: Sendable {
    // No other thread has it, so that nobody ever waits.
    private let reader: Mutex<RequestReader>

    init(_ form: WireForm) { reader = Mutex(RequestReader(form: form)) }

    func read(_ request: HTTPRequest) -> Call { reader.withLock { $0.read(request) } }
  }

  private let form: WireForm
  private let own = ThreadSpecificVariable<Own>()

  init(_ form: WireForm) { self.form = form }

  func read(_ request: HTTPRequest) -> Call {
    if let known = own.currentValue { return known.read(request) }
    let new = Own(form)
    own.currentValue = new
    return new.read(request)
  }
}

extension StandInHost.Served {
  /// Makes changes that no request asked for, and gives them for the journal.
  fileprivate mutating func intervene<Result>(
    _ body: (inout ShareService) -> Result
  ) -> (result: Result, changes: [JournalEntry]) {
    service.intervene(at: now, body)
  }
}

extension Timestamp {
  /// The time on the clock of this machine.
  public static var realNow: Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) * 1_000)
  }
}
