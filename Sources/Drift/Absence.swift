/// Whether something that is missing is gone, or whether the sample is too small to tell.
///
/// What a document requires is missed from the first message on. What is optional, or was only
/// observed, is missed where it is absent from all of at least 5 messages, was in at least 5 messages of
/// the baseline, and Fisher's exact test makes it unlikely (p < 0.01) that both are samples of the same.
/// The test takes messages for independent, and those of one recording are not: they change in the middle
/// of it, or come in runs. So no more is said either where no more messages lack it than do in the
/// baseline: they may be a part of it.
/// Where a document says that it is usually there, it counts as often observed.
public enum Absence: Hashable, Sendable {
  /// It is not missed.
  case unremarkable
  /// It is missing, and there are too few messages to say more.
  case tooFewToTell
  /// It is gone.
  case gone

  /// The least number of messages on either side.
  public static let leastMessages = 5
  /// The greatest probability.
  public static let level = 0.01

  /// Judges messages that all lack something.
  ///
  /// - Parameters:
  ///   - missing: Messages that lack it; none has it.
  ///   - with: Messages of the baseline that have it.
  ///   - without: Messages of the baseline that have it not.
  public init(missing: Int, with: Int, without: Int) {
    guard missing > 0, with > 0 else {
      self = .unremarkable
      return
    }
    let isEnough =
      missing >= Self.leastMessages && with >= Self.leastMessages && missing > without
      && Self.probability(missing: missing, with: with, without: without) < Self.level
    // What most messages lacked before is not even worth a note.
    self = isEnough ? .gone : with > without ? .tooFewToTell : .unremarkable
  }

  /// How likely it is that none of `missing` messages has it by chance, if both samples are of the same
  /// (Fisher's exact test, one-sided).
  ///
  /// All ways to choose the messages that have it, out of all, are equally likely:
  /// C(missing + without, missing) / C(missing + with + without, missing).
  public static func probability(missing: Int, with: Int, without: Int) -> Double {
    // The factors one by one, so that nothing overflows: the quotient of two falling products.
    var probability = 1.0
    for index in 0..<min(with, 10_000) {
      let free = Double(without + with - index)
      probability *= free / (free + Double(missing))
      if probability < 1e-12 { return 0 }
    }
    return probability
  }
}
