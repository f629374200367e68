internal import Bytes

/// The two ends of an IP packet.
struct AddressPair: Hashable {
  var sourceHigh, sourceLow, destinationHigh, destinationLow: UInt64
  var isVersion4: Bool

  func source(port: UInt16) -> SocketAddress { address(sourceHigh, sourceLow, port) }

  func destination(port: UInt16) -> SocketAddress {
    address(destinationHigh, destinationLow, port)
  }

  private func address(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> SocketAddress {
    isVersion4
      ? SocketAddress(version4: UInt32(truncatingIfNeeded: low), port: port)
      : SocketAddress(version6: high, low, port: port)
  }
}

extension SegmentDecoder {
  /// IP of the version that its first bits tell.
  mutating func decodeIP(_ packet: Packet, _ frame: Frame) {
    guard frame.depth < Frame.depthLimit else { return passOver(.malformed) }
    guard frame.has(1) else { return passOverShort(frame) }
    switch packet.bytes.span.bytes.byte(frame.start) >> 4 {
    case 4: decodeIPv4(packet, frame)
    case 6: decodeIPv6(packet, frame)
    default: passOver(.malformed)
    }
  }

  /// ```
  /// │ version, length │ service │ total length │ number │ fragment │ time to live │ protocol │
  /// 0                 1         2              4        6          8              9
  /// │ checksum │ source │ destination │ options │
  /// 10         12       16            20        length
  /// ```
  /// **Source**: RFC 791 section 3.1
  private mutating func decodeIPv4(_ packet: Packet, _ frame: Frame) {
    guard frame.has(20) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let headerLength = Int(bytes.byte(frame.start) & 0x0F) * 4
    let totalLength = Int(bytes.word(frame.start + 2))
    guard headerLength >= 20, totalLength == 0 || totalLength >= headerLength else {
      return passOver(.malformed)
    }
    let datagram = totalLength == 0 ? frame : frame.limited(to: totalLength)
    guard datagram.has(headerLength) else { return passOverShort(datagram) }
    let addresses = AddressPair(
      sourceHigh: 0, sourceLow: UInt64(bytes.long(frame.start + 12)), destinationHigh: 0,
      destinationLow: UInt64(bytes.long(frame.start + 16)), isVersion4: true)
    let payload = datagram.dropping(headerLength)
    let number = bytes.byte(frame.start + 9)
    let fragment = bytes.word(frame.start + 6)
    guard fragment & 0x3FFF == 0 else {
      return decodeFragment(
        packet, payload,
        Fragment(
          addresses: addresses, number: UInt32(bytes.word(frame.start + 4)),
          protocolNumber: number, offset: Int(fragment & 0x1FFF) * 8,
          isLast: fragment & 0x2000 == 0))
    }
    decodePayload(packet, payload, number, addresses)
  }

  /// ```
  /// │ version, class, flow │ payload length │ next header │ hop limit │ source │ destination │
  /// 0                      4                6             7           8        24            40
  /// ```
  /// **Source**: RFC 8200 section 3
  private mutating func decodeIPv6(_ packet: Packet, _ frame: Frame) {
    guard frame.has(40) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    func half(_ offset: Int) -> UInt64 { bytes.integer(at: frame.start + offset, .big) }
    let addresses = AddressPair(
      sourceHigh: half(8), sourceLow: half(16), destinationHigh: half(24),
      destinationLow: half(32), isVersion4: false)
    let length = Int(bytes.word(frame.start + 4))
    let payload = frame.dropping(40)
    decodePayload(
      packet, length == 0 ? payload : payload.limited(to: length), bytes.byte(frame.start + 6),
      addresses)
  }

  /// Options (hop by hop, for the destination), routing, fragment, mobility, host identity, shim6.
  private static let extensionHeaders: [UInt8] = [0, 60, 43, 44, 135, 139, 140]

  /// Goes on with what IP carries.
  mutating func decodePayload(
    _ packet: Packet, _ frame: Frame, _ number: UInt8, _ addresses: AddressPair
  ) {
    guard frame.depth < Frame.depthLimit else { return passOver(.malformed) }
    switch number {
    case 6: decodeTCP(packet, frame, addresses)
    case 17: decodeUDP(packet, frame, addresses)
    case 4, 41: decodeIP(packet, frame)
    case 47: decodeGRE(packet, frame)
    case 137: decodeMPLS(packet, frame)
    case 51: decodeExtension(packet, frame, number, addresses)
    case _ where !addresses.isVersion4 && Self.extensionHeaders.contains(number):
      decodeExtension(packet, frame, number, addresses)
    default: passOver(.ipProtocol(number))
    }
  }

  /// An extension header of IPv6, or an authentication header.
  ///
  /// ```
  /// │ next header │ length in units of 8 bytes, the first not counted │ …
  /// 0             1                                                   2
  /// │ next header │ reserved │ fragment │ number │        — the fragment header (44)
  /// 0             1          2          4        8
  /// ```
  /// **Source**: RFC 8200 section 4; RFC 4302 section 2, which counts in units of 4 bytes
  private mutating func decodeExtension(
    _ packet: Packet, _ frame: Frame, _ number: UInt8, _ addresses: AddressPair
  ) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let next = bytes.byte(frame.start)
    if number == 44 {
      let fragment = bytes.word(frame.start + 2)
      let payload = frame.dropping(8)
      guard fragment & 0xFFF9 == 0 else {
        return decodeFragment(
          packet, payload,
          Fragment(
            addresses: addresses, number: bytes.long(frame.start + 4), protocolNumber: next,
            offset: Int(fragment & 0xFFF8), isLast: fragment & 1 == 0))
      }
      return decodePayload(packet, payload, next, addresses)
    }
    let units = Int(bytes.byte(frame.start + 1))
    let length = number == 51 ? (units + 2) * 4 : (units + 1) * 8
    guard frame.has(length) else { return passOverShort(frame) }
    decodePayload(packet, frame.dropping(length), next, addresses)
  }

  /// Keeps a fragment, and goes on with the whole once it is there.
  private mutating func decodeFragment(_ packet: Packet, _ frame: Frame, _ fragment: Fragment) {
    let first = packet.bytes.startIndex
    let bytes = packet.bytes[first + frame.start..<first + frame.end]
    let outcome = fragments.add(
      fragment, bytes, length: frame.wireEnd - frame.start, at: packet.place.time)
    if outcome.givenUp > 0 { passOver(.fragment, count: outcome.givenUp) }
    guard let whole = outcome.whole else { return }
    let rebuilt = Packet(
      place: packet.place, linkType: .raw, originalLength: whole.bytes.count,
      bytes: whole.bytes[...])
    decodePayload(
      rebuilt,
      Frame(
        start: 0, end: whole.bytes.count, wireEnd: whole.bytes.count, depth: frame.depth + 1),
      whole.protocolNumber, fragment.addresses)
  }
}
