internal import JSONDecoding

/// An object that is built member by member.
struct ObjectBuilder {
  private(set) var members: [JSONValue.Member] = []

  var value: JSONValue { .object(members) }

  /// Adds a member, unless its value is nil.
  mutating func add(_ name: String, _ value: JSONValue?) {
    if let value { members.append(.init(name, value)) }
  }

  mutating func add(_ name: String, _ text: String?) {
    if let text { add(name, .string(text)) }
  }

  mutating func add(_ name: String, flag: Bool) { if flag { add(name, .bool(true)) } }

  mutating func add(_ name: String, _ texts: [String]) {
    if !texts.isEmpty { add(name, .array(texts.map { .string($0) })) }
  }

  mutating func add(_ name: String, _ object: ObjectBuilder) {
    if !object.members.isEmpty { add(name, object.value) }
  }

  /// Marks what was learned, and says what shows it.
  mutating func addLearned(_ evidence: Evidence) {
    add("x-learned", .bool(true))
    add(evidence)
  }

  /// Says what shows something.
  mutating func add(_ evidence: Evidence) {
    add("x-confidence", evidence.confidence)
    add("x-evidence", evidence.json)
  }
}

extension Evidence {
  /// `{seen: 14, of: 14, captures: 2}`, and `refusedWithout` where requests were.
  var json: JSONValue {
    let numbers = [("seen", seen), ("of", of), ("captures", captures)]
    let refused = refusedWithout > 0 ? [("refusedWithout", refusedWithout)] : []
    return .object(
      (numbers + refused).map { .init($0.0, .number(.integer(Int64($0.1)))) })
  }
}
