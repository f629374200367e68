extension JSONNode {
  /// How many elements or members there are, up to 16,777,215; 0 for scalars.
  @inlinable public var count: Int {
    kind == .array || kind == .object ? Int(tape[index] >> 32 & 0xFF_FFFF) : 0
  }

  /// The elements of an array; empty for anything else.
  @inlinable public var elements: Elements { Elements(self) }

  /// The members of an object in their order, repeated ones too; empty for anything else.
  @inlinable public var members: Members { Members(self) }

  /// The value of a member; where it is there more than once, the last one, as in most readers.
  @inlinable
  public subscript(_ name: StaticString) -> JSONNode? {
    var found: JSONNode?
    for member in members where member.hasName(name) { found = member.value }
    return found
  }

  /// The elements of an array.
  public struct Elements: Sequence, IteratorProtocol {
    @usableFromInline var upcoming: JSONNode
    @usableFromInline let stop: Int

    @inlinable
    init(_ node: JSONNode) {
      let isArray = node.tag == UInt8(ascii: "[")
      upcoming = node.at(node.index + 1)
      stop = isArray ? node.end - 1 : node.index + 1
    }

    /// The next element.
    @inlinable
    public mutating func next() -> JSONNode? {
      guard upcoming.index < stop else { return nil }
      defer { upcoming = upcoming.at(upcoming.end) }
      return upcoming
    }
  }

  /// A member of an object.
  public struct Member {
    /// Its name after unescaping, in UTF-8.
    public let utf8Name: UnsafeBufferPointer<UInt8>
    /// Its value.
    public let value: JSONNode

    @inlinable
    init(utf8Name: UnsafeBufferPointer<UInt8>, value: JSONNode) {
      self.utf8Name = utf8Name
      self.value = value
    }

    /// Its name.
    @inlinable public var name: String { String(decoding: utf8Name, as: UTF8.self) }

    /// True when its name is just this one.
    @inlinable
    public func hasName(_ name: StaticString) -> Bool {
      guard utf8Name.count == name.utf8CodeUnitCount else { return false }
      // Asked for once: each time, the name says whether it has an address.
      let start = name.utf8Start
      for index in 0..<utf8Name.count where utf8Name[index] != start[index] { return false }
      return true
    }
  }

  /// The members of an object.
  public struct Members: Sequence, IteratorProtocol {
    @usableFromInline var name: JSONNode
    @usableFromInline let stop: Int

    @inlinable
    init(_ node: JSONNode) {
      let isObject = node.tag == UInt8(ascii: "{")
      name = node.at(node.index + 1)
      stop = isObject ? node.end - 1 : node.index + 1
    }

    /// The next member.
    @inlinable
    public mutating func next() -> Member? {
      guard name.index < stop else { return nil }
      let value = name.at(name.index + 1)
      defer { name = name.at(value.end) }
      return Member(utf8Name: name.stringBytes, value: value)
    }
  }
}
