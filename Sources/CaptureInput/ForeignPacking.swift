/// Ways of packing that are not taken off here, told by their first bytes, and what takes them off.
struct ForeignPacking {
  private let name: String
  private let magic: [UInt8]
  private let offset: Int
  /// A command before the name of a file.
  private let command: String
  /// There may be several files inside.
  private let isArchive: Bool

  private init(
    _ name: String, _ magic: [UInt8], at offset: Int = 0, _ command: String, isArchive: Bool = false
  ) {
    self.name = name
    self.magic = magic
    self.offset = offset
    self.command = command
    self.isArchive = isArchive
  }

  /// **Source**: file(1), `magic/Magdir/compress` and `archive`
  private static let all = [
    ForeignPacking("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz -dc"),
    ForeignPacking("bzip2", Array("BZh".utf8), "bzip2 -dc"),
    ForeignPacking("lz4", [4, 0x22, 0x4D, 0x18], "lz4 -dc"),
    ForeignPacking("lz4", [2, 0x21, 0x4C, 0x18], "lz4 -dc"),
    ForeignPacking("lzip", Array("LZIP".utf8), "lzip -dc"),
    ForeignPacking("lzop", [0x89, 0x4C, 0x5A, 0x4F, 0, 0x0D, 0x0A, 0x1A], "lzop -dc"),
    ForeignPacking("7-Zip", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z x", isArchive: true),
    ForeignPacking("RAR", Array("Rar!\u{1A}\u{7}".utf8), "unrar x", isArchive: true),
    ForeignPacking("tar", Array("ustar".utf8), at: 257, "tar -xf", isArchive: true),
  ]

  /// Why a file that begins like one of them cannot be read as it is; nil for any other file.
  static func error(beginning head: [UInt8], _ source: CaptureSource) -> CaptureInputError? {
    let found = all.first { head.count >= $0.offset && head[$0.offset...].starts(with: $0.magic) }
    return found.map { packing in
      CaptureInputError(
        source.path, "packed with \(packing.name), which is not read",
        advice: packing.advice(source))
    }
  }

  private func advice(_ source: CaptureSource) -> String {
    let unpacking = "\(command) \(Self.argument(source))"
    return isArchive
      ? "unpack it (\(unpacking)) and name the captures in it"
      : "unpack it: \(unpacking) | shareproto decode -"
  }

  /// The name of a file where every shell takes it as it is, else a word for it.
  static func argument(_ source: CaptureSource) -> String {
    guard case .file(let path) = source, !path.hasPrefix("-") else { return "FILE" }
    let isPlain = path.utf8.allSatisfy {
      65...90 ~= $0 & 0xDF || 48...57 ~= $0 || "/._+@:,%-".utf8.contains($0)
    }
    return isPlain ? path : "FILE"
  }
}
