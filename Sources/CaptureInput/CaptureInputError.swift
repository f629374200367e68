/// Why a capture cannot be opened or read on: where, what, what to do.
public struct CaptureInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The capture as it was named on the command line, or found in a folder.
  public var path: String
  /// What is wrong.
  public var what: String
  /// What the reader can do.
  public var advice: String

  init(_ path: String, _ what: String, advice: String) {
    self.path = path
    self.what = what
    self.advice = advice
  }

  /// The three in one line.
  public var description: String { "\(path): \(what); \(advice)" }
}
