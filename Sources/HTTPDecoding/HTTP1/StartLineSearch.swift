/// Finds the next start line among bytes that belong to no message: behind a gap, stray bytes or
/// broken framing.
///
/// It need not stand at the start of a line, since a body ends without one. A request is known by
/// its version at the end of a line and by its method before the target: a word at the start of a
/// line, or one of the usual methods, whatever stands before it (`""POST / HTTP/1.1`).
enum StartLineSearch {
  /// So many bytes may stand between the start of a request line and its version.
  static let longestTarget = 1 << 14

  /// The index of the first start line; nil where there is none yet.
  ///
  /// - Parameter start: Where to go on looking; what stands before it was looked at.
  static func find(_ bytes: RawBytes, from start: Int, isRequest: Bool) -> Int? {
    var at = start
    while let version = nextVersion(bytes, from: at) {
      at = version + 1
      if isRequest {
        if let start = requestStart(bytes, version: version) { return start }
      } else if isStatus(bytes, version: version) {
        return version
      }
    }
    return nil
  }

  /// How many bytes at the end have to be looked at again when more follow.
  static let overlap = 16

  private static func nextVersion(_ bytes: RawBytes, from start: Int) -> Int? {
    var at = start
    let end = bytes.count - 8
    while at <= end {
      if bytes[at] == UInt8(ascii: "H"), bytes[at + 1] == UInt8(ascii: "T"),
        bytes[at + 2] == UInt8(ascii: "T"), bytes[at + 3] == UInt8(ascii: "P"),
        bytes[at + 4] == UInt8(ascii: "/"), bytes[at + 5] == UInt8(ascii: "1"),
        bytes[at + 6] == UInt8(ascii: "."), bytes[at + 7].isDigit
      {
        return at
      }
      at += 1
    }
    return nil
  }

  /// `HTTP/1.1 200` and no letter or digit.
  private static func isStatus(_ bytes: RawBytes, version: Int) -> Bool {
    guard version + 12 < bytes.count, bytes[version + 8] == .space else { return false }
    return bytes[version + 9].isDigit && bytes[version + 10].isDigit
      && bytes[version + 11].isDigit && !bytes[version + 12].isTokenByte
  }

  private static func requestStart(_ bytes: RawBytes, version: Int) -> Int? {
    guard version + 8 < bytes.count, version > 0, bytes[version - 1] == .space,
      bytes[version + 8] == .carriageReturn || bytes[version + 8] == .lineFeed
    else { return nil }
    var target = version - 1
    let limit = max(0, version - longestTarget)
    while target > limit, bytes[target - 1] > .space { target -= 1 }
    // A target is missing where the method stands before the version.
    let methodEnd = target == version - 1 || target == 0 ? version - 1 : target - 1
    guard bytes[methodEnd] == .space, methodEnd > 0 else {
      return startOfMethod(bytes, end: version - 1)
    }
    return startOfMethod(bytes, end: methodEnd) ?? startOfMethod(bytes, end: version - 1)
  }

  private static func startOfMethod(_ bytes: RawBytes, end: Int) -> Int? {
    var start = end
    while start > 0, end - start <= StartLine.longestMethod, bytes[start - 1].isTokenByte {
      start -= 1
    }
    guard start < end else { return nil }
    let word = bytes[start..<end]
    // Small letters are the end of something else, since methods are written in capitals.
    let isMethod = !word.contains { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
    if isMethod, start == 0 || bytes[start - 1] == .lineFeed { return start }
    guard let method = methods.first(where: { word.reversed().starts(with: $0) }) else {
      return nil
    }
    return end - method.count
  }

  /// The usual methods, from their last letter to their first.
  private static let methods: [[UInt8]] = StartLine.commonMethods.map { $0.utf8.reversed() }
}
