internal import Bytes
internal import Foundation
internal import HTTPMessages
internal import ShareAPI

/// Replays one session: its steps one after another, in their order.
struct SessionRun {
  let plan: ReplayPlan
  let secrets: ReplaySecrets
  let sender: any RequestSender
  let options: ReplayOptions
  let limit: RateLimit?
  /// Is told of each step that is done.
  let progress: @Sendable (StepOutcome) -> Void

  /// Runs until the last step, or until its task is cancelled: every step has an outcome then.
  func run() async -> [StepOutcome] {
    var outcomes: [StepOutcome] = []
    var answers: [Int: HTTPResponse] = [:]
    var failures = 0
    var maker = RequestMaker(secrets)
    if let latest = plan.latestMoment {
      // By whole seconds, so that dates without fractions stay so, and down, so that none is to come.
      let seconds = (Double(options.nowMilliseconds) - Double(latest)) / 1_000
      // A recorded date may lie anywhere.
      maker.dateShift = Int64(min(max(seconds.rounded(.down), -1e15), 1e15)) * 1_000
    }
    let clock = ContinuousClock()
    let start = clock.now
    for step in plan.steps {
      var outcome = StepOutcome(step: step, result: .uncompared)
      if let reason = step.skipped {
        outcome.result = .skipped(reason)
      } else if Task.isCancelled {
        outcome.result = .notSent("the replay was stopped")
      } else if failures >= options.failureLimit {
        outcome.result = .notSent("the target had stopped answering")
      } else {
        do {
          try await Task.sleep(until: start + options.pace.due(step), clock: clock)
          switch maker.request(of: step, answers) {
          case .success(let request): await send(request, &outcome)
          case .failure(let missing):
            outcome.result = .notSent("answer \(missing.step) did not give what it needs")
          }
        } catch {
          outcome.result = .notSent("the replay was stopped")
        }
      }
      if let answer = outcome.answer {
        answers[step.number] = answer
        failures = 0
      } else if case .failed = outcome.result {
        failures += 1
      }
      outcomes.append(outcome)
      progress(outcome)
    }
    return outcomes
  }

  /// Sends a request until it is answered whole. What may have reached the target is sent again only where
  /// it changes nothing there.
  private func send(_ request: HTTPRequest, _ outcome: inout StepOutcome) async {
    while true {
      do {
        if let limit { try await limit.wait() }
      } catch {
        if outcome.attempts == 0 { outcome.result = .notSent("the replay was stopped") }
        return
      }
      outcome.attempts += 1
      let clock = ContinuousClock()
      let start = clock.now
      outcome.startedMilliseconds = Int64(Date().timeIntervalSince1970 * 1_000)
      let isRepeatable: Bool
      do {
        let answer = try await sender.send(request)
        outcome.sent = request
        outcome.answer = answer
        outcome.result = .uncompared
        isRepeatable = outcome.step.isRepeatable && answer.body.completeness == .cut
      } catch {
        if !error.isUnsent { outcome.sent = request }
        // Half an answer says more than none.
        if outcome.answer == nil { outcome.result = .failed(error) }
        isRepeatable = (outcome.step.isRepeatable || error.isUnsent) && !error.isCancelled
      }
      outcome.durationMilliseconds = (clock.now - start).milliseconds
      guard isRepeatable, outcome.attempts <= options.retries else { return }
      let pause = Duration.milliseconds(100 << min(outcome.attempts, 5))
      guard (try? await Task.sleep(for: pause)) != nil else { return }
    }
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
  }
}
