internal import JSONDecoding

/// Reads the members of an object.
struct MemberDecoder: MemberVisitor {
  private(set) var context: WireContext
  private let object: JSONNode
  private var known = IndexSet()

  init(_ object: JSONNode, _ context: WireContext) {
    self.object = object
    self.context = context
  }

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    guard let node = find(name) else { return }
    value = Wire(wire: node, &context)
  }

  /// The last member of a name: in bodies in its letter case, in queries in any.
  private mutating func find(_ name: StaticString) -> JSONNode? {
    var found: JSONNode?
    for (index, member) in object.members.enumerated() where matches(member, name) {
      known.insert(index)
      found = member.value
    }
    return found
  }

  /// The members that no call of `member` asked for.
  func unknownMembers() -> [JSONValue.Member] {
    var unknown: [JSONValue.Member] = []
    for (index, member) in object.members.enumerated() where !known.contains(index) {
      unknown.append(.init(member.name, JSONValue(member.value)))
    }
    return unknown
  }

  private func matches(_ member: JSONNode.Member, _ name: StaticString) -> Bool {
    context.source == .json ? member.hasName(name) : isSame(member.utf8Name, name)
  }
}

/// The indices of the members that are known; up to 64 of them without an allocation.
private struct IndexSet {
  private var low: UInt64 = 0
  private var high: Set<Int> = []

  mutating func insert(_ index: Int) {
    if index < 64 { low |= 1 << index } else { high.insert(index) }
  }

  func contains(_ index: Int) -> Bool {
    index < 64 ? low & 1 << index != 0 : high.contains(index)
  }
}

/// True where bytes and a name are the same but for the letter case of ASCII.
private func isSame(_ bytes: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
  guard bytes.count == name.utf8CodeUnitCount else { return false }
  let start = name.utf8Start
  for index in 0..<bytes.count {
    let (left, right) = (bytes[index], start[index])
    guard left != right else { continue }
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard left ^ right == 0x20, letters.contains(left | 0x20) else { return false }
  }
  return true
}
