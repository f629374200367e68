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

  private static let bufferSize = 1 << 16

  static var standardOutput: Output { Output(descriptor: STDOUT_FILENO) }
  static var standardError: Output { Output(descriptor: STDERR_FILENO) }

  /// Writes to a descriptor, which stays open.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    width = Self.terminalWidth(descriptor) ?? 100
  }

  /// Writes to a new file, in place of one that is there.
  ///
  /// - Throws: `Failure` where it cannot be made, or is one of the files that are read.
  convenience init(creating path: String, besides captures: [String]) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      for capture in captures {
        var other = stat()
        guard stat(capture, &other) == 0, other.st_dev == status.st_dev,
          other.st_ino == status.st_ino
        else { continue }
        throw Failure(
          place: nil, subject: path, what: "this is one of the captures that are read",
          advice: "name another file for --output")
      }
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(
        place: nil, subject: path,
        what: "it cannot be written (\(String(cString: strerror(errno))))",
        advice: "name a file in a folder of yours for --output")
    }
    self.init(descriptor: descriptor)
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

  /// Sends what is left.
  ///
  /// - Throws: `OutputError` where not everything could be written.
  func finish() throws {
    flush()
    if isBroken { throw OutputError() }
  }
}

/// A full disk, or a device that takes no more.
struct OutputError: Error, CustomStringConvertible {
  var description: String { "shareproto: the output could not be written whole" }
}
