extension SegmentDecoder {
  /// ```
  /// │ source port │ destination port │ sequence number │ acknowledgement number │
  /// 0             2                  4                 8
  /// │ length, 4 bits │ flags │ window │ checksum │ urgent │ options │ payload
  /// 12               13      14       16         18       20        length
  /// ```
  /// **Source**: RFC 9293 section 3.1
  @inline(__always)
  mutating func decodeTCP(_ packet: Packet, _ frame: Frame, _ addresses: AddressPair) {
    guard frame.has(20) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let start = frame.start
    let headerLength = Int(bytes.byte(start + 12) >> 4) * 4
    guard headerLength >= 20, frame.wireEnd - start >= headerLength else {
      return passOver(.malformed)
    }
    let end = packet.bytes.startIndex + frame.end
    counts.segments += 1
    add(
      .segment(
        TCPSegment(
          place: packet.place, source: addresses.source(port: bytes.word(start)),
          destination: addresses.destination(port: bytes.word(start + 2)),
          sequenceNumber: bytes.long(start + 4), acknowledgementNumber: bytes.long(start + 8),
          flags: TCPSegment.Flags(rawValue: bytes.byte(start + 13)),
          window: bytes.word(start + 14),
          // Behind `end` where the recorder cut the options.
          payload: packet.bytes[
            min(packet.bytes.startIndex + start + headerLength, end)..<end],
          payloadLength: frame.wireEnd - start - headerLength)))
  }

  /// ```
  /// │ source port │ destination port │ length │ checksum │
  /// 0             2                  4        6          8
  /// ```
  /// **Source**: RFC 768; ports: VXLAN (RFC 7348 section 5, and Linux's old one), GENEVE (RFC 8926
  /// section 3.3), GTP-U (3GPP TS 29.281 section 4.4.2), AYIYA (draft-massar-v6ops-ayiya-02)
  mutating func decodeUDP(_ packet: Packet, _ frame: Frame, _ addresses: AddressPair) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let source = bytes.word(frame.start)
    let destination = bytes.word(frame.start + 2)
    let payload = frame.dropping(8)
    switch destination {
    case 4_789, 8_472: if decodeVXLAN(packet, payload) { return }
    case 6_081: if decodeGENEVE(packet, payload) { return }
    default:
      if destination == 5_072 || source == 5_072, decodeAYIYA(packet, payload) { return }
      if destination == 2_152 || source == 2_152, decodeGTP(packet, payload) { return }
    }
    countQUIC(
      addresses.source(port: source), addresses.destination(port: destination),
      isSure: source == 443 || destination == 443 || isQUIC(bytes, payload))
    passOver(.ipProtocol(17))
  }

  /// ```
  /// │ 1 │ 1 │ type, 6 bits │ version │ length of the destination's ID │ …
  /// 0                      1         5
  /// ```
  /// **Source**: RFC 9000 section 17.2; versions 1 (RFC 9000) and 2 (RFC 9369 section 3.1)
  private func isQUIC(_ bytes: RawSpan, _ payload: Frame) -> Bool {
    guard payload.has(7), bytes.byte(payload.start) >= 0xC0 else { return false }
    return [1, 0x6B33_43CF].contains(bytes.long(payload.start + 1))
      && bytes.byte(payload.start + 5) <= 20
  }

  /// Counts a packet that is QUIC by its port or its own words, or of a flow that had one of these.
  private mutating func countQUIC(
    _ source: SocketAddress, _ destination: SocketAddress, isSure: Bool
  ) {
    guard isSure || !counts.quic.isEmpty else { return }
    let limit = 4_096
    let flow = PacketCounts.Flow(source: source, destination: destination)
    guard
      isSure || counts.quic[flow] != nil
        || counts.quic[PacketCounts.Flow(source: destination, destination: source)] != nil
    else { return }
    if let count = counts.quic[flow] {
      counts.quic[flow] = count + 1
    } else if counts.quic.count < limit {
      counts.quic[flow] = 1
    }
  }
}
