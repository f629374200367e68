internal import Compression

/// The files in a zip (PKWARE APPNOTE 6.3.10), stored or deflated, with the sizes of zip64.
///
/// Their names are keys and nothing else: no file is ever made or opened by such a name.
final class ZipArchive: Sendable {
  /// What the zip is read from.
  enum Storage: Sendable {
    case file(OpenFile)
    case memory([UInt8])
  }

  let path: String
  private let storage: Storage
  private let size: Int
  private let limit: Int
  private let members: [String: ZipMember]

  init(_ storage: Storage, path: String, limit: Int) throws(CaptureInputError) {
    self.path = path
    self.storage = storage
    self.limit = limit
    size =
      switch storage {
      case .file(let file): try file.status().size
      case .memory(let bytes): bytes.count
      }
    members = try zipMembers(path: path, size: size) { (offset, count) throws(CaptureInputError) in
      try Self.read(storage, at: offset, count)
    }
  }

  /// The names that end in `.har`, sorted; what macOS keeps about files beside them is none.
  var captureNames: [String] {
    members.keys.filter { name in
      let last = name.split(separator: "/").last ?? ""
      return name.lowercased().hasSuffix(".har") && !name.hasPrefix("__MACOSX/")
        && !last.hasPrefix("._")
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a file in it has the name of a capture of packets.
  var hasPackets: Bool { members.keys.contains { CaptureKind(name: $0) == .packets } }

  /// A file of the zip as a whole; nil where there is none of this name.
  func contents(named name: String) throws(CaptureInputError) -> [UInt8]? {
    guard let bytes = try stream(named: name) else { return nil }
    var contents: [UInt8] = []
    while let piece = try bytes.next() {
      contents += piece
      guard contents.count <= limit else {
        throw .damagedZip(path, "a file in the zip unpacks to more than \(limit) bytes")
      }
    }
    return contents
  }

  /// A file of the zip piece by piece; nil where there is none of this name.
  func stream(named name: String) throws(CaptureInputError) -> (any ByteSource)? {
    guard let member = members[name] else { return nil }
    let header = try bytes(at: member.headerOffset, 30)
    guard header.count == 30, header.starts(with: "PK\u{3}\u{4}".utf8) else {
      throw .damagedZip(path, "the zip's directory points to where no file begins")
    }
    guard !member.isEncrypted else {
      throw CaptureInputError(
        path, "a file in the zip is encrypted", advice: "unpack it with its password first")
    }
    let start = member.headerOffset + 30 + header.little(26, 2) + header.little(28, 2)
    guard start <= size, member.packedSize <= size - start else {
      throw .damagedZip(path, "a file in the zip ends behind the end of the zip")
    }
    let packed = ZipBytes(self, start..<start + member.packedSize)
    switch member.method {
    case 0: return packed
    case 8: return UnpackedBytes(packed, .deflate, path: path)
    default:
      throw CaptureInputError(
        path, "a file in the zip is packed by method \(member.method)",
        advice: "pack it again with deflate")
    }
  }

  /// Bytes of the zip; fewer where it ends.
  func bytes(at offset: Int, _ count: Int) throws(CaptureInputError) -> [UInt8] {
    try Self.read(storage, at: offset, count)
  }

  private static func read(
    _ storage: Storage, at offset: Int, _ count: Int
  ) throws(CaptureInputError) -> [UInt8] {
    switch storage {
    case .file(let file): try file.bytes(count, at: offset)
    case .memory(let bytes):
      offset < bytes.count
        ? Array(bytes[offset..<offset + min(count, bytes.count - offset)]) : []
    }
  }
}

/// A part of a zip, piece by piece.
private final class ZipBytes: ByteSource {
  private let archive: ZipArchive
  private var rest: Range<Int>

  init(_ archive: ZipArchive, _ range: Range<Int>) {
    self.archive = archive
    rest = range
  }

  func next() throws(CaptureInputError) -> [UInt8]? {
    guard !rest.isEmpty else { return nil }
    let piece = try archive.bytes(at: rest.lowerBound, min(rest.count, FileBytes.pieceSize))
    rest = rest.lowerBound + piece.count..<rest.upperBound
    return piece.isEmpty ? nil : piece
  }
}

/// The captures in a zip, one after another.
final class ZipCaptures {
  let archive: ZipArchive
  private let names: [String]
  private var index = 0

  init(_ archive: ZipArchive) throws(CaptureInputError) {
    self.archive = archive
    names = archive.captureNames
    guard !names.isEmpty else {
      let unpacking = "unzip \(ForeignPacking.argument(.file(path: archive.path)))"
      throw CaptureInputError(
        archive.path,
        archive.hasPackets
          ? "a zip of captures of packets; of a zip only a .har is read"
          : "a zip without a .har inside",
        advice: "unpack it (\(unpacking)) and name the captures in it")
    }
  }

  var isOne: Bool { names.count == 1 }
  var name: String { names[index] }

  /// Goes on to the next; false where there is none.
  func advance() -> Bool {
    guard index + 1 < names.count else { return false }
    index += 1
    return true
  }

  /// The bytes of the present one.
  func bytes() throws(CaptureInputError) -> any ByteSource {
    try archive.stream(named: name) ?? NoBytes()
  }
}

/// No bytes, for what cannot be opened.
final class NoBytes: ByteSource {
  func next() throws(CaptureInputError) -> [UInt8]? { nil }
}

/// The files that lie beside a capture in its zip; Playwright keeps bodies there.
public struct CaptureAttachments: Sendable {
  private let archive: ZipArchive

  init(_ archive: ZipArchive) { self.archive = archive }

  /// The bytes of a file; nil where there is none of this name.
  ///
  /// - Throws: `CaptureInputError` where it cannot be unpacked, or is larger than the reader's limit.
  public func contents(named name: String) throws(CaptureInputError) -> [UInt8]? {
    try archive.contents(named: name)
  }
}
