/// The SHA-256 of bytes in lower-case hexadecimal (FIPS 180-4), for digests in tables of answers.
public func sha256(_ message: some Sequence<UInt8>) -> String {
  var bytes = Array(message)
  let bitCount = UInt64(bytes.count) * 8
  bytes.append(0x80)
  while bytes.count % 64 != 56 { bytes.append(0) }
  bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: bitCount >> ($0 * 8)) }
  var hash: [UInt32] = fractions(ofRootsOf: 8) { $0.squareRoot() }
  let constants = fractions(ofRootsOf: 64) { cubeRoot($0) }
  for block in stride(from: 0, to: bytes.count, by: 64) {
    var words = (0..<16).map { word in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + word * 4 + $1]) }
    }
    func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    for index in 16..<64 {
      let (a, b) = (words[index - 15], words[index - 2])
      words.append(
        words[index - 16] &+ words[index - 7] &+ (turned(a, 7) ^ turned(a, 18) ^ a >> 3)
          &+ (turned(b, 17) ^ turned(b, 19) ^ b >> 10))
    }
    var v = hash
    for index in 0..<64 {
      let choice = v[4] & v[5] ^ ~v[4] & v[6]
      let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
      let first =
        v[7] &+ (turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)) &+ choice
        &+ constants[index] &+ words[index]
      let second = (turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)) &+ majority
      v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    hash = zip(hash, v).map { $0 &+ $1 }
  }
  return hash.map { word in
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }.joined()
}

/// The first 32 bits after the point of a root of each of the first primes.
private func fractions(ofRootsOf count: Int, _ root: (Double) -> Double) -> [UInt32] {
  let primes = (2...).lazy.filter { number in
    !(2..<number).contains { number % $0 == 0 }
  }.prefix(count)
  return primes.map { prime in
    let value = root(Double(prime))
    return UInt32((value - value.rounded(.down)) * 4_294_967_296)
  }
}

private func cubeRoot(_ value: Double) -> Double {
  var root = value / 3
  for _ in 0..<64 { root -= (root * root * root - value) / (3 * root * root) }
  return root
}
