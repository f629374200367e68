/// The kinds of capture file that are read.
public enum CaptureFormat: String, Hashable, Sendable {
  /// tcpdump's and libpcap's classic format.
  case pcap
  /// The format of Wireshark, in blocks.
  case pcapng
  /// Endace's records.
  case erf = "ERF"
  /// Microsoft Network Monitor 2.
  case networkMonitor = "Network Monitor"
  /// NetXRay and the Sniffer for Windows.
  case netXRay = "NetXRay"
  /// BlueZ's hcidump.
  case hcidump
  /// isdn4bsd's isdntrace.
  case isdntrace
}

/// What a capture file, or a section of a pcapng, says about itself.
public struct CaptureSection: Hashable, Sendable {
  /// How it is written.
  public var format: CaptureFormat
  /// The machine it was recorded on.
  public var hardware: String?
  /// The system it was recorded on.
  public var operatingSystem: String?
  /// The recorder: `tcpdump 4.99`, `Dumpcap (Wireshark) 4.0.17`.
  public var application: String?

  /// A section of which nothing is known.
  public init(format: CaptureFormat) { self.format = format }
}

/// An interface that packets were captured on.
public struct CaptureInterface: Hashable, Sendable {
  /// Its number in its section, from 0.
  public var number: Int
  /// What the first bytes of its packets are.
  public var linkType: LinkType
  /// How many bytes of a packet were kept at most; 0 where there was no limit.
  public var snapLength: UInt32
  /// `en0`.
  public var name: String?
  /// `Wi-Fi`.
  public var description: String?

  /// An interface without a name.
  public init(number: Int, linkType: LinkType, snapLength: UInt32) {
    self.number = number
    self.linkType = linkType
    self.snapLength = snapLength
  }
}

/// Secrets that a recorder put into the capture (pcapng's Decryption Secrets Block).
public struct CaptureSecrets: Hashable, Sendable {
  /// What the bytes are.
  public var kind: Kind
  /// The secrets.
  public var bytes: ArraySlice<UInt8>

  /// Secrets.
  public init(kind: Kind, bytes: ArraySlice<UInt8>) {
    self.kind = kind
    self.bytes = bytes
  }

  /// What secrets are written in.
  ///
  /// **Source**: draft-ietf-opsawg-pcapng, section 4.7
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The number in the block.
    public var rawValue: UInt32
    /// A number, known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A TLS key log (`SSLKEYLOGFILE`).
    public static let tlsKeyLog = Kind(rawValue: 0x544C_534B)
    /// An SSH key log.
    public static let sshKeyLog = Kind(rawValue: 0x5353_484B)
    /// WireGuard's key log.
    public static let wireGuardKeyLog = Kind(rawValue: 0x5747_4B4C)
    /// A network key of ZigBee.
    public static let zigBeeNetworkKey = Kind(rawValue: 0x5A4E_574B)
    /// An application support key of ZigBee.
    public static let zigBeeApplicationKey = Kind(rawValue: 0x5A41_504B)

    /// What it is called; its number where it is not known.
    public var name: String {
      switch self {
      case .tlsKeyLog: "TLS key log"
      case .sshKeyLog: "SSH key log"
      case .wireGuardKeyLog: "WireGuard key log"
      case .zigBeeNetworkKey: "ZigBee network key"
      case .zigBeeApplicationKey: "ZigBee application key"
      default: "secrets of kind 0x" + String(rawValue, radix: 16)
      }
    }
  }
}

/// What a person, or a program, wrote next to something in a capture.
public struct CaptureComment: Hashable, Sendable {
  /// What a comment is about.
  public enum Subject: Hashable, Sendable {
    /// The section.
    case section
    /// An interface, by its number in the section.
    case interface(Int)
    /// A packet, by its number in the capture. The comment comes before the packet.
    case packet(Int)
    /// Secrets, names or statistics.
    case other
  }

  /// What it is about.
  public var subject: Subject
  /// Its bytes: text in UTF-8, if the writer kept to the rules.
  public var bytes: ArraySlice<UInt8>

  /// A comment.
  public init(subject: Subject, bytes: ArraySlice<UInt8>) {
    self.subject = subject
    self.bytes = bytes
  }
}

/// A block of pcapng that is not read here, as it stands in the file.
public struct CaptureBlock: Hashable, Sendable {
  /// Its type; the highest bit marks the private ones.
  public var type: UInt32
  /// All of it, both lengths included.
  public var bytes: ArraySlice<UInt8>

  /// A block.
  public init(type: UInt32, bytes: ArraySlice<UInt8>) {
    self.type = type
    self.bytes = bytes
  }
}
