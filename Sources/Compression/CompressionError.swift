/// Why packed bytes could not be unpacked to their end. All that came before was given out.
public struct CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// The bytes end inside the packed data.
    case cut
    /// The bytes break the rules of their format; the text is the library's own.
    case damaged(String)
    /// The packed data have ended, and something else follows.
    case trailingBytes
    /// More would come out than was allowed.
    case limit(Int)
  }

  /// What the bytes were taken for.
  public var format: CompressionFormat
  /// What went wrong.
  public var reason: Reason
  /// How many packed bytes had been taken in, from the first.
  public var offset: Int

  /// An error at an offset.
  public init(_ format: CompressionFormat, _ reason: Reason, offset: Int) {
    self.format = format
    self.reason = reason
    self.offset = offset
  }

  /// The reason in words, and the offset.
  public var description: String {
    let what =
      switch reason {
      case .cut: "the \(format.rawValue) data end too early"
      case .damaged(let detail): "the \(format.rawValue) data are damaged (\(detail))"
      case .trailingBytes: "something follows the end of the \(format.rawValue) data"
      case .limit(let limit): "the \(format.rawValue) data unpack to more than \(limit) bytes"
      }
    return "\(what) at byte \(offset) of the packed data"
  }
}
