import Testing

@testable import Drift

/// The edges of the rule about absence, and its arithmetic against sums over all tables.
struct AbsenceTests {
  static let samples: [(Int, Int, Int, Absence)] = [
    // Five of five against five of five: p = 1 / C(10, 5) = 1/252.
    (5, 5, 0, Absence.gone), (4, 5, 0, .tooFewToTell), (5, 4, 0, .tooFewToTell),
    (3, 300, 0, .tooFewToTell), (6, 1_000, 0, .gone), (0, 9, 0, .unremarkable),
    (9, 0, 9, .unremarkable),
    // What half of the messages had: C(8, 5) / C(…): too likely.
    (5, 6, 5, .tooFewToTell), (30, 6, 5, .gone), (8, 2, 90, .unremarkable),
    // As many of the baseline lack it: these may be they.
    (20, 200, 20, .tooFewToTell), (21, 200, 20, .gone), (20, 20, 200, .unremarkable),
  ]

  @Test(arguments: samples)
  func `what is missing is gone, or a sample too small`(
    _ missing: Int, _ with: Int, _ without: Int, _ expected: Absence
  ) {
    #expect(Absence(missing: missing, with: with, without: without) == expected)
  }

  /// Fisher's exact test by binomial coefficients, as textbooks have it.
  private func textbook(_ missing: Int, _ with: Int, _ without: Int) -> Double {
    func choose(_ n: Int, _ k: Int) -> Double {
      (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
    }
    return choose(with + without, with) / choose(missing + with + without, with)
  }

  @Test func `the probability is that of Fisher's exact test`() {
    for missing in 1...12 {
      for with in 1...12 {
        for without in 0...12 {
          let probability = Absence.probability(missing: missing, with: with, without: without)
          #expect(abs(probability - textbook(missing, with, without)) < 1e-9)
        }
      }
    }
    #expect(abs(Absence.probability(missing: 5, with: 5, without: 0) - 1.0 / 252) < 1e-12)
  }
}
