/// What the first bytes of a packet are: a LINKTYPE_ value.
///
/// **Source**: https://www.tcpdump.org/linktypes.html
public struct LinkType: RawRepresentable, Hashable, Sendable {
  /// The number in the capture file.
  public var rawValue: UInt32
  /// A number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// BSD's loopback: a protocol family in the byte order of the machine that recorded.
  public static let null = LinkType(rawValue: 0)
  /// Ethernet.
  public static let ethernet = LinkType(rawValue: 1)
  /// Token Ring.
  public static let tokenRing = LinkType(rawValue: 6)
  /// ARCNET, with BSD's header.
  public static let arcnet = LinkType(rawValue: 7)
  /// PPP, or Cisco's HDLC where the first byte says so.
  public static let ppp = LinkType(rawValue: 9)
  /// FDDI.
  public static let fddi = LinkType(rawValue: 10)
  /// PPP in frames like those of HDLC.
  public static let pppSerial = LinkType(rawValue: 50)
  /// A PPPoE session, without Ethernet before it.
  public static let pppoe = LinkType(rawValue: 51)
  /// LLC over ATM.
  public static let atmRFC1483 = LinkType(rawValue: 100)
  /// IP without anything before it.
  public static let raw = LinkType(rawValue: 101)
  /// Cisco's HDLC.
  public static let ciscoHDLC = LinkType(rawValue: 104)
  /// 802.11.
  public static let ieee80211 = LinkType(rawValue: 105)
  /// OpenBSD's loopback: a protocol family in the order of the network.
  public static let loop = LinkType(rawValue: 108)
  /// Linux's cooked packets (`-i any`).
  public static let linuxSLL = LinkType(rawValue: 113)
  /// 802.11 behind Prism's header.
  public static let ieee80211Prism = LinkType(rawValue: 119)
  /// 802.11 behind radiotap's header.
  public static let ieee80211Radiotap = LinkType(rawValue: 127)
  /// ARCNET, with Linux's header.
  public static let arcnetLinux = LinkType(rawValue: 129)
  /// 802.11 behind AVS's header.
  public static let ieee80211AVS = LinkType(rawValue: 163)
  /// PPP behind a byte that tells the direction.
  public static let pppWithDirection = LinkType(rawValue: 166)
  /// Bluetooth.
  public static let bluetoothH4 = LinkType(rawValue: 187)
  /// USB as Linux sees it.
  public static let usbLinux = LinkType(rawValue: 189)
  /// Any packet behind PPI's header.
  public static let ppi = LinkType(rawValue: 192)
  /// A record of Endace's cards.
  public static let erf = LinkType(rawValue: 197)
  /// The signalling of ISDN.
  public static let lapd = LinkType(rawValue: 203)
  /// PPP behind a byte that tells the direction.
  public static let pppPPPD = LinkType(rawValue: 204)
  /// USB as Linux sees it, with padding.
  public static let usbLinuxMapped = LinkType(rawValue: 220)
  /// IP version 4 without anything before it.
  public static let ipv4 = LinkType(rawValue: 228)
  /// IP version 6 without anything before it.
  public static let ipv6 = LinkType(rawValue: 229)
  /// D-Bus.
  public static let dBus = LinkType(rawValue: 231)
  /// Linux's netfilter log.
  public static let nflog = LinkType(rawValue: 239)
  /// IP over InfiniBand.
  public static let ipOverInfiniBand = LinkType(rawValue: 242)
  /// USB as Windows sees it.
  public static let usbPcap = LinkType(rawValue: 249)
  /// Any packet behind Apple's header that tells interface and process.
  public static let pktap = LinkType(rawValue: 258)
  /// One that everybody may use; what Apple's older tcpdump writes before its packets (`pktap`).
  public static let user2 = LinkType(rawValue: 149)
  /// Linux's cooked packets, version 2 (`-i any`).
  public static let linuxSLL2 = LinkType(rawValue: 276)
}

extension LinkType {
  /// IP without anything before it, whichever number a recorder uses for it: the older ones wrote
  /// down the number of their own system (12, 14), and Linux's classical IP over ATM (18, 19, 106)
  /// has nothing before IP either.
  var isBareIP: Bool {
    switch rawValue {
    case 101, 228, 229, 12, 14, 18, 19: true
    default: false
    }
  }

  /// How long the header of an ERF record is, with all that comes before the packet in it; nil where
  /// the bytes are too few to tell.
  static func erfHeaderLength(_ bytes: RawSpan) -> Int? {
    guard bytes.byteCount >= 16 else { return nil }
    var length = 16
    var more = bytes.byte(8) & 0x80 != 0
    while more {
      guard length + 8 <= bytes.byteCount else { return nil }
      more = bytes.byte(length) & 0x80 != 0
      length += 8
    }
    // Two bytes stand before an Ethernet header.
    return [2, 11, 16, 20].contains(bytes.byte(8) & 0x7F) ? length + 2 : length
  }
}
