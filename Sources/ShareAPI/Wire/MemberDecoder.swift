internal import JSONDecoding

/// Puts a member of a JSON object where it belongs.
///
/// The members are gone through once, and for each of them the object's own list, which is compiled
/// into a few comparisons. Of members of one name the last one stays.
struct MemberDecoder: MemberVisitor {
  private(set) var context: WireContext
  private let member: JSONNode.Member
  private(set) var isKnown = false

  init(_ member: JSONNode.Member, _ context: WireContext) {
    self.member = member
    self.context = context
  }

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    guard matches(name) else { return }
    value = Wire(wire: member.value, &context)
    isKnown = true
  }

  /// In bodies names count in their letter case, in queries in any.
  private func matches(_ name: StaticString) -> Bool {
    context.source == .json ? member.hasName(name) : isSame(member.utf8Name, name)
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
