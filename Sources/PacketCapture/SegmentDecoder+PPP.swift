extension SegmentDecoder {
  /// PPP with or without address and control (`ff 03`), and with a protocol of one byte or two: the
  /// last bit of each byte tells whether it is the last. Serial lines may carry Cisco's HDLC instead.
  ///
  /// **Source**: RFC 1661 section 2, RFC 1662 section 3.1
  mutating func decodePPP(_ packet: Packet, _ frame: Frame) {
    let bytes = packet.bytes.span.bytes
    var rest = frame
    guard rest.has(2) else { return passOverShort(rest) }
    switch bytes.word(rest.start) {
    case 0xFF03: rest = rest.dropping(2)
    case 0x0F00, 0x8F00: return decodeCiscoHDLC(packet, frame)
    default: break
    }
    guard rest.has(2) else { return passOverShort(rest) }
    let isShort = bytes.byte(rest.start) & 1 == 1
    let number = isShort ? UInt16(bytes.byte(rest.start)) : bytes.word(rest.start)
    rest = rest.dropping(isShort ? 1 : 2)
    switch number {
    case 0x21, 0x57: decodeIP(packet, rest)
    case 0x0281, 0x0283: decodeMPLS(packet, rest)
    default: passOver(.notIP)
    }
  }

  /// ```
  /// │ version, type │ code │ session │ length │ PPP
  /// 0               1      2         4        6
  /// ```
  /// **Source**: RFC 2516 section 4
  mutating func decodePPPoE(_ packet: Packet, _ frame: Frame) {
    guard frame.has(6) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    guard bytes.byte(frame.start + 1) == 0 else { return passOver(.etherType(0x8863)) }
    let length = Int(bytes.word(frame.start + 4))
    let rest = frame.dropping(6)
    decodePPP(packet, rest.limited(to: min(length, rest.wireEnd - rest.start)))
  }
}
