extension SocketAddress: CustomStringConvertible {
  /// The address as people write it: `10.0.0.2`, `fe80::1`.
  ///
  /// **Source**: RFC 5952 section 4 for version 6.
  public var host: String {
    if isVersion4 {
      return stride(from: 24, through: 0, by: -8).map { String(low >> $0 & 0xFF) }
        .joined(separator: ".")
    }
    let groups = [high, low].flatMap { half in
      stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> $0) }
    }
    guard let zeros = longestZeros(groups) else { return Self.text(groups[...]) }
    return "\(Self.text(groups[..<zeros.lowerBound]))::\(Self.text(groups[zeros.upperBound...]))"
  }

  /// The address and the port: `10.0.0.2:443`, `[fe80::1]:443`.
  public var description: String { isVersion4 ? "\(host):\(port)" : "[\(host)]:\(port)" }

  private static func text(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first of the longest runs of two or more zero groups.
  private func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var longest = 0..<1
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 {
        start = index + 1
      } else if index + 1 - start > longest.count {
        longest = start..<index + 1
      }
    }
    return longest.count > 1 ? longest : nil
  }
}
