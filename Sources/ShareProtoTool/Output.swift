import Foundation

/// Where text goes: a file descriptor behind a buffer.
final class Output {
  /// Whether it is a terminal that a person looks at.
  let isTerminal: Bool
  /// The cells of a line; a terminal says so, and elsewhere lines are of a readable length.
  let width: Int
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isBroken = false
  /// What is written until it is whole, and what it becomes then.
  private var replacement: (partial: String, final: String)?

  private static let bufferSize = 1 << 16

  static var standardOutput: Output { Output(descriptor: STDOUT_FILENO) }
  static var standardError: Output { Output(descriptor: STDERR_FILENO) }

  /// Writes to a descriptor, which stays open.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    width = Self.terminalWidth(descriptor) ?? 100
  }

  /// The file that an option names; standard output where it names none, or `-`.
  ///
  /// - Parameters:
  ///   - captures: Files that are read, and must not be written over.
  ///   - replacesWhenWhole: Whether the file takes the place of one only once it is whole.
  /// - Throws: `Failure` where it cannot be made, or is one of the files that are read.
  static func named(
    _ path: String?, else standardOutput: Output, besides captures: [String],
    replacesWhenWhole: Bool = false
  ) throws -> Output {
    guard let path, path != "-" else { return standardOutput }
    return replacesWhenWhole
      ? try Output(replacing: path, besides: captures)
      : try Output(creating: path, besides: captures)
  }

  /// Writes to a new file, in place of one that is there.
  ///
  /// - Throws: `Failure` where it cannot be made, or is one of the files that are read.
  convenience init(creating path: String, besides captures: [String]) throws {
    try Self.check(path, besides: captures)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(
        place: nil, subject: path,
        what: "it cannot be written (\(String(cString: strerror(errno))))",
        advice: "name a file in a folder of yours")
    }
    self.init(descriptor: descriptor)
  }

  private static func check(_ path: String, besides captures: [String]) throws {
    guard let file = FileIdentity(path) else { return }
    for capture in captures where FileIdentity(capture) == file {
      throw Failure(
        place: nil, subject: path, what: "this is one of the captures that are read",
        advice: "name another file")
    }
  }

  /// Writes a file that takes the place of one only once it is whole: until then it has another name.
  /// What is no plain file, such as a pipe, is written as it goes.
  ///
  /// - Throws: `Failure` where it cannot be made, or is one of the files that are read.
  convenience init(replacing path: String, besides captures: [String]) throws {
    if FileIdentity(path)?.isPlain == false {
      try self.init(creating: path, besides: captures)
    } else {
      try Self.check(path, besides: captures)
      try self.init(creating: path + ".partial", besides: captures)
      replacement = (path + ".partial", path)
    }
  }

  /// Whether the user has asked for no colours (no-color.org), or the terminal has none.
  static var isColourUnwanted: Bool {
    let environment = ProcessInfo.processInfo.environment
    return !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
  }

  private static func terminalWidth(_ descriptor: Int32) -> Int? {
    if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }),
      columns > 0
    {
      return columns
    }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    if buffer.count + bytes.count >= Self.bufferSize { flush() }
    if bytes.count >= Self.bufferSize {
      send(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Sends what has been written. What cannot be sent is dropped, and `finish` says so.
  func flush() {
    buffer.withUnsafeBytes { send($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) {
    guard !isBroken else { return }
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let count = Foundation.write(descriptor, start, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        isBroken = true
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends what is left, and gives a file its name.
  ///
  /// - Parameter isKept: Whether a file that takes the place of another is wanted after all.
  /// - Throws: `OutputError` where not everything could be written.
  func finish(isKept: Bool = true) throws {
    flush()
    guard let replacement else {
      if isBroken { throw OutputError() }
      return
    }
    self.replacement = nil
    let isDone = isKept && !isBroken && rename(replacement.partial, replacement.final) == 0
    if !isDone { unlink(replacement.partial) }
    if isKept, !isDone { throw OutputError() }
  }
}

/// Which file a path leads to.
private struct FileIdentity: Equatable {
  private let device, number: UInt64?
  /// False for pipes, devices, and links to them.
  let isPlain: Bool

  /// - Returns: nil where there is nothing.
  init?(_ path: String) {
    let files = FileManager.default
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    // What `/dev/stdout` leads to may have no path.
    guard
      let attributes = (try? files.attributesOfItem(atPath: resolved))
        ?? (try? files.attributesOfItem(atPath: path))
    else { return nil }
    device = (attributes[.systemNumber] as? NSNumber)?.uint64Value
    number = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
    isPlain = attributes[.type] as? FileAttributeType == .typeRegular
  }
}

/// A full disk, or a device that takes no more.
struct OutputError: Error, CustomStringConvertible {
  var description: String { "shareproto: the output could not be written whole" }
}
