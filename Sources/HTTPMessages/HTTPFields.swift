/// The header fields of a message as they were recorded: in order, in their letter case, repeated
/// ones too, even where HTTP forbids what they hold.
///
/// All of them share one buffer, so that a message with thirty fields costs two allocations, not sixty.
public struct HTTPFields: Sendable {
  @usableFromInline var text: [UInt8] = []
  @usableFromInline var ends: [(name: Int32, value: Int32)] = []

  /// No fields.
  public init() {}

  /// The fields of a list of pairs.
  public init(_ pairs: [(name: String, value: String)]) {
    for pair in pairs { append(name: pair.name.utf8, value: pair.value.utf8) }
  }

  /// No fields yet, with room for some.
  @inlinable
  public init(capacity count: Int, bytes: Int) {
    text.reserveCapacity(bytes)
    ends.reserveCapacity(count)
  }

  /// How many there are.
  public var count: Int { ends.count }

  /// Adds a field of UTF-8 bytes at the end. Fields past 2 GiB of text are not kept.
  @inlinable
  public mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
    guard text.count + name.count + value.count < Int(Int32.max) else { return }
    text.append(contentsOf: name)
    let nameEnd = Int32(text.count)
    text.append(contentsOf: value)
    ends.append((nameEnd, Int32(text.count)))
  }

  /// The value of the first field of a name in any letter case; nil where there is none.
  public subscript(_ name: StaticString) -> String? { first(name, in: 0..<count)?.value }

  /// The values of all fields of a name in any letter case.
  public func values(_ name: StaticString) -> [String] {
    var values: [String] = []
    var start = 0
    while let found = first(name, in: start..<count) {
      values.append(found.value)
      start = found.index + 1
    }
    return values
  }

  private func first(_ name: StaticString, in range: Range<Int>) -> (index: Int, value: String)? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return text.withUnsafeBufferPointer { text in
      ends.withUnsafeBufferPointer { ends in
        var start = range.lowerBound == 0 ? 0 : Int(ends[range.lowerBound - 1].value)
        for index in range {
          let (nameEnd, end) = (Int(ends[index].name), Int(ends[index].value))
          if nameEnd - start == wanted.count, isSame(text, start, wanted) {
            let value = UnsafeBufferPointer(rebasing: text[nameEnd..<end])
            return (index, String(decoding: value, as: UTF8.self))
          }
          start = end
        }
        return nil
      }
    }
  }

  /// Whether a name begins at an index, in any letter case.
  private func isSame(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ name: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var at = 0
    while at < name.count, lowercased(text[start + at]) == lowercased(name[at]) { at += 1 }
    return at == name.count
  }

  /// Gives the UTF-8 bytes of each name and value, in order; they are valid until `body` returns.
  public func forEachUTF8(
    _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    text.withUnsafeBufferPointer { text in
      for index in ends.indices {
        let (name, value) = range(index)
        body(
          UnsafeBufferPointer(rebasing: text[name]), UnsafeBufferPointer(rebasing: text[value]))
      }
    }
  }

  private func range(_ index: Int) -> (name: Range<Int>, value: Range<Int>) {
    let start = index == 0 ? 0 : Int(ends[index - 1].value)
    let (name, value) = (Int(ends[index].name), Int(ends[index].value))
    return (start..<name, name..<value)
  }
}

extension HTTPFields: Sequence {
  /// The fields in their order.
  public func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var index = 0
    return AnyIterator {
      guard index < count else { return nil }
      defer { index += 1 }
      let place = range(index)
      return (
        String(decoding: text[place.name], as: UTF8.self),
        String(decoding: text[place.value], as: UTF8.self)
      )
    }
  }
}

@inline(__always)
private func lowercased(_ byte: UInt8) -> UInt8 {
  UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}
