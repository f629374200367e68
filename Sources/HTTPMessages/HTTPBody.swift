/// The body of a message, after transfer and content decoding.
public struct HTTPBody: Hashable, Sendable {
  /// The bytes that are there.
  public var bytes: [UInt8]
  /// Whether those are all.
  public var completeness: Completeness

  /// Whether a recording has all of a body.
  public enum Completeness: Hashable, Sendable {
    /// All bytes are there; none for a message without a body.
    case whole
    /// The rest was lost, or could not be decoded.
    case cut
    /// The exporter left the body out; it had `size` bytes where that is known.
    case dropped(size: Int?)
  }

  private let recordedSize: Int?

  /// How many bytes a person is told of: those that are there, or those of the recorded body where a
  /// stand-in is there in its place.
  public var size: Int { recordedSize ?? bytes.count }

  /// A body.
  ///
  /// - Parameter recordedSize: The size of the body that this one stands for; nil for its own.
  public init(
    bytes: [UInt8], completeness: Completeness = .whole, recordedSize: Int? = nil
  ) {
    self.bytes = bytes
    self.completeness = completeness
    self.recordedSize = recordedSize == bytes.count ? nil : recordedSize
  }

  /// No body, or one of no bytes: on the wire of HTTP the two are alike.
  public static let absent = HTTPBody(bytes: [])
}
