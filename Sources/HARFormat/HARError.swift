/// Why a text is not an HTTP archive at all: where, what, what to do.
public struct HARError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The ways of not being one.
  public enum Reason: Hashable, Sendable {
    /// There is nothing to read.
    case empty
    /// A page, or XML.
    case markup
    /// No JSON object in it.
    case notJSON
    /// JSON, but no object with a member `log` that is an object.
    case noLog
    /// A log, but no array `entries` in it.
    case noEntries
    /// It ends, or is damaged, before the entries begin.
    case damagedBeforeEntries
  }

  /// The name of the capture.
  public var capture: String
  /// In which way it is not one.
  public var reason: Reason
  /// Where that was seen, in bytes of the unpacked text.
  public var offset: Int

  /// What was there, and what was expected.
  public var what: String {
    switch reason {
    case .empty: "a HAR is a JSON object with a member \"log\"; this is empty"
    case .markup: "a HAR is a JSON object with a member \"log\"; this is an HTML or XML page"
    case .notJSON: "a HAR is a JSON object with a member \"log\"; this has no JSON object in it"
    case .noLog: "a HAR is a JSON object with a member \"log\"; this is JSON without one"
    case .noEntries: "the log has no array \"entries\""
    case .damagedBeforeEntries: "the text is cut off or damaged before the first entry"
    }
  }

  /// What the reader can do.
  public var advice: String {
    switch reason {
    case .empty: "record again, and look that the export is not empty before it is moved"
    case .markup:
      "in the browser's network panel use \"Save all as HAR with content\", not \"Save page\""
    case .notJSON, .noLog: "name the file that the recorder exported as HAR"
    case .noEntries: "export the capture again, with its requests"
    case .damagedBeforeEntries: "copy or export the file again"
    }
  }

  /// The three in one line.
  public var description: String { "\(capture): not a HAR: byte \(offset): \(what); \(advice)" }
}
