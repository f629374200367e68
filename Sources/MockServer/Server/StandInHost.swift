public import Bytes
internal import Foundation
internal import HTTPMessages
internal import ShareAPI

/// Keeps a service in one place while many connections ask it.
actor StandInHost {
  private var service: ShareService
  private var clock: ShareClock
  private let keeper: StateKeeper?
  private var recorded: RecordedAnswers?
  private var log = RequestLog()
  private let say: @Sendable (String) -> Void

  init(
    service: ShareService, clock: ShareClock, keeper: StateKeeper?, recorded: RecordedAnswers?,
    say: @escaping @Sendable (String) -> Void
  ) {
    (self.service, self.clock, self.keeper) = (service, clock, keeper)
    (self.recorded, self.say) = (recorded, say)
  }

  private var now: Timestamp { clock.now(realNow: .realNow) }

  /// The answer of the service, and its time. What it changed, and what others changed before it, is on
  /// the disk when this returns.
  func answer(_ request: HTTPRequest) async -> (answer: ServiceAnswer, time: Timestamp) {
    let time = now
    var answer: ServiceAnswer
    if recorded != nil {
      answer = recorded?.answer(request) ?? ServiceAnswer()
    } else {
      answer = service.answer(request, at: time)
    }
    if let remark = answer.remark { say(remark) }
    if await !keep(answer.changes) { answer.response = HTTPResponse(status: 503) }
    log.add(request, answer, at: time)
    return (answer, time)
  }

  /// Whether changes, and those before them, are on the disk.
  private func keep(_ changes: [JournalEntry]) async -> Bool {
    guard let keeper else { return true }
    keeper.add(changes, service.state)
    return await keeper.settle()
  }

  // MARK: - Control

  /// Starts over.
  func reset() async {
    log = RequestLog()
    recorded?.reset()
    _ = await keep(service.intervene(at: now) { $0.reset() }.changes)
  }

  /// Moves the clock on, and gives the new time.
  func advance(milliseconds: Int64) async -> Timestamp {
    clock.advance(milliseconds: milliseconds)
    let time = now
    _ = await keep(service.intervene(at: time) { $0.change(.clockAdvanced) }.changes)
    return time
  }

  /// Accepts an invitation, as a follower's phone does.
  func acceptInvitation(_ subscription: String?) async -> Subscriber? {
    let outcome = service.intervene(at: now) { $0.acceptInvitation(subscription: subscription) }
    return await keep(outcome.changes) ? outcome.result : nil
  }

  /// The requests seen, redacted, as JSON.
  func requests() -> [UInt8] { log.json() }

  /// The time of the service.
  func time() -> Timestamp { now }
}

extension Timestamp {
  /// The time on the clock of this machine.
  public static var realNow: Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) * 1_000)
  }
}
