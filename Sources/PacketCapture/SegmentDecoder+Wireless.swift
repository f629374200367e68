extension SegmentDecoder {
  /// ```
  /// │ version │ 0 │ length │ which fields there are │ fields │ packet
  /// 0         1   2        4                        8        length
  /// ```
  /// All integers are little-endian. Only the flags matter, which tell of padding behind the header
  /// of the packet. **Source**: https://www.radiotap.org
  mutating func decodeRadiotap(_ packet: Packet, _ frame: Frame) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let length = Int(bytes.integer(at: frame.start + 2, .little, as: UInt16.self))
    guard length >= 8 else { return passOver(.malformed) }
    guard frame.has(length) else { return passOverShort(frame) }
    let fields: UInt32 = bytes.integer(at: frame.start + 4, .little)
    var isPadded = false
    if fields & 2 != 0 {
      // Each word with its highest bit set says that another one follows.
      var place = 4
      while place + 4 <= length,
        bytes.integer(at: frame.start + place, .little, as: UInt32.self) >> 31 == 1
      {
        place += 4
      }
      place += 4
      // A time stamp of eight bytes comes first, at a multiple of eight.
      if fields & 1 != 0 { place = (place + 7) & ~7 + 8 }
      isPadded = place < length && bytes.byte(frame.start + place) & 0x20 != 0
    }
    decodeWireless(packet, frame.dropping(length), isPadded: isPadded)
  }

  /// The headers of Prism cards and AVS, which are both found under Prism's number. Prism's is in the
  /// byte order of the machine.
  ///
  /// ```
  /// │ message, or 80211001 for AVS │ length │ … │ packet
  /// 0                              4        8   length
  /// ```
  mutating func decodePrism(_ packet: Packet, _ frame: Frame) {
    guard frame.has(8) else { return passOverShort(frame) }
    let bytes = packet.bytes.span.bytes
    let isAVS = bytes.long(frame.start) >> 4 == 0x0802_1100
    let written = bytes.long(frame.start + 4)
    let length = Int(isAVS || written <= 0xFFFF ? written : written.byteSwapped)
    guard length >= 8 else { return passOver(.malformed) }
    guard frame.has(length) else { return passOverShort(frame) }
    decodeWireless(packet, frame.dropping(length))
  }

  /// ```
  /// │ frame control │ duration │ addresses 1, 2, 3 │ sequence │ address 4 │ QoS │ HT │ LLC
  /// 0               2          4                   22         24          where flags say so
  /// ```
  /// **Source**: IEEE 802.11 section 9.3.2.1
  mutating func decodeWireless(_ packet: Packet, _ frame: Frame, isPadded: Bool = false) {
    guard frame.has(24) else {
      // Control frames are shorter than that.
      return passOver(frame.isCut ? .cut : .wirelessControl)
    }
    let bytes = packet.bytes.span.bytes
    let control = bytes.byte(frame.start)
    let flags = bytes.byte(frame.start + 1)
    let isData = control & 0x0F == 0x08
    let isEmpty = control & 0x40 != 0
    guard isData, !isEmpty else { return passOver(.wirelessControl) }
    guard flags & 0x40 == 0 else { return passOver(.wirelessEncrypted) }
    var length = flags & 0x03 == 0x03 ? 30 : 24
    let isQoS = control & 0x80 != 0
    guard frame.has(length + 6) else { return passOverShort(frame) }
    let holdsSeveral = isQoS && bytes.byte(frame.start + length) & 0x80 != 0
    if isQoS { length += flags & 0x80 != 0 ? 6 : 2 }
    if isPadded { length = paddedLength(length) }
    guard frame.has(length) else { return passOverShort(frame) }
    let rest = frame.dropping(length)
    holdsSeveral ? decodeAggregate(packet, rest) : decodeLLC(packet, rest)
  }

  /// Several packets in one (A-MSDU).
  ///
  /// ```
  /// │ destination │ source │ length │ LLC …, padded to whole words │ …
  /// 0             6        12       14
  /// ```
  private mutating func decodeAggregate(_ packet: Packet, _ frame: Frame) {
    let bytes = packet.bytes.span.bytes
    var rest = frame
    while rest.has(14) {
      let length = Int(bytes.word(rest.start + 12))
      let one = rest.dropping(14)
      decodeLLC(packet, one.limited(to: min(length, one.wireEnd - one.start)))
      let padded = paddedLength(14 + length)
      guard rest.has(padded) else { return }
      rest.start += padded
    }
  }
}
