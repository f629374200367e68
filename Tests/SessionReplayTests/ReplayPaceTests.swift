import Testing

@testable import SessionReplay

struct ReplayPaceTests {
  @Test(arguments: [
    ("original", Duration.milliseconds(1_500)), ("60x", .milliseconds(25)), ("0.5x", .seconds(3)),
    ("max", .zero),
  ])
  func `a step is due when it was recorded, or so many times as early`(
    text: String, due: Duration
  ) throws {
    let pace = try #require(ReplayPace(text))
    var step = Step(number: 1, call: Session.call("General/SystemUtcTime"))
    #expect(pace.due(step) == .zero)
    step.offsetMilliseconds = 1_500
    #expect(pace.due(step) == due)
    // A clock that jumped.
    step.offsetMilliseconds = -5
    #expect(pace.due(step) == .zero)
    step.offsetMilliseconds = .infinity
    #expect(pace.due(step) <= .seconds(371 * 86_400))
  }

  @Test(arguments: ["", "x", "0x", "-1x", "infx", "nanx", "60", "Original"])
  func `what is no speed is none`(text: String) { #expect(ReplayPace(text) == nil) }

  @Test
  func `a rate holds for all sessions together`() async throws {
    let limit = RateLimit(perSecond: 100)
    let start = ContinuousClock.now
    try await withThrowingTaskGroup { group in
      for _ in 0..<11 { group.addTask { try await limit.wait() } }
      try await group.waitForAll()
    }
    #expect(ContinuousClock.now - start >= .milliseconds(100))
  }
}
