/// The kinds of capture that are told apart by name or by their first bytes.
public enum CaptureKind: Hashable, Sendable, CaseIterable {
  /// An HTTP archive, in any of its wrappings.
  case har
  /// A file of packets.
  case packets

  /// Endings of file names, in lower case.
  private var suffixes: [String] {
    switch self {
    case .har: [".har", ".harp", ".zhar", ".har.gz", ".har.zst", ".har.zip"]
    case .packets:
      ["", ".gz", ".zst"].flatMap { [".pcap" + $0, ".pcapng" + $0, ".cap" + $0] }
    }
  }

  /// Whether a capture of this kind begins like this, once its wrappings are off.
  private func isBeginning(_ head: [UInt8]) -> Bool {
    switch self {
    case .har: isBeginningOfHAR(head)
    case .packets: isBeginningOfPackets(head)
    }
  }

  /// The kind that the name of a file tells; nil for one that tells none.
  public init?(name: String) {
    let name = name.lowercased()
    guard let kind = Self.allCases.first(where: { $0.suffixes.contains(where: name.hasSuffix) })
    else { return nil }
    self = kind
  }

  /// The kind that a name tells, else the first bytes; nil for what looks like none, or cannot be
  /// read.
  public init?(source: CaptureSource) {
    if let kind = Self(name: source.name) {
      self = kind
      return
    }
    guard var reader = try? CaptureReader(opening: source), let head = try? reader.next(),
      let kind = Self.allCases.first(where: { $0.isBeginning(head) })
    else { return nil }
    self = kind
  }
}

/// The magic numbers of pcapng, and of pcap in both byte orders (with nanoseconds, and of Kuznetzov).
private func isBeginningOfPackets(_ head: [UInt8]) -> Bool {
  let magics: [[UInt8]] = [
    [0xA1, 0xB2, 0xC3, 0xD4], [0xA1, 0xB2, 0x3C, 0x4D], [0xA1, 0xB2, 0xCD, 0x34],
  ]
  return head.starts(with: [0x0A, 0x0D, 0x0D, 0x0A])
    || magics.contains { head.starts(with: $0) || head.starts(with: $0.reversed()) }
}

/// An object whose first member is `log`, alone, in an array, or as the argument of a function.
private func isBeginningOfHAR(_ head: [UInt8]) -> Bool {
  func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
  guard let brace = head.prefix(256).firstIndex(of: UInt8(ascii: "{")) else { return false }
  let before = head[..<brace].filter { !isSpace($0) }
  let isCallOrArray = before.last == UInt8(ascii: "(") || before == [UInt8(ascii: "[")]
  let after = head[(brace + 1)...].prefix(256).drop(while: isSpace)
  return (before.isEmpty || isCallOrArray) && after.starts(with: "\"log\"".utf8)
}
