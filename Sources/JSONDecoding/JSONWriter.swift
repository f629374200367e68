internal import Bytes

/// Writes JSON text into a buffer of bytes, without spaces.
///
/// Nothing that a terminal or a page could take for its own leaves it raw: control characters, DEL
/// and the C1 range are escaped, and so are U+2028, U+2029 and the marks that turn the direction of
/// text.
///
/// It is an object, so that all who write parts of a text write into the same buffer.
public final class JSONWriter {
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 12
  private var count = 0
  private var needsComma = false

  /// An empty buffer.
  public init() { buffer = .allocate(capacity: capacity) }

  deinit { buffer.deallocate() }

  /// A copy of what has been written.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: buffer, count: count)) }

  /// Gives what has been written to `body`, and empties the buffer, keeping its room.
  public func take(_ body: (UnsafeRawBufferPointer) -> Void) {
    body(UnsafeRawBufferPointer(start: buffer, count: count))
    count = 0
  }

  /// Starts an object.
  public func beginObject() { begin("{") }
  /// Ends an object.
  public func endObject() { end("}") }
  /// Starts an array.
  public func beginArray() { begin("[") }
  /// Ends an array.
  public func endArray() { end("]") }

  /// Starts a member with a name known to need no escapes; its value comes next.
  public func name(_ name: StaticString) {
    self.name(plain: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// Starts a member with a name known to need no escapes; its value comes next.
  public func name(plain name: UnsafeBufferPointer<UInt8>) {
    separate(reserving: name.count + 3)
    put("\"")
    put(name)
    put("\"")
    put(":")
    needsComma = false
  }

  /// Starts a member; its value comes next.
  public func name(utf8 name: UnsafeBufferPointer<UInt8>) {
    string(utf8: name)
    reserve(1)
    put(":")
    needsComma = false
  }

  /// Starts a member; its value comes next.
  public func name(_ name: String) {
    var name = name
    name.withUTF8 { self.name(utf8: $0) }
  }

  /// Writes `null`.
  public func null() { word("null") }

  /// Writes `true` or `false`.
  public func bool(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes an integer.
  public func integer(_ value: Int64) {
    separate(reserving: 20)
    if value < 0 { put("-") }
    var magnitude = value.magnitude
    let start = count
    repeat {
      buffer[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
      count += 1
      magnitude /= 10
    } while magnitude > 0
    var digits = UnsafeMutableBufferPointer(start: buffer + start, count: count - start)
    digits.reverse()
  }

  /// Writes a number as it was written.
  public func number(_ value: JSONNumber) {
    if case .integer(let value) = value { integer(value) } else { raw(value.text) }
  }

  /// Writes a string.
  public func string(_ value: String) {
    var value = value
    value.withUTF8 { string(utf8: $0) }
  }

  /// Writes a string of UTF-8 bytes.
  public func string(utf8: UnsafeBufferPointer<UInt8>) {
    // The longest escape has six bytes, in place of one.
    separate(reserving: utf8.count * 6 + 2)
    put("\"")
    var index = copyPlain(utf8, from: 0)
    while index < utf8.count {
      let length = escapedLength(utf8, index)
      if length == 0 {
        buffer[count] = utf8[index]
        count += 1
      } else {
        escape(utf8, index, length)
      }
      index = copyPlain(utf8, from: index + max(length, 1))
    }
    put("\"")
  }

  /// Writes a string of up to `capacity` bytes that need no escapes.
  ///
  /// - Parameter fill: Writes the bytes, and returns how many.
  public func string(capacity: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    separate(reserving: capacity + 2)
    put("\"")
    count += fill(UnsafeMutableBufferPointer(start: buffer + count, count: capacity))
    put("\"")
  }

  /// Writes a value that stands on its own.
  public func value(_ value: JSONValue) {
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
  public func raw(_ text: String) {
    separate(reserving: text.utf8.count)
    for byte in text.utf8 {
      buffer[count] = byte
      count += 1
    }
  }

  /// Ends a line, and with it the separation of values.
  public func newline() {
    reserve(1)
    put("\n")
    needsComma = false
  }

  /// Goes to the next line inside an array or an object.
  public func lineBreak() {
    reserve(2)
    if needsComma { put(",") }
    put("\n")
    needsComma = false
  }

  private func begin(_ bracket: Unicode.Scalar) {
    separate(reserving: 1)
    put(bracket)
    needsComma = false
  }

  private func end(_ bracket: Unicode.Scalar) {
    reserve(1)
    put(bracket)
    needsComma = true
  }

  private func word(_ word: StaticString) {
    separate(reserving: word.utf8CodeUnitCount)
    put(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  @inline(__always)
  private func separate(reserving room: Int) {
    reserve(room + 1)
    if needsComma { put(",") }
    needsComma = true
  }

  @inline(__always)
  private func reserve(_ room: Int) {
    if capacity - count < room { grow(room) }
  }

  private func grow(_ room: Int) {
    capacity = max(capacity * 2, count + room)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: buffer, count: count)
    buffer.deallocate()
    buffer = larger
  }

  /// Writes a character into room that has been reserved.
  @inline(__always)
  private func put(_ character: Unicode.Scalar) {
    buffer[count] = UInt8(ascii: character)
    count += 1
  }

  @inline(__always)
  private func put(_ text: UnsafeBufferPointer<UInt8>) {
    guard let start = text.baseAddress else { return }
    (buffer + count).update(from: start, count: text.count)
    count += text.count
  }

  /// Copies bytes that need no escape into room that has been reserved, eight at once, and returns the
  /// index of the first that may need one.
  private func copyPlain(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    func eight(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
    let bytes = UnsafeRawBufferPointer(utf8)
    var index = start
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      UnsafeMutableRawPointer(buffer + count).storeBytes(of: word.littleEndian, as: UInt64.self)
      // The first byte below 0x20, above 0x7E or equal to a quote or a backslash has its high bit in
      // one of the terms; those before it have not.
      let marks =
        (word | (word &+ eight(1)) | (word &- eight(0x20)) | ((word ^ eight(0x22)) &- eight(1))
          | ((word ^ eight(0x5C)) &- eight(1))) & eight(0x80)
      let plain = marks.trailingZeroBitCount / 8
      count += plain
      index += plain
      if plain < 8 { return index }
    }
    while index < bytes.count, isPlain(bytes[index]) {
      buffer[count] = bytes[index]
      count += 1
      index += 1
    }
    return index
  }

  @inline(__always)
  private func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// How many bytes from `index` on make a character that must be escaped; 0 for none.
  private func escapedLength(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    switch utf8[index] {
    case 0..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 1
    case 0xC2:
      // The C1 range, and U+00AD.
      return index + 1 < utf8.count && (utf8[index + 1] < 0xA0 || utf8[index + 1] == 0xAD) ? 2 : 0
    case 0xD8:  // U+061C
      return index + 1 < utf8.count && utf8[index + 1] == 0x9C ? 2 : 0
    case 0xE2 where index + 2 < utf8.count:
      // U+200B to U+200F, U+2028 to U+202E and U+2060 to U+206F.
      return switch (utf8[index + 1], utf8[index + 2]) {
      case (0x80, 0x8B...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA0...0xAF): 3
      default: 0
      }
    case 0xEF where index + 2 < utf8.count:
      return utf8[index + 1] == 0xBB && utf8[index + 2] == 0xBF ? 3 : 0  // U+FEFF
    default: return 0
    }
  }

  private func escape(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int) {
    put("\\")
    let byte = utf8[index]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      buffer[count] = byte
      count += 1
    case 0x0A: put("n")
    case 0x0D: put("r")
    case 0x09: put("t")
    default:
      let code: UInt32 =
        switch length {
        case 1: UInt32(byte)
        case 2: UInt32(byte & 0x1F) << 6 | UInt32(utf8[index + 1] & 0x3F)
        default:
          UInt32(byte & 0x0F) << 12 | UInt32(utf8[index + 1] & 0x3F) << 6
            | UInt32(utf8[index + 2] & 0x3F)
        }
      put("u")
      for digit in hexadecimal(code, digits: 4) {
        buffer[count] = digit
        count += 1
      }
    }
  }
}
