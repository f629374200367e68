/// What base64 can have wrong with it.
enum Base64Flaw {
  case none
  /// Line breaks between, or padding not there: nothing is lost.
  case untidy
  /// Characters that do not belong, or one too many: the bytes are not all there.
  case strayBytes
}

/// The bytes of a text in base64 (RFC 4648 section 4; its URL alphabet too). What is not of the
/// alphabet is passed over.
func base64Decoded(
  _ text: UnsafeBufferPointer<UInt8>
) -> (bytes: [UInt8], flaw: Base64Flaw) {
  var flaw = Base64Flaw.none
  let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
    let values = base64Values
    values.withUnsafeBufferPointer { values in
      var at = 0
      var group: UInt32 = 0
      var inGroup = 0
      var padding = 0
      while at < text.count {
        if inGroup == 0 {
          // Four characters at a time while nothing is odd; the values of odd ones have high bits.
          while at + 4 <= text.count {
            let (a, b) = (values[Int(text[at])], values[Int(text[at + 1])])
            let (c, d) = (values[Int(text[at + 2])], values[Int(text[at + 3])])
            guard (a | b | c | d) & 0xC0 == 0 else { break }
            output[count] = a << 2 | b >> 4
            output[count + 1] = b << 4 | c >> 2
            output[count + 2] = c << 6 | d
            count += 3
            at += 4
            if padding > 0 { flaw = .strayBytes }
          }
          guard at < text.count else { break }
        }
        let byte = text[at]
        let value = values[Int(byte)]
        at += 1
        if value < 64 {
          if padding > 0, flaw == .none { flaw = .strayBytes }
          group = group << 6 | UInt32(value)
          inGroup += 1
          if inGroup == 4 {
            output[count] = UInt8(truncatingIfNeeded: group >> 16)
            output[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
            output[count + 2] = UInt8(truncatingIfNeeded: group)
            count += 3
            (group, inGroup) = (0, 0)
          }
        } else if byte == UInt8(ascii: "=") {
          padding += 1
        } else if byte == 0x20 || 0x09...0x0D ~= byte {
          if flaw == .none { flaw = .untidy }
        } else {
          flaw = .strayBytes
        }
      }
      // What is left over: two characters make one byte, three make two.
      if inGroup >= 2 {
        output[count] = UInt8(truncatingIfNeeded: group >> (inGroup == 2 ? 4 : 10))
        count += 1
      }
      if inGroup == 3 {
        output[count] = UInt8(truncatingIfNeeded: group >> 2)
        count += 1
      }
      if inGroup == 1 {
        flaw = .strayBytes
      } else if flaw == .none, padding != (4 - inGroup) % 4 {
        flaw = .untidy
      }
    }
  }
  return (bytes, flaw)
}

private let base64Values: [UInt8] = {
  var values = [UInt8](repeating: 0xFF, count: 256)
  let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
  for (byte, value) in [("+", 62), ("-", 62), ("/", 63), ("_", 63)] as [(Unicode.Scalar, UInt8)] {
    values[Int(byte.value)] = value
  }
  return values
}()
