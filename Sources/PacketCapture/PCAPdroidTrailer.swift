/// The app that a packet belongs to, as PCAPdroid writes it behind the packet.
///
/// ```
/// │ magic │ user ID │ name of the app, filled up with zeros │ check sequence │
/// 0       4         8                                       28               32
/// ```
///
/// It stands behind what IP says is the end, so that readers who do not know it take it for padding.
///
/// **Source**: PCAPdroid, "Dump extensions"
public struct PCAPdroidTrailer: Hashable, Sendable {
  /// Android's number for the app; -1 where it is not known.
  public var userID: Int32
  /// The name of the app, as far as 20 bytes hold it.
  public var appName: String

  private static let length = 32
  private static let magic: UInt32 = 0x0107_2021

  /// The trailer of a packet; nil where it has none.
  public init?(_ packet: Packet) {
    guard packet.bytes.count >= Self.length, packet.originalLength == packet.bytes.count else {
      return nil
    }
    let bytes = packet.bytes.span.bytes
    let start = bytes.byteCount - Self.length
    guard bytes.long(start) == Self.magic else { return nil }
    userID = Int32(bitPattern: bytes.long(start + 4))
    let name = packet.bytes.suffix(Self.length - 8).prefix(20)
    appName = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
  }
}
