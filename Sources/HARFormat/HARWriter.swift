internal import Bytes
public import HTTPMessages
internal import JSONDecoding

/// Writes exchanges as an HTTP archive (HAR 1.2), one entry at a time: the counterpart of `HARReader`.
///
/// Bodies are written after content decoding, as browsers do; the fields stay as they were. What HAR
/// has no words for stands in a member `_shareproto`, from which `HARReader` gives the same exchange
/// again (`ExportedEntry`).
///
/// **Source**: HAR 1.2 (softwareishard.com/blog/har-12-spec); for a request body that is no text, the
/// `_content` of HTTP Toolkit.
public struct HARWriter {
  let json = JSONWriter()
  private var hasBegun = false
  private let version: String
  /// What an entry without a time stands at, so that it stays behind the one before.
  var lastStart = Timestamp(nanoseconds: 0)

  /// An archive without entries.
  ///
  /// - Parameter version: That of the program, for `creator`.
  public init(version: String) { self.version = version }

  /// Adds an exchange.
  public mutating func write(_ exchange: Exchange) {
    begin()
    json.lineBreak()
    write(entry: exchange)
  }

  /// Ends the archive.
  public mutating func finish() {
    begin()
    json.newline()
    json.endArray()
    json.endObject()
    json.endObject()
    json.newline()
  }

  /// Gives what has been written since the last time to `body`.
  public func take(_ body: (UnsafeRawBufferPointer) -> Void) { json.take(body) }

  private mutating func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    json.beginObject()
    json.name("log")
    json.beginObject()
    json.member("version", "1.2")
    json.name("creator")
    json.beginObject()
    json.member("name", "shareproto")
    json.member("version", version)
    json.endObject()
    // None; but Firefox does not read an archive without the member.
    json.name("pages")
    json.beginArray()
    json.endArray()
    json.name("entries")
    json.beginArray()
  }
}

extension JSONWriter {
  func member(_ name: StaticString, _ text: String) {
    self.name(name)
    string(text)
  }

  func member(_ name: StaticString, _ number: Int) {
    self.name(name)
    integer(Int64(number))
  }

  static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1_000).rounded() / 1_000 }

  /// A time in milliseconds, to the microsecond; -1 for none.
  func member(_ name: StaticString, milliseconds: Double?) {
    self.name(name)
    guard let milliseconds, milliseconds.isFinite else { return integer(-1) }
    let rounded = Self.rounded(milliseconds)
    if let whole = Int64(exactly: rounded) { integer(whole) } else { self.number(.double(rounded)) }
  }
}
