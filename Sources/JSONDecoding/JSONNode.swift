/// A value inside a JSON text that a `JSONParser` has read: a place on the parser's tape.
///
/// Copying one costs nothing and looking into it copies nothing. It is valid only inside the closure
/// that it was given to.
///
/// **Source**: the tape is laid out as simdjson's `doc/tape.md` describes; the tag `R` is ours, for a
/// number that does not fit 64 bits and is kept as its text.
public struct JSONNode {
  @usableFromInline let tape: UnsafePointer<UInt64>
  @usableFromInline let strings: UnsafePointer<UInt8>
  @usableFromInline let index: Int

  @inlinable
  init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
    self.tape = tape
    self.strings = strings
    self.index = index
  }

  /// What a value is.
  public enum Kind: Hashable, Sendable {
    case null, bool, number, string, array, object
  }

  @inlinable var tag: UInt8 { UInt8(truncatingIfNeeded: tape[index] >> 56) }
  @inlinable var payload: Int { Int(tape[index] & 0x00FF_FFFF_FFFF_FFFF) }

  /// The index on the tape of what follows this value.
  @inlinable var end: Int {
    switch tag {
    case UInt8(ascii: "{"), UInt8(ascii: "["): Int(tape[index] & 0xFFFF_FFFF)
    case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): index + 2
    default: index + 1
    }
  }

  @inlinable
  func at(_ index: Int) -> JSONNode { JSONNode(tape: tape, strings: strings, index: index) }

  /// What this value is.
  @inlinable public var kind: Kind {
    switch tag {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  /// True for `null`.
  @inlinable public var isNull: Bool { tag == UInt8(ascii: "n") }

  /// The value of `true` or `false`; nil for anything else.
  @inlinable public var bool: Bool? {
    switch tag {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// The bytes of a string after unescaping, in UTF-8; nil for anything else.
  @inlinable public var utf8: UnsafeBufferPointer<UInt8>? {
    tag == UInt8(ascii: "\"") ? stringBytes : nil
  }

  @inlinable var stringBytes: UnsafeBufferPointer<UInt8> {
    let start = strings + payload
    let length = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
    return UnsafeBufferPointer(start: start + 4, count: Int(length))
  }

  /// A string; nil for anything else.
  @inlinable public var string: String? {
    utf8.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A number; nil for anything else.
  public var number: JSONNumber? {
    switch tag {
    case UInt8(ascii: "l"): .integer(Int64(bitPattern: tape[index + 1]))
    case UInt8(ascii: "u"): .unsigned(tape[index + 1])
    case UInt8(ascii: "d"): .double(Double(bitPattern: tape[index + 1]))
    case UInt8(ascii: "R"): .text(String(decoding: stringBytes, as: UTF8.self))
    default: nil
    }
  }

  /// A number written as an integer that fits 64 bits with sign; nil for anything else.
  @inlinable public var int64: Int64? {
    tag == UInt8(ascii: "l") ? Int64(bitPattern: tape[index + 1]) : nil
  }

  /// A number, whatever its form, as a double; nil for what is not a number.
  public var double: Double? { number?.double }
}
