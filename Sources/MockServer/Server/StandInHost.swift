public import Bytes
internal import Foundation
public import HTTPMessages
internal import ShareAPI

/// Keeps a service in one place while many connections ask it, with all that is written down of them.
actor StandInHost {
  private var service: ShareService
  private var clock: ShareClock
  private var journal: Journal?
  private var recorded: RecordedAnswers?
  private var log = RequestLog()
  private var recorder: (any ExchangeRecorder)?
  private let say: @Sendable (String) -> Void
  /// Why nothing is answered any more; nil while all is well.
  private var failure: String?

  init(
    service: ShareService, clock: ShareClock, journal: Journal?, recorded: RecordedAnswers?,
    recorder: (any ExchangeRecorder)?, say: @escaping @Sendable (String) -> Void
  ) {
    (self.service, self.clock, self.journal) = (service, clock, journal)
    (self.recorded, self.recorder, self.say) = (recorded, recorder, say)
  }

  private var now: Timestamp { clock.now(realNow: .realNow) }

  /// The answer of the service. What it changed is on the disk before this returns.
  func answer(_ request: HTTPRequest) -> ServiceAnswer {
    let time = now
    var answer: ServiceAnswer
    if var recorded {
      answer = recorded.answer(request)
      self.recorded = recorded
    } else {
      answer = service.answer(request, at: time)
    }
    keep(answer.changes)
    if failure != nil { answer.response = HTTPResponse(status: 503) }
    if let remark = answer.remark { say(remark) }
    log.add(request, answer, at: time)
    if let recorder, answer.cut == nil {
      recorder.record(
        Exchange(
          place: .init(capture: "serve", entry: log.count), time: time, durationMilliseconds: 0,
          request: request, response: answer.response))
    }
    return answer
  }

  private func keep(_ changes: [JournalEntry]) {
    guard failure == nil, !changes.isEmpty, var journal else { return }
    do {
      try journal.append(changes)
      if journal.isLong { try journal.compact(service.state) }
    } catch {
      failure = "\(error)"
      say("the state cannot be kept (\(error)); every answer is 503 from here on")
    }
    self.journal = journal
  }

  // MARK: - Control

  /// Starts over.
  func reset() {
    let time = now
    keep(service.intervene(at: time) { $0.reset() }.changes)
    log = RequestLog()
    recorded?.reset()
  }

  /// Moves the clock on, and gives the new time.
  func advance(milliseconds: Int64) -> Timestamp {
    clock.advance(milliseconds: milliseconds)
    let time = now
    keep(service.intervene(at: time) { $0.change(.clockAdvanced) }.changes)
    return time
  }

  /// Accepts an invitation, as a follower's phone does.
  func acceptInvitation(_ subscription: String?) -> Subscriber? {
    let outcome = service.intervene(at: now) { $0.acceptInvitation(subscription: subscription) }
    keep(outcome.changes)
    return outcome.result
  }

  /// The requests seen, redacted, as JSON.
  func requests() -> [UInt8] { log.json() }

  /// The time of the service.
  func time() -> Timestamp { now }

  /// Closes what is open.
  func close() {
    recorder?.close()
    journal?.close()
  }
}

/// Takes down what was asked and answered.
public protocol ExchangeRecorder: AnyObject {
  /// Takes down one exchange.
  func record(_ exchange: Exchange)
  /// Ends the recording.
  func close()
}

extension Timestamp {
  /// The time on the clock of this machine.
  public static var realNow: Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) * 1_000)
  }
}
