/// How often something has to be seen before it is proposed.
///
/// All of the learner's judgement is in this table; ADR 16 says why the numbers are what they are.
/// Counts are of messages, since many values of one message prove little more than one of them.
public enum EvidenceThreshold {
  /// Messages in which something was never missing, before it is said to be always there (`x-usual`). A
  /// single message without it makes it optional.
  public static let always = 5
  /// Requests that were refused and lacked nothing else than one thing that all others have, before the
  /// one is called required. However often something is there, that alone does not say that it must be.
  public static let refused = 2
  /// Messages whose texts all had the same shapes, before the shape is proposed.
  public static let shape = 3
  /// Messages that had a word of a small set of words, before the words are listed.
  public static let enumeration = 8
  /// How often each of the words has to have been seen on average: where most were seen once, others are to
  /// be expected.
  public static let enumerationRepeat = 2
  /// The most words that a list may have.
  public static let enumerationSize = 24
  /// Messages from which on a number is called a time, because every one was in that range.
  public static let unit = 3
  /// The share of the identifiers in a place that were seen in one earlier place, or in a few of them,
  /// before the one is said to come from the others.
  public static let link = 0.6
  /// The share that each of a few earlier places has to have given.
  public static let linkSource = 0.2
  /// The share of the calls before which, or after which, one operation stood, before it is named as the
  /// place in the flow.
  public static let flow = 0.3
  /// Messages in which something new was seen of an operation that is known, before it is an addition.
  public static let addition = 2
  /// Of something that most messages lack: the messages and the share of them below which it may be a
  /// stray, and is asked about rather than proposed.
  public static let strayOf = 200
  public static let strayShare = 0.01

  /// Whether something was seen too seldom, among messages that lack it, to be more than a stray: once
  /// where others were seen often, or in less than a hundredth of very many.
  static func isStray(_ tally: Tally, of total: Int) -> Bool {
    if tally.messages < addition { return total >= always }
    return total >= strayOf && Double(tally.messages) < strayShare * Double(total)
  }
}
