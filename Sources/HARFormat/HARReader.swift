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
///            {                   "log": {                 "entries": [                {
///  outside ─────▶ members(.top) ─────────▶ members(.log) ────────────▶ entries ────────────▶ entry
///     ▲              │  ▲   ▲                 │  ▲   ▲                  │ ▲  ▲                 │
///     └───── } ──────┘  │   └────── } ────────┘  │   └─────── ] ────────┘ │  └──── exchange ───┘
///                    skipping                 skipping               skipping      (or its damage)
///
///  from anywhere, where nothing fits: lost ──▶ the next "log", "entries" or beginning of an entry
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

  var state = State.outside
  var log = HARLog()
  var loggedBefore: HARLog?
  /// Entries met so far, damaged ones too.
  var entryCount = 0
  /// Entries met in this log.
  var indexInLog = 0
  var seen = Seen()
  var pending: [Event] = []
  /// Why there are no entries, should none come.
  var failure: HARError?

  /// What has been met so far: it decides what is missing at the end.
  struct Seen {
    var text = false
    var object = false
    var log = false
    var entries = false
    /// After damage nothing that comes next is taken for granted, or complained about again.
    var damage = false
  }

  enum State {
    case outside
    case members(Level)
    case skipping(Skip, then: Level)
    case entry(JSONValueScanner, scanned: Int, patience: Int)
    case lost
    case done
  }

  /// What is being read from the inside.
  enum Level {
    case top, log, entries
  }

  /// A value that is passed over.
  enum Skip {
    case container(JSONValueScanner)
    case string(isEscaped: Bool)
    case scalar
  }

  /// A reader that waits for its first byte.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - entryLimit: The size in bytes up to which an entry is read; a larger one is passed over.
  ///   - attachment: Gives bodies that the archive keeps in separate files.
  public init(
    capture: String, entryLimit: Int = 1 << 28, attachment: @escaping Attachment = { _ in nil }
  ) {
    self.capture = capture
    self.entryLimit = max(entryLimit, 64)
    self.attachment = attachment
  }

  /// Adds text in UTF-8.
  public mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    // What is done with goes when it is more than what is left: each byte is moved at most once.
    if head > buffer.count - head {
      buffer.removeSubrange(..<head)
      offsetOfBuffer += head
      head = 0
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
    case .outside: stepOutside()
    case .members(.entries): stepBetweenEntries()
    case .members(let level): stepBetweenMembers(of: level)
    case .skipping(let skip, let level): stepOver(skip, then: level)
    case .entry(let scanner, let scanned, let patience):
      stepInEntry(scanner, scanned: scanned, patience: patience)
    case .lost: search()
    case .done: false
    }
  }

  /// Ends the conversation, or finds that there is more to read after all.
  private mutating func conclude() throws(HARError) {
    switch state {
    case .outside:
      fail(!seen.text ? .empty : !seen.object ? .notJSON : !seen.log ? .noLog : .noEntries)
    case .entry:
      if resumeInsideUnfinishedEntry() { return }
    default:
      fail(.damagedBeforeEntries)
      if seen.entries, !seen.damage {
        report("har-cut", offset: end, "the text ends inside the log", advice: cutAdvice)
      }
    }
    state = .done
    if !seen.entries, let failure { throw failure }
  }

  var cutAdvice: String { "what comes before that place was read; copy or export the file again" }

  /// The offset in the text behind all that was received.
  var end: Int { offsetOfBuffer + buffer.count }

  mutating func report(_ id: String, offset: Int, _ what: String, advice: String) {
    pending.append(
      .diagnostic(
        Diagnostic(
          id, at: "\(capture), byte \(offset)", what, advice: advice, isDamage: true)))
  }
}
