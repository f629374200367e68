extension SegmentDecoder {
  /// Takes the link layer off.
  mutating func decode(_ packet: Packet, _ linkType: LinkType, _ frame: Frame) {
    guard frame.depth < Frame.depthLimit else { return passOver(.malformed) }
    switch linkType {
    case .ethernet: decodeEthernet(packet, frame)
    case _ where linkType.isBareIP: decodeIP(packet, frame)
    case .null, .loop: decodeNull(packet, frame)
    case .linuxSLL: decodeCooked(packet, frame, headerLength: 16, protocolOffset: 14)
    case .linuxSLL2: decodeCooked(packet, frame, headerLength: 20, protocolOffset: 0)
    case .ppp, .pppSerial: decodePPP(packet, frame)
    case .pppWithDirection, .pppPPPD:
      guard frame.has(1) else { return passOverShort(frame) }
      decodePPP(packet, frame.dropping(1))
    case .pppoe: decodePPPoE(packet, frame)
    case .ciscoHDLC: decodeCiscoHDLC(packet, frame)
    case .atmRFC1483: decodeLLC(packet, frame)
    case .arcnet: decodeARCNET(packet, frame)
    case .arcnetLinux:
      // Two bytes more, where the packet lies in the frame.
      guard frame.has(2) else { return passOverShort(frame) }
      decodeARCNET(packet, frame.dropping(2))
    case .ieee80211: decodeWireless(packet, frame)
    case .ieee80211Radiotap: decodeRadiotap(packet, frame)
    case .ieee80211Prism, .ieee80211AVS: decodePrism(packet, frame)
    case .ppi: decodePPI(packet, frame)
    case .pktap: decodePKTAP(packet, frame)
    case .user2 where isPKTAP(packet, frame): decodePKTAP(packet, frame)
    case .nflog: decodeNFLOG(packet, frame)
    case .ipOverInfiniBand: decodeCooked(packet, frame, headerLength: 44, protocolOffset: 40)
    case .erf: decodeERF(packet, frame)
    default: passOver(.linkType(linkType))
    }
  }

  /// ```
  /// │ destination │ source │ EtherType, or length if up to 1500 │
  /// 0             6        12                                   14
  /// ```
  /// **Source**: IEEE 802.3 section 3.1
  mutating func decodeEthernet(_ packet: Packet, _ frame: Frame) {
    guard frame.has(14) else { return passOverShort(frame) }
    decodeEtherType(packet.bytes.span.bytes.word(frame.start + 12), packet, frame.dropping(14))
  }

  /// Goes on with what an EtherType says; up to 1500 it is a length, and LLC follows.
  mutating func decodeEtherType(_ type: UInt16, _ packet: Packet, _ frame: Frame) {
    guard frame.depth < Frame.depthLimit else { return passOver(.malformed) }
    switch type {
    case 0x0800, 0x86DD: decodeIP(packet, frame)
    case 0x8100, 0x88A8, 0x9100, 0x9200:
      // A VLAN tag (IEEE 802.1Q section 9): priority and number, then another EtherType.
      guard frame.has(4) else { return passOverShort(frame) }
      decodeEtherType(packet.bytes.span.bytes.word(frame.start + 2), packet, frame.dropping(4))
    case 0x8847, 0x8848: decodeMPLS(packet, frame)
    case 0x8864: decodePPPoE(packet, frame)
    case 0x880B: decodePPP(packet, frame)
    case 0x6558: decodeEthernet(packet, frame.dropping(0))
    case 0...1500: decodeLLC(packet, frame.limited(to: min(Int(type), frame.wireEnd - frame.start)))
    default: passOver(.etherType(type))
    }
  }

  /// ```
  /// │ DSAP │ SSAP │ control │ SNAP: organization │ type │
  /// 0      1      2         3                    6      8
  /// ```
  /// **Source**: IEEE 802.2; RFC 1042
  mutating func decodeLLC(_ packet: Packet, _ frame: Frame) {
    guard frame.has(3) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    switch bytes.word(frame.start) {
    case 0xAAAA:
      guard frame.has(8) else { return passOverShort(frame) }
      let organization = bytes.long(frame.start + 2) & 0xFF_FFFF
      let type = bytes.word(frame.start + 6)
      switch (organization, type) {
      case (0, 1501...), (0xF8, 1501...): decodeEtherType(type, packet, frame.dropping(8))
      case (0x80C2, 1), (0x80C2, 7):
        // Bridged Ethernet (RFC 2684 section 5.2), behind two bytes of padding.
        guard frame.has(10) else { return passOverShort(frame) }
        decodeEthernet(packet, frame.dropping(10))
      default: passOver(.notIP)
      }
    case 0x0606: decodeIP(packet, frame.dropping(3))
    default: passOver(.notIP)
    }
  }

  /// A label stack (RFC 3032): nothing says what lies behind it, so that its first bits have to. 0 is
  /// the control word of an Ethernet pseudowire (RFC 4448).
  mutating func decodeMPLS(_ packet: Packet, _ frame: Frame) {
    let bytes = packet.bytes.span.bytes
    var rest = frame
    var isLast = false
    while !isLast {
      guard rest.has(4), rest.depth < Frame.depthLimit else { return passOverShort(rest) }
      isLast = bytes.byte(rest.start + 2) & 1 == 1
      rest = rest.dropping(4)
    }
    guard rest.has(1) else { return passOverShort(rest) }
    switch bytes.byte(rest.start) >> 4 {
    case 4, 6: decodeIP(packet, rest)
    case 0 where rest.has(4): decodeEthernet(packet, rest.dropping(4))
    default: passOver(.etherType(0x8847))
    }
  }

  /// A protocol family in four bytes, in either byte order. That of IP version 6 differs from system
  /// to system.
  mutating func decodeNull(_ packet: Packet, _ frame: Frame) {
    guard frame.has(4) else { return passOverShort(frame) }
    let written = packet.bytes.span.bytes.long(frame.start)
    switch written > 0xFFFF ? written.byteSwapped : written {
    case 2, 10, 23, 24, 28, 30: decodeIP(packet, frame.dropping(4))
    default: passOver(.notIP)
    }
  }

  /// What Linux gives where the interfaces have different link layers: an EtherType, and what else it
  /// knows about the packet. 4 stands for LLC.
  mutating func decodeCooked(
    _ packet: Packet, _ frame: Frame, headerLength: Int, protocolOffset: Int
  ) {
    guard frame.has(headerLength) else { return passOverShort(frame) }
    let type = packet.bytes.span.bytes.word(frame.start + protocolOffset)
    switch type {
    case 4: decodeLLC(packet, frame.dropping(headerLength))
    case 0...1500: passOver(.notIP)
    default: decodeEtherType(type, packet, frame.dropping(headerLength))
    }
  }

  /// ```
  /// │ address, control │ EtherType │
  /// 0                  2           4
  /// ```
  mutating func decodeCiscoHDLC(_ packet: Packet, _ frame: Frame) {
    guard frame.has(4) else { return passOverShort(frame) }
    let type = packet.bytes.span.bytes.word(frame.start + 2)
    guard type > 1500 else { return passOver(.notIP) }
    decodeEtherType(type, packet, frame.dropping(4))
  }

  /// ```
  /// │ source │ destination │ protocol │ unless it is of RFC 1051: split, number │
  /// 0        1             2          3                                       6
  /// ```
  /// **Source**: RFC 1051; RFC 1201 (a packet in several frames is passed over)
  mutating func decodeARCNET(_ packet: Packet, _ frame: Frame) {
    guard frame.has(4) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    switch (bytes.byte(frame.start + 2), bytes.byte(frame.start + 3)) {
    case (240, _): decodeIP(packet, frame.dropping(3))
    case (212, 0) where frame.has(6), (196, 0) where frame.has(6):
      decodeIP(packet, frame.dropping(6))
    // Behind a frame of padding the header stands once more.
    case (212, 0xFF) where frame.has(10), (196, 0xFF) where frame.has(10):
      decodeIP(packet, frame.dropping(10))
    default: passOver(.notIP)
    }
  }
}
