internal import Foundation

/// The state in a file that outlives the program: a first line with all of it, and a line for each
/// change since, each on the disk before its request is answered.
///
/// A line that was cut off at the end belongs to a request that nobody got an answer to; it is dropped. So
/// is a last line that is whole and cannot be read, which may have been acknowledged: that is told.
struct Journal {
  private let path: String
  private var descriptor: Int32
  private var size: Int64
  private var compactSize: Int64 = 0
  private let longSize: Int64

  /// What the first line says.
  private struct Snapshot: Codable {
    var shareproto = "state of serve"
    var version = 1
    var state: ServiceState
  }

  /// What is wrong with a file.
  struct JournalError: Error, CustomStringConvertible {
    var description: String
  }

  /// Opens a file, or makes one.
  ///
  /// - Parameter longSize: From how many bytes on a file may be called long.
  /// - Returns: The journal, the state in it, nil for a new file, and the number of a last line that is
  ///   damaged and was dropped.
  static func open(
    _ path: String, longSize: Int64 = 16 << 20
  ) throws -> (journal: Journal, state: ServiceState?, damagedLine: Int?) {
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw JournalError(description: reason()) }
    do {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw JournalError(description: "another program has it open")
      }
      let bytes = try FileHandle(fileDescriptor: descriptor).readToEnd() ?? Data()
      let (state, length, damagedLine) = try read(bytes)
      var journal = Journal(
        path: path, descriptor: descriptor, size: Int64(length), longSize: longSize)
      guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
        throw JournalError(description: reason())
      }
      journal.compactSize = journal.size
      return (journal, state, damagedLine)
    } catch {
      Foundation.close(descriptor)
      throw error
    }
  }

  /// The state of whole lines, their length, and the number of a last line that says nothing.
  private static func read(
    _ bytes: Data
  ) throws -> (state: ServiceState?, length: Int, damagedLine: Int?) {
    let decoder = JSONDecoder()
    var state: ServiceState?
    var length = 0
    var number = 0
    var damagedLine: Int?
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let end = length + line.count + 1
      guard end <= bytes.count else { break }
      number += 1
      do {
        if state == nil {
          let snapshot = try decoder.decode(Snapshot.self, from: line)
          guard snapshot.version == 1 else {
            throw JournalError(description: "it is of a later version of shareproto")
          }
          state = snapshot.state
        } else {
          let entry = try decoder.decode(JournalEntry.self, from: line)
          state?.issued = entry.issued
          state?.apply(entry.change, at: entry.time)
        }
      } catch let error as JournalError {
        throw error
      } catch {
        // The system may have kept the end of a torn write and not its start; or else something has
        // changed what was kept. Nobody can tell.
        guard end == bytes.count, state != nil else {
          throw JournalError(description: "line \(number) is none of a state of serve")
        }
        damagedLine = number
        break
      }
      length = end
    }
    // The first line came in one piece with its file: what has none is somebody else's.
    guard state != nil || bytes.isEmpty else {
      throw JournalError(description: "it has no line of a state of serve")
    }
    return (state, length, damagedLine)
  }

  /// Whether most of the file is history.
  var isLong: Bool { size > max(longSize, compactSize * 4) }

  /// Writes changes, and returns when they are on the disk.
  mutating func append(_ entries: [JournalEntry]) throws {
    let encoder = JSONEncoder()
    var bytes = Data()
    for entry in entries {
      bytes += try encoder.encode(entry)
      bytes.append(UInt8(ascii: "\n"))
    }
    do {
      try Self.write(bytes, to: descriptor)
      try Self.synchronize(descriptor)
    } catch {
      // What is written in part must not stand before what comes later.
      _ = ftruncate(descriptor, off_t(size))
      throw error
    }
    size += Int64(bytes.count)
  }

  /// Puts a file with the state alone in place of the long one.
  mutating func compact(_ state: ServiceState) throws {
    var bytes = try JSONEncoder().encode(Snapshot(state: state))
    bytes.append(UInt8(ascii: "\n"))
    let temporary = path + ".new"
    let new = Foundation.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard new >= 0 else { throw JournalError(description: Self.reason()) }
    do {
      guard flock(new, LOCK_EX | LOCK_NB) == 0 else {
        throw JournalError(description: Self.reason())
      }
      try Self.write(bytes, to: new)
      try Self.synchronize(new)
      guard rename(temporary, path) == 0 else { throw JournalError(description: Self.reason()) }
      try synchronizeFolder()
    } catch {
      Foundation.close(new)
      throw error
    }
    Foundation.close(descriptor)
    descriptor = new
    size = Int64(bytes.count)
    compactSize = size
  }

  func close() { Foundation.close(descriptor) }

  private func synchronizeFolder() throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = Foundation.open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalError(description: Self.reason()) }
    defer { Foundation.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw JournalError(description: Self.reason()) }
  }

  private static func write(_ bytes: Data, to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw JournalError(description: reason()) }
      rest = rest.dropFirst(count)
    }
  }

  private static func synchronize(_ descriptor: Int32) throws {
    #if os(macOS)
      // On macOS fsync stops at the cache of the drive.
      let outcome = fcntl(descriptor, F_FULLFSYNC)
    #else
      let outcome = fsync(descriptor)
    #endif
    guard outcome == 0 else { throw JournalError(description: reason()) }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
