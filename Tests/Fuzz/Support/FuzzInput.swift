/// The bytes that a fuzzer gives, and what it chooses with the last of them: how they are cut into
/// pieces. So a seed is a plain file, and a mutation of its end is another cut.
public struct FuzzInput {
  /// All of them.
  public let bytes: [UInt8]
  private var state: UInt64

  /// What libFuzzer hands over.
  public init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    bytes = Array(UnsafeBufferPointer(start: start, count: count))
    state = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Bytes in pieces, none of them empty.
  public mutating func pieces(of bytes: some Collection<UInt8>) -> [[UInt8]] {
    let bytes = Array(bytes)
    guard bytes.count > 1 else { return bytes.isEmpty ? [] : [bytes] }
    let way = number(below: 4)
    // One by one, cut once, or in small or large pieces.
    if way == 0, bytes.count <= 512 { return bytes.map { [$0] } }
    if way == 1 {
      let cut = 1 + number(below: bytes.count - 1)
      return [Array(bytes[..<cut]), Array(bytes[cut...])]
    }
    let longest = way == 2 ? 16 : max(2, bytes.count / 2)
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = pieces.count > 256 ? rest.count : 1 + number(below: longest)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  /// SplitMix64.
  private mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ value >> 31) % UInt64(limit))
  }
}
