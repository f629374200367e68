extension SegmentDecoder {
  // The tunnels in UDP return whether the bytes are theirs: a port alone proves nothing.

  /// ```
  /// │ flags │ reserved │ network │ reserved │ Ethernet
  /// 0       1          4         7          8
  /// ```
  /// **Source**: RFC 7348 section 5
  mutating func decodeVXLAN(_ packet: Packet, _ frame: Frame) -> Bool {
    guard frame.has(8), packet.bytes.span.bytes.byte(frame.start) & 0x08 != 0 else { return false }
    decodeEthernet(packet, frame.dropping(8))
    return true
  }

  /// ```
  /// │ version, length of options │ flags │ EtherType │ network │ reserved │ options │
  /// 0                            1       2           4         7          8
  /// ```
  /// **Source**: RFC 8926 section 3.4
  mutating func decodeGENEVE(_ packet: Packet, _ frame: Frame) -> Bool {
    guard frame.has(8) else { return false }
    let bytes = packet.bytes.span.bytes
    let first = bytes.byte(frame.start)
    let length = 8 + Int(first & 0x3F) * 4
    guard first >> 6 == 0, frame.has(length) else { return false }
    let type = bytes.word(frame.start + 2)
    guard type > 1500 else { return false }
    decodeEtherType(type, packet, frame.dropping(length))
    return true
  }

  /// ```
  /// │ version, flags │ message │ length │ tunnel │ where flags say so: number, next extension │
  /// 0                1         2        4        8                                            12
  /// ```
  /// **Source**: 3GPP TS 29.281 section 5.1; a message of 255 carries IP
  mutating func decodeGTP(_ packet: Packet, _ frame: Frame) -> Bool {
    guard frame.has(8) else { return false }
    let bytes = packet.bytes.span.bytes
    let flags = bytes.byte(frame.start)
    guard flags >> 4 == 3, bytes.byte(frame.start + 1) == 255 else { return false }
    var length = 8
    if flags & 0x07 != 0 {
      length = 12
      while frame.has(length + 1), flags & 0x04 != 0, bytes.byte(frame.start + length - 1) != 0 {
        let units = Int(bytes.byte(frame.start + length))
        guard units > 0 else { return false }
        length += units * 4
      }
    }
    guard frame.has(length + 1), [4, 6].contains(bytes.byte(frame.start + length) >> 4) else {
      return false
    }
    decodeIP(packet, frame.dropping(length))
    return true
  }

  /// ```
  /// │ length of identity (power of 2), type │ length of signature (words), hash │
  /// 0                                       1                                   2
  /// │ authentication, operation │ next header │ time │ identity │ signature │
  /// 2                           3             4      8
  /// ```
  /// **Source**: draft-massar-v6ops-ayiya-02 section 3; operation 1 forwards
  mutating func decodeAYIYA(_ packet: Packet, _ frame: Frame) -> Bool {
    guard frame.has(8) else { return false }
    let bytes = packet.bytes.span.bytes
    let identity = 1 << Int(bytes.byte(frame.start) >> 4)
    let length = 8 + identity + Int(bytes.byte(frame.start + 1) >> 4) * 4
    guard bytes.byte(frame.start + 2) & 0x0F == 1, frame.has(length),
      [4, 41].contains(bytes.byte(frame.start + 3))
    else { return false }
    decodeIP(packet, frame.dropping(length))
    return true
  }

  /// ```
  /// │ flags, version │ EtherType │ where flags say so, four bytes each:  │
  /// 0                2           4 checksum, key, number, acknowledgement
  /// ```
  /// **Source**: RFC 2784, RFC 2890, RFC 2637 section 4.1 (version 1: PPTP); for ERSPAN
  /// draft-foschiano-erspan
  mutating func decodeGRE(_ packet: Packet, _ frame: Frame) {
    guard frame.has(4) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let flags = bytes.word(frame.start)
    let type = bytes.word(frame.start + 2)
    let isNumbered = flags & 0x1000 != 0
    guard flags & 0x4000 == 0, flags & 0x07 <= 1 else { return passOver(.ipProtocol(47)) }
    var length = 4
    for flag: UInt16 in [0x8000, 0x2000, 0x1000] where flags & flag != 0 { length += 4 }
    if flags & 0x07 == 1, flags & 0x80 != 0 { length += 4 }
    switch type {
    case 0x88BE where isNumbered: length += 8  // ERSPAN II
    case 0x22EB: length += 12  // ERSPAN III
    default: break
    }
    guard frame.has(length) else { return passOverShort(frame) }
    let rest = frame.dropping(length)
    switch type {
    case 0x88BE, 0x22EB: decodeEthernet(packet, rest)
    case 0...1500: passOver(.notIP)
    // An acknowledgement of PPTP carries nothing.
    case 0x880B where rest.start == rest.wireEnd: passOver(.ipProtocol(47))
    default: decodeEtherType(type, packet, rest)
    }
  }
}
