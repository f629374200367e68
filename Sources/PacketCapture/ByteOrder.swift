/// The order in which the bytes of an integer stand in a file or on the wire.
enum ByteOrder {
  case little
  case big

  var opposite: ByteOrder { self == .little ? .big : .little }
}

extension RawSpan {
  /// The integer at an offset, which has to be inside.
  @inline(__always)
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, _ order: ByteOrder, as type: Value.Type = Value.self
  ) -> Value {
    let value = unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self)
    return order == .big ? Value(bigEndian: value) : Value(littleEndian: value)
  }

  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  /// The 16 bits at an offset, in the order of the network.
  @inline(__always)
  func word(_ offset: Int) -> UInt16 { integer(at: offset, .big) }

  /// The 32 bits at an offset, in the order of the network.
  @inline(__always)
  func long(_ offset: Int) -> UInt32 { integer(at: offset, .big) }
}
