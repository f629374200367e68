/// The text that percent-encoding stands for; a `%` that begins no escape stands for itself, and
/// bytes that are not UTF-8 become U+FFFD.
///
/// - Parameter plusIsSpace: Whether `+` stands for a space, as it does in queries and forms.
public func percentDecoded(_ text: some StringProtocol, plusIsSpace: Bool) -> String {
  var text = String(text)
  return text.withUTF8 { percentDecoded($0[...], plusIsSpace: plusIsSpace) }
}

/// The text that percent-encoded bytes stand for.
func percentDecoded(_ utf8: Slice<UnsafeBufferPointer<UInt8>>, plusIsSpace: Bool) -> String {
  let utf8 = UnsafeBufferPointer(rebasing: utf8)
  let isPlain = utf8.allSatisfy {
    $0 != UInt8(ascii: "%") && !(plusIsSpace && $0 == UInt8(ascii: "+"))
  }
  if isPlain { return String(decoding: utf8, as: UTF8.self) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(utf8.count)
  var at = 0
  while at < utf8.count {
    let byte = utf8[at]
    if byte == UInt8(ascii: "%"), at + 2 < utf8.count, let high = hexDigit(utf8[at + 1]),
      let low = hexDigit(utf8[at + 2])
    {
      bytes.append(high << 4 | low)
      at += 3
    } else {
      bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      at += 1
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// A text with everything but letters, digits and `-._~` percent-encoded (RFC 3986 section 2.3).
public func percentEncoded(_ text: String) -> String {
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      bytes.append(byte)
    default:
      bytes.append(UInt8(ascii: "%"))
      for digit in [byte >> 4, byte & 0xF] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
      }
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
