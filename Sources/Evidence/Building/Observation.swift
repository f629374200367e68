internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// What all observers of one capture share: the message they look at, and the limit on shapes.
final class Observation {
  /// The message that is looked at.
  var moment: Moment
  /// Whether the values of members say nothing of what right ones look like: those of a request that failed.
  var hasWrongValues = false
  /// Ranks greater than this are left out.
  private(set) var threshold = UInt64.max
  /// Operations, statuses and members that are observed.
  private(set) var shapes = 0
  /// Where the identifiers of the capture were first seen.
  var identifiers = Identifiers()
  /// What sightings call the capture, once all of it was seen.
  var id = ""
  /// Whether words are shown, elsewhere and as values of enumerations.
  private var words: [String: Bool] = [:]
  private var values: [String: Bool] = [:]
  /// For documents inside texts, by how many others they stand in.
  private var parsers: [JSONParser] = []
  private var nesting = 0

  init(_ moment: Moment) { self.moment = moment }

  /// Whether something new may be observed.
  func admits(_ rank: Rank) -> Bool {
    guard rank.value <= threshold else { return false }
    shapes += 1
    return true
  }

  /// Whether there are so many shapes that those of the greatest ranks have to go. Twice as many as stay
  /// in the end are kept meanwhile, so that this is seldom.
  var isCrowded: Bool { shapes > 2 * Limit.shapeCount }

  /// Sets the threshold so that of these ranks as many stay as there may be.
  func limit(_ ranks: [UInt64]) {
    threshold = Self.threshold(ranks)
    shapes = ranks.count { $0 <= threshold }
  }

  /// The greatest rank that stays.
  static func threshold(_ ranks: [UInt64]) -> UInt64 {
    ranks.count > Limit.shapeCount ? ranks.sorted()[Limit.shapeCount - 1] : .max
  }

  /// What a summary says of a word, in the place of an enumeration or elsewhere.
  func shown(_ word: UnsafeBufferPointer<UInt8>, isEnumeration: Bool) -> String {
    guard word.count <= Limit.wordLength else { return Names.hidden }
    let text = String(decoding: word, as: UTF8.self)
    let isShown =
      isEnumeration
      ? Self.look(text, in: &values, PublicNames.isEnumerationValue)
      : Self.look(text, in: &words, PublicNames.isWord)
    return isShown ? text : Names.hidden
  }

  private static func look(
    _ text: String, in known: inout [String: Bool], _ check: (String) -> Bool
  ) -> Bool {
    if let answer = known[text] { return answer }
    if known.count >= 1_024 { known.removeAll(keepingCapacity: true) }
    let answer = check(text)
    known[text] = answer
    return answer
  }

  /// Reads a document inside a text, and inside that.
  func read(_ text: UnsafeRawBufferPointer, _ body: (JSONNode) -> Void) {
    guard nesting < 3 else { return }
    if parsers.count == nesting { parsers.append(JSONParser()) }
    nesting += 1
    defer { nesting -= 1 }
    // A text that is no JSON is no document.
    try? parsers[nesting - 1].read(text, body)
  }

  /// Reads a value that stands on its own.
  func read(_ value: JSONValue, _ body: (JSONNode) -> Void) {
    let writer = JSONWriter()
    writer.value(value)
    writer.bytes.withUnsafeBytes { read($0, body) }
  }
}
