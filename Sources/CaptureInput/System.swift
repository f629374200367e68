#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What the system says about a path.
package struct FileStatus {
  package enum Kind { case file, folder, other }

  /// The same for every name of one file.
  struct Identity: Hashable {
    var device: UInt64
    var node: UInt64
  }

  package var kind: Kind
  var identity: Identity
  package var size: Int

  fileprivate init(_ status: stat) {
    kind =
      switch UInt32(status.st_mode) & 0o170000 {
      case 0o100000: .file
      case 0o040000: .folder
      default: .other
      }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      node: UInt64(truncatingIfNeeded: status.st_ino))
    size = Int(status.st_size)
  }
}

/// The status of what a path leads to, through links.
package func fileStatus(_ path: String) throws(CaptureInputError) -> FileStatus {
  var status = stat()
  guard stat(path, &status) == 0 else { throw systemError(path) }
  return FileStatus(status)
}

/// The names in a folder, without `.` and `..`, in no order.
func namesInFolder(_ path: String) throws(CaptureInputError) -> [String] {
  guard let folder = opendir(path) else { throw systemError(path) }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    // The record is as long as its name, so the tuple that Swift makes of it must not be copied.
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
    let name = String(
      cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// An open file, closed with the value that owns it.
final class OpenFile: Sendable {
  let path: String
  private let descriptor: Int32

  init(opening source: CaptureSource) throws(CaptureInputError) {
    path = source.path
    switch source {
    case .standardInput: descriptor = 0
    case .file(let path):
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw systemError(path) }
    }
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  func status() throws(CaptureInputError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemError(path) }
    return FileStatus(status)
  }

  /// The next bytes, at most `count`; none at the end.
  func nextBytes(_ count: Int) throws(CaptureInputError) -> [UInt8] {
    try fill(count) { read(descriptor, $0.baseAddress, $0.count) }
  }

  /// Whether there are bytes to read, or the end; waits so long for them.
  func isReady(within milliseconds: Int32) -> Bool {
    var status = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&status, 1, milliseconds) != 0
  }

  /// Bytes from a place on; fewer where the file ends.
  func bytes(_ count: Int, at offset: Int) throws(CaptureInputError) -> [UInt8] {
    try fill(count) { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
  }

  private func fill(
    _ count: Int, _ call: (UnsafeMutableRawBufferPointer) -> Int
  ) throws(CaptureInputError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      repeat {
        errno = 0
        let result = call(UnsafeMutableRawBufferPointer(buffer))
        failed = result < 0
        filled = max(result, 0)
      } while failed && errno == EINTR
    }
    if failed { throw systemError(path) }
    return bytes
  }
}

private func systemError(_ path: String) -> CaptureInputError {
  let code = errno
  let advice =
    switch code {
    case ENOENT: "check the spelling of the path"
    case EACCES, EPERM: "allow this user to read it"
    case EISDIR: "name a file in it"
    default: "check the file and the disk it is on"
    }
  return CaptureInputError(path, String(cString: strerror(code)), advice: advice)
}
