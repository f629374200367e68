/// A file in a zip, as the directory at the end of the zip has it.
struct ZipMember {
  var headerOffset: Int
  var packedSize: Int
  var method: Int
  var isEncrypted: Bool
}

extension CaptureInputError {
  /// What does not fit the rules of zip.
  static func damagedZip(_ path: String, _ what: String) -> CaptureInputError {
    CaptureInputError(path, what, advice: "copy or download the file again")
  }
}

/// Enough for a million files; the directory is read as a whole.
private let directoryLimit = 1 << 26

/// Reads the directory of a zip (APPNOTE sections 4.3.12 to 4.3.16).
///
/// ```
/// file, file, … │ directory: one header a file │ (zip64 end) (zip64 locator) │ end: 22 bytes + comment
///                 ▲──────────────────────────────────────────────────────────────── offset, size
/// ```
func zipMembers(
  path: String, size: Int,
  _ read: (_ offset: Int, _ count: Int) throws(CaptureInputError) -> [UInt8]
) throws(CaptureInputError) -> [String: ZipMember] {
  func bounded(_ value: Int, _ limit: Int) throws(CaptureInputError) -> Int {
    guard 0...limit ~= value else {
      throw .damagedZip(path, "the zip's directory names a place outside the zip")
    }
    return value
  }
  let tailStart = max(size - 65_557, 0)
  let tail = try read(tailStart, size - tailStart)
  guard tail.count >= 22,
    let end = (0...tail.count - 22).last(where: { tail[$0...].starts(with: "PK\u{5}\u{6}".utf8) })
  else { throw .damagedZip(path, "the zip has no directory; it is cut off") }
  var (length, start) = (tail.little(end + 12, 4), tail.little(end + 16, 4))
  if length == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
    guard end >= 20, tail[(end - 20)...].starts(with: "PK\u{6}\u{7}".utf8) else {
      throw .damagedZip(path, "the zip needs a zip64 directory and has none")
    }
    let record = try read(try bounded(tail.little(end - 12, 8), size), 56)
    guard record.count == 56, record.starts(with: "PK\u{6}\u{6}".utf8) else {
      throw .damagedZip(path, "the zip64 directory is not where it should be")
    }
    (length, start) = (record.little(40, 8), record.little(48, 8))
  }
  let directory = try read(try bounded(start, size), try bounded(length, directoryLimit))
  var members: [String: ZipMember] = [:]
  var at = 0
  while at + 46 <= directory.count, directory[at...].starts(with: "PK\u{1}\u{2}".utf8) {
    let nameEnd = at + 46 + directory.little(at + 28, 2)
    let extraEnd = nameEnd + directory.little(at + 30, 2)
    guard extraEnd <= directory.count else { break }
    var member = ZipMember(
      headerOffset: directory.little(at + 42, 4), packedSize: directory.little(at + 20, 4),
      method: directory.little(at + 10, 2), isEncrypted: directory[at + 8] & 1 == 1)
    member.widen(
      directory[nameEnd..<extraEnd], unpackedSize: directory.little(at + 24, 4))
    member.headerOffset = try bounded(member.headerOffset, size)
    member.packedSize = try bounded(member.packedSize, size)
    members[String(decoding: directory[at + 46..<nameEnd], as: UTF8.self)] = member
    at = extraEnd + directory.little(at + 32, 2)
  }
  return members
}

extension ZipMember {
  /// Takes the 64-bit numbers from the extra field 1, which has only those whose 32-bit places hold
  /// 0xFFFFFFFF, in a fixed order (APPNOTE section 4.5.3).
  fileprivate mutating func widen(_ extra: ArraySlice<UInt8>, unpackedSize: Int) {
    var field = Array(extra)[...]
    while field.count >= 4 {
      let (id, length) = (Array(field).little(0, 2), Array(field).little(2, 2))
      var numbers = Array(field.dropFirst(4).prefix(length))
      field = field.dropFirst(4 + length)
      guard id == 1 else { continue }
      let take = {
        guard numbers.count >= 8 else { return Int.max }
        defer { numbers.removeFirst(8) }
        return numbers.little(0, 8)
      }
      if unpackedSize == 0xFFFF_FFFF { _ = take() }
      if packedSize == 0xFFFF_FFFF { packedSize = take() }
      if headerOffset == 0xFFFF_FFFF { headerOffset = take() }
    }
  }
}

extension [UInt8] {
  /// An unsigned little-endian number of at most 8 bytes; one that does not fit is `Int.max`.
  func little(_ at: Int, _ width: Int) -> Int {
    let value = self[at..<at + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }
}
