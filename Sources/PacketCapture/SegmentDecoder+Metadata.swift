extension SegmentDecoder {
  /// ```
  /// │ version │ flags │ length │ link type │ fields │ packet
  /// 0         1       2        4           8        length
  /// ```
  /// All integers are little-endian. **Source**: CACE, PPI header format specification 1.0
  mutating func decodePPI(_ packet: Packet, _ frame: Frame) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let length = Int(bytes.integer(at: frame.start + 2, .little, as: UInt16.self))
    guard length >= 8 else { return passOver(.malformed) }
    guard frame.has(length) else { return passOverShort(frame) }
    decode(
      packet, LinkType(rawValue: bytes.integer(at: frame.start + 4, .little)),
      frame.dropping(length))
  }

  /// Apple's: what follows has a link type of its own.
  ///
  /// ```
  /// │ length │ kind of what follows │ link type │ interface, process, … │ packet
  /// 0        4                      8           12                      length
  /// ```
  /// All integers are little-endian. **Source**: XNU, bsd/net/pktap.h
  mutating func decodePKTAP(_ packet: Packet, _ frame: Frame) {
    guard frame.has(12) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let length = Int(bytes.integer(at: frame.start, .little, as: UInt32.self))
    guard length >= 12 else { return passOver(.malformed) }
    guard frame.has(length) else { return passOverShort(frame) }
    decode(
      packet, LinkType(rawValue: bytes.integer(at: frame.start + 8, .little)),
      frame.dropping(length))
  }

  /// Whether Apple's header stands here, rather than what somebody else uses the same number for: its
  /// usual length, and a link type that is read.
  func isPKTAP(_ packet: Packet, _ frame: Frame) -> Bool {
    guard frame.has(12) else { return false }
    let bytes = packet.bytes.span.bytes
    let linkType = LinkType(rawValue: bytes.integer(at: frame.start + 8, .little))
    return (108...256).contains(bytes.integer(at: frame.start, .little, as: UInt32.self))
      && bytes.integer(at: frame.start + 4, .little, as: UInt32.self) == 1
      && (linkType == .ethernet || linkType == .null || linkType.isBareIP)
  }

  /// Linux's netfilter log: attributes, of which number 9 is the IP packet. They are in the byte
  /// order of the machine, of which the first length tells which it is.
  ///
  /// ```
  /// │ family │ version │ group │ length │ kind │ value, padded to whole words │ …
  /// 0        1         2       4        6      8
  /// ```
  /// **Source**: https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html
  mutating func decodeNFLOG(_ packet: Packet, _ frame: Frame) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let order: ByteOrder = bytes.byte(frame.start + 4) == 0 ? .big : .little
    var rest = frame.dropping(4)
    while rest.has(4) {
      let length = Int(bytes.integer(at: rest.start, order, as: UInt16.self))
      let kind: UInt16 = bytes.integer(at: rest.start + 2, order)
      guard length >= 4 else { return passOver(.malformed) }
      if kind == 9 {
        return decodeIP(packet, rest.limited(to: length).dropping(4))
      }
      guard rest.has(paddedLength(length)) else { return passOverShort(rest) }
      let depth = rest.depth
      rest = rest.dropping(paddedLength(length))
      rest.depth = depth
    }
    passOverShort(rest)
  }

  /// A record of Endace's cards, whose type says what is in it.
  mutating func decodeERF(_ packet: Packet, _ frame: Frame) {
    let bytes = packet.bytes.span.bytes
    guard frame.start == 0, let length = LinkType.erfHeaderLength(bytes), frame.has(length) else {
      return passOverShort(frame)
    }
    let rest = frame.dropping(length)
    switch bytes.byte(8) & 0x7F {
    case 1: decodePPP(packet, rest)
    case 2, 11, 16, 20: decodeEthernet(packet, rest)
    case 22, 23: decodeIP(packet, rest)
    default: passOver(.linkType(.erf))
    }
  }
}
