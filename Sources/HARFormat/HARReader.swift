public import Bytes
public import HTTPMessages
internal import JSONDecoding

/// Reads HTTP archives (HAR 1.1 and 1.2) as they come, entry by entry.
///
/// A conversation: `receive` what there is, take events from `next` until it gives nil, and so on;
/// after `finish` the last events come. Order and number of members do not matter, several logs may
/// follow one another or stand in an array, and what is wrapped around them (`onInputData(…)`) is
/// passed over. In memory are at most one entry and what was last received.
///
/// ```
///            "log": {             "entries": [              {
///  searching ──────────▶ members ────────────▶ entries ─────────────▶ entry
///     ▲  ▲                │ │ ▲ ▲                │ ▲                    │
///     │  └────── } ───────┘ ▼ │ └─────── ] ──────┘ └────── exchange ────┘
///     │                   value
///     └──── from anywhere, where nothing fits: searches for "log", "entries" or an entry
/// ```
///
/// **Errors**: `HARError` for what is no archive. Damage is a diagnostic and costs one entry.
/// **Source**: HAR 1.2 specification (Odvarko, 2012-12-19, softwareishard.com/blog/har-12-spec).
public struct HARReader: ~Copyable, @unchecked Sendable {
  // Sendable: the parser belongs to this value alone, and a value that cannot be copied is in one
  // place at a time.

  /// What comes out.
  public enum Event: Sendable {
    /// What a log says about itself: before its exchanges, and once more at its end where members
    /// that came after the entries have told more.
    case log(HARLog)
    /// An entry.
    case exchange(Exchange)
    /// What belongs to no exchange.
    case diagnostic(Diagnostic)
  }

  /// Gives a file that lies beside the archive; nil where there is none of this name.
  public typealias Attachment = @Sendable (_ name: String) throws -> [UInt8]?

  let capture: String
  let entryLimit: Int
  let attachment: Attachment
  let parser = JSONParser()

  var buffer: [UInt8] = []
  /// The index in `buffer` of the first byte not done with.
  var head = 0
  /// The offset in the text of the first byte of `buffer`.
  var offsetOfBuffer = 0
  var isFinished = false

  let origin: Origin
  var state = State.searching
  var landmarks = Landmarks(from: 0, isLost: false)
  /// Damage that was met, until the way is found again.
  var damage: Diagnostic?
  var log = HARLog()
  var loggedBefore: HARLog?
  /// Entries met so far, damaged ones too.
  var entryCount = 0
  /// Entries met in this log.
  var indexInLog = 0
  var lastEntry = EntryState.whole
  /// The log stands in an object that is to be closed.
  var logIsInObject = false
  var logHasEntries = false
  var seen = Seen()
  var pending: [Event] = []
  /// Why there are no entries, should none come.
  var failure: HARError?

  /// What has been met so far: it decides what is missing at the end.
  struct Seen {
    var text = false
    var log = false
    var entries = false
  }

  enum State {
    case searching
    case members
    /// A value of the log that is passed over, or read as a whole.
    case value(Member, Scan)
    case string(isEscaped: Bool)
    case entries
    case entry(Scan)
    case done
  }

  /// What was read of an entry.
  enum EntryState {
    case whole
    /// It had no request or no response: what follows may be its rest.
    case partial
    /// Its damage was reported.
    case damaged
  }

  /// How far the end of a value was looked for from `head`.
  struct Scan {
    var scanner = JSONValueScanner()
    var scanned = 0
    /// A value that is still open after so many bytes may have swallowed what follows. Each time
    /// that it has not, the number doubles.
    var patience: Int
  }

  /// The members of a log, apart from its entries.
  enum Member {
    case version, creator, browser, pages, comment, custom, unknown
  }

  /// The size in bytes up to which an entry is read where nothing else is said. Reading one takes a
  /// few times as much memory.
  public static let defaultEntryLimit = 1 << 26

  /// A reader that waits for its first byte.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - entryLimit: The size in bytes up to which an entry is read; a larger one is passed over.
  ///   - attachment: Gives bodies that the archive keeps in separate files.
  public init(
    capture: String, entryLimit: Int = defaultEntryLimit,
    attachment: @escaping Attachment = { _ in nil }
  ) {
    self.capture = capture
    self.entryLimit = max(entryLimit, 64)
    self.attachment = attachment
    origin = Origin()
  }

  /// Where the text comes from.
  struct Origin {
    /// Bytes in the file before the text.
    var markLength = 0
    /// It was not in UTF-8.
    var isTranscoded = false
    var isInZip = false
  }

  init(capture: String, origin: Origin, attachment: @escaping Attachment) {
    self.capture = capture
    self.entryLimit = Self.defaultEntryLimit
    self.attachment = attachment
    self.origin = origin
    offsetOfBuffer = origin.markLength
    landmarks = Landmarks(from: origin.markLength, isLost: false)
  }

  /// As many bytes before `head` are kept, to find where the token before damage began.
  static let margin = 64

  /// Adds text in UTF-8.
  public mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    // What is done with goes when it is more than what is left: each byte is moved at most once.
    let done = head - Self.margin
    if done > buffer.count - head {
      buffer.removeSubrange(..<done)
      offsetOfBuffer += done
      head = Self.margin
    }
    buffer.append(contentsOf: bytes.bindMemory(to: UInt8.self))
  }

  /// Adds text in UTF-8.
  public mutating func receive(_ bytes: [UInt8]) { bytes.withUnsafeBytes { receive($0) } }

  /// Says that no more text will come.
  public mutating func finish() { isFinished = true }

  /// The next event; nil when more text is needed, or when all has been given.
  ///
  /// - Throws: `HARError` where the text turns out to be no archive; once, then nil.
  public mutating func next() throws(HARError) -> Event? {
    while pending.isEmpty {
      if step() { continue }
      guard isFinished, !isDone else { return nil }
      try conclude()
    }
    return pending.removeFirst()
  }

  private var isDone: Bool {
    if case .done = state { true } else { false }
  }

  /// Moves on; false when more text is needed.
  private mutating func step() -> Bool {
    switch state {
    case .searching: stepSearching()
    case .members: stepBetweenMembers()
    case .value(let member, let scan): stepInValue(member, scan)
    case .string(let isEscaped): stepInString(isEscaped: isEscaped)
    case .entries: stepBetweenEntries()
    case .entry(let scan): stepInEntry(scan)
    case .done: false
    }
  }

  /// Ends the conversation, or finds that there is more to read after all.
  private mutating func conclude() throws(HARError) {
    var isCut = true
    switch state {
    case .searching:
      isCut = landmarks.isInsideSomething && !landmarks.isLost
      fail(
        !seen.text
          ? .empty
          : !seen.log
            ? landmarks.sawBrace ? .noLog : .notJSON : isCut ? .damagedBeforeEntries : .noEntries)
    case .entry:
      if readEntry(head..<buffer.count, isWhole: false) { return }
      reportCutEntry()
      isCut = false
    case .value(let member, _):
      if readValue(member, head..<buffer.count, isWhole: false) { return }
    default: break
    }
    fail(.damagedBeforeEntries)
    if seen.entries {
      reportDamage()
      if isCut { report("har-cut", offset: end, "the text ends inside the log", advice: cutAdvice) }
    }
    state = .done
    if !seen.entries, let failure { throw failure }
  }

  var cutAdvice: String { "what comes before that place was read; copy or export the file again" }

  func place(ofByte offset: Int) -> String {
    "\(capture), \(byteText(offset, isTranscoded: origin.isTranscoded))"
  }

  /// The offset in the text behind all that was received.
  var end: Int { offsetOfBuffer + buffer.count }

  mutating func report(_ id: String, offset: Int, _ what: String, advice: String) {
    pending.append(
      .diagnostic(
        Diagnostic(
          id, at: place(ofByte: offset), what, advice: advice, isDamage: true)))
  }
}
