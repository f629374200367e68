/// Looks for the places from which an archive can be read on, in a text whose structure is not known,
/// or is known to be damaged.
///
/// A brace and a name in plain quotes, and a name in plain quotes before a colon and a bracket,
/// cannot stand inside a string, where quotes are escaped: they are known by sight, whatever was
/// lost before them. What is open is counted, so that the brace of an entry is known when its
/// `request` comes, whatever members come before it.
struct Landmarks {
  enum Landmark: Equatable {
    /// The quote before the name of a log.
    case log(Int)
    /// The quote before the name of an array of entries.
    case entries(Int)
    /// The brace of an entry.
    case entry(Int)
  }

  /// What is open, by its offset in the text.
  private struct Opening {
    var offset: Int
    var isObject: Bool
    /// It is the value of a member.
    var isValue: Bool
    /// It is that of a member `entries`.
    var isEntries: Bool
  }

  /// The longest run of spaces and names that is looked at.
  static let lookahead = 512
  /// An entry whose `request` comes later than this is not found again after damage.
  static let reach = 1 << 22

  /// After damage what was counted means nothing: landmarks count wherever they stand.
  var isLost: Bool
  /// The offset of the next byte to look at.
  private(set) var next: Int
  /// The damage that led here was reported, or need not be.
  var isExplained: Bool
  /// A `request` or a `response` came whose brace is lost.
  private(set) var sawOrphan = false
  private(set) var sawBrace = false
  private var sawLogName = false
  private var sawEntriesName = false
  /// There was a log, or something ended that had not begun.
  private var mayBeEntries: Bool
  private var open: [Opening] = []
  /// How many stood open around the log before.
  private var around: Int
  private var isInString = false
  private var isEscaped = false
  private var previous: UInt8 = 0

  init(
    from offset: Int, isLost: Bool, afterLog: Bool = false, insideObject: Bool = false,
    isExplained: Bool = false
  ) {
    mayBeEntries = afterLog
    next = offset
    self.isLost = isLost
    self.isExplained = isExplained
    around = insideObject ? 1 : 0
    if insideObject {
      open = [Opening(offset: offset, isObject: true, isValue: false, isEntries: false)]
    }
  }

  var isInsideSomething: Bool { !open.isEmpty }

  /// The first byte that may still be needed.
  var firstNeeded: Int { max(open.first.map { min($0.offset, next) } ?? next, next - Self.reach) }

  /// Looks on, up to the end of what is there, or as far as it is clear what follows.
  mutating func find(in text: ArraySlice<UInt8>, at offset: Int, isWhole: Bool) -> Landmark? {
    text.withUnsafeBufferPointer { text in
      let known = isWhole ? text.count : text.count - Self.lookahead
      while next - offset < known {
        let index = next - offset
        if let found = look(at: index, in: text) { return found }
        next += 1
      }
      return nil
    }
  }

  private mutating func look(
    at index: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> Landmark? {
    let byte = text[index]
    defer { if !isSpace(byte) { previous = byte } }
    if isEscaped {
      isEscaped = false
      return nil
    }
    switch byte {
    case UInt8(ascii: "\\"): isEscaped = isInString
    case UInt8(ascii: "\""):
      if let found = named(index, text) { return found }
      isInString = !isInString && !open.isEmpty
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let isObject = byte == UInt8(ascii: "{")
      if isInString {
        guard isObject, isNamed(index, text) else { return nil }
        isInString = false
        isLost = true
      }
      if isObject { sawBrace = true }
      // Nothing else comes before a value.
      if !open.isEmpty, !":,[".utf8.contains(previous) { isLost = true }
      // An array of logs counts for nothing.
      if !isObject, open.isEmpty { around = 1 }
      open.append(
        Opening(
          offset: next, isObject: isObject, isValue: previous == UInt8(ascii: ":"),
          isEntries: !isObject && sawEntriesName))
      sawEntriesName = false
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      guard !isInString else { return nil }
      if open.popLast() == nil { mayBeEntries = true }
      around = min(around, open.count)
    case UInt8(ascii: ","): if open.isEmpty { mayBeEntries = true }
    default: break
    }
    return nil
  }

  /// What a name that begins here leads to.
  private mutating func named(
    _ index: Int, _ text: UnsafeBufferPointer<UInt8>
  ) -> Landmark? {
    let depth = open.count - around
    let brace = UInt8(ascii: "{")
    if isMember("request", brace, index, text) {
      isInString = false
      guard let owner = open.last else {
        sawOrphan = true
        return nil
      }
      let isEntry = owner.isObject && !owner.isValue && owner.offset >= next - Self.reach
      let isPlausible =
        isLost || depth == 1 && mayBeEntries || depth == 3 && open[open.count - 2].isEntries
      return isEntry && isPlausible ? .entry(owner.offset) : nil
    }
    if open.isEmpty, isMember("response", brace, index, text) { sawOrphan = true }
    if isMember("entries", UInt8(ascii: "["), index, text) {
      sawEntriesName = true
      return isLost || depth == 0 || depth == 1 && sawLogName ? .entries(next) : nil
    }
    guard isLost || depth <= 1 else { return nil }
    if isMember("log", brace, index, text) { return .log(next) }
    if isMember("log", nil, index, text) { sawLogName = true }
    return nil
  }

  private func isMember(
    _ name: StaticString, _ value: UInt8?, _ index: Int, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let end = min(text.count, index + Self.lookahead)
    var at = index + 1
    guard at + name.utf8CodeUnitCount < end, text[at] == name.utf8Start[0],
      (0..<name.utf8CodeUnitCount).allSatisfy({ text[at + $0] == name.utf8Start[$0] })
    else { return false }
    at += name.utf8CodeUnitCount
    guard at < end, text[at] == UInt8(ascii: "\"") else { return false }
    for expected in [UInt8(ascii: ":"), value] {
      repeat { at += 1 } while at < end && isSpace(text[at])
      guard at < end, expected == nil || text[at] == expected else { return false }
    }
    return true
  }

  /// Whether a name follows a brace.
  func isNamed(_ index: Int, in text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { isNamed(index, $0) }
  }

  private func isNamed(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = min(text.count, index + Self.lookahead)
    var quote = index + 1
    while quote < end, isSpace(text[quote]) { quote += 1 }
    guard quote + 1 < end, text[quote] == UInt8(ascii: "\"") else { return false }
    let first = text[quote + 1]
    return first == UInt8(ascii: "_") || 0x61...0x7A ~= first | 0x20
  }
}

func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
