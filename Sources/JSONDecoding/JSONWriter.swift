internal import Bytes

/// Writes JSON text into a buffer of bytes, without spaces.
///
/// Nothing that a terminal or a page could take for its own leaves it raw: control characters, DEL
/// and the C1 range are escaped, and so are U+2028, U+2029 and the marks that turn the direction of
/// text.
public struct JSONWriter {
  /// What has been written.
  public var bytes: [UInt8] = []
  private var needsComma = false

  /// An empty buffer.
  public init() {}

  /// Starts an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  /// Ends an object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  /// Starts an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  /// Ends an array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Starts a member with a name known to need no escapes; its value comes next.
  public mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Starts a member; its value comes next.
  public mutating func name(utf8 name: UnsafeBufferPointer<UInt8>) {
    string(utf8: name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Starts a member; its value comes next.
  public mutating func name(_ name: String) {
    var name = name
    name.withUTF8 { self.name(utf8: $0) }
  }

  /// Writes `null`.
  public mutating func null() { word("null") }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes an integer.
  public mutating func integer(_ value: Int64) {
    separate()
    bytes.append(decimal: value)
  }

  /// Writes a number as it was written.
  public mutating func number(_ value: JSONNumber) {
    if case .integer(let value) = value { integer(value) } else { raw(value.text) }
  }

  /// Writes a string.
  public mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { string(utf8: $0) }
  }

  /// Writes a string of UTF-8 bytes.
  public mutating func string(utf8: UnsafeBufferPointer<UInt8>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var plainStart = 0
    var index = 0
    while index < utf8.count {
      let byte = utf8[index]
      if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        index += 1
        continue
      }
      let length = escapedLength(utf8, index)
      if length > 0 {
        bytes.append(contentsOf: utf8[plainStart..<index])
        escape(utf8, index, length)
        plainStart = index + length
      }
      index += max(length, 1)
    }
    bytes.append(contentsOf: utf8[plainStart...])
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a string of bytes that need no escapes.
  public mutating func string(_ append: (inout [UInt8]) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(&bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a value that stands on its own.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        name(member.name)
        self.value(member.value)
      }
      endObject()
    }
  }

  /// Writes text that is known to be JSON.
  public mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  /// Ends a line, and with it the separation of values.
  public mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func begin(_ byte: UInt8) {
    separate()
    bytes.append(byte)
    needsComma = false
  }

  private mutating func end(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func word(_ word: StaticString) {
    separate()
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// How many bytes from `index` on make a character that must be escaped; 0 for none.
  private func escapedLength(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    switch utf8[index] {
    case 0..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 1
    case 0xC2:
      return index + 1 < utf8.count && utf8[index + 1] < 0xA0 ? 2 : 0
    case 0xD8:  // U+061C
      return index + 1 < utf8.count && utf8[index + 1] == 0x9C ? 2 : 0
    case 0xE2 where index + 2 < utf8.count:
      // U+200E, U+200F, U+2028 to U+202E and U+2066 to U+2069.
      return switch (utf8[index + 1], utf8[index + 2]) {
      case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): 3
      default: 0
      }
    default: return 0
    }
  }

  private mutating func escape(
    _ utf8: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int
  ) {
    bytes.append(UInt8(ascii: "\\"))
    let byte = utf8[index]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      let code: UInt32 =
        switch length {
        case 1: UInt32(byte)
        case 2: UInt32(byte & 0x1F) << 6 | UInt32(utf8[index + 1] & 0x3F)
        default:
          UInt32(byte & 0x0F) << 12 | UInt32(utf8[index + 1] & 0x3F) << 6
            | UInt32(utf8[index + 2] & 0x3F)
        }
      bytes.append(UInt8(ascii: "u"))
      bytes.append(contentsOf: hexadecimal(code, digits: 4))
    }
  }
}
