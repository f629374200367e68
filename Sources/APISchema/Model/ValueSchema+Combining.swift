extension ValueSchema {
  /// What either of two schemas allows.
  func united(with other: ValueSchema) -> ValueSchema {
    var united = self
    united.kinds = kinds.isEmpty || other.kinds.isEmpty ? [] : kinds.union(other.kinds)
    united.shapes = Self.alternatives(
      (shapes, allows(.string)), (other.shapes, other.allows(.string)))
    united.values = values.filter { !other.isFree(for: $0) }
    let known = Set(values.map(\.text))
    united.values += other.values.filter { !known.contains($0.text) && !isFree(for: $0) }
    united.hasWholeSeconds = hasWholeSeconds && other.hasWholeSeconds
    united.isOpenEnumeration = isOpenEnumeration || other.isOpenEnumeration
    united.hasLearnedValues = hasLearnedValues && (other.hasLearnedValues || other.values.isEmpty)
    if other.allowsNumbers {
      united.minimum = allowsNumbers ? Self.outer(minimum, other.minimum, min) : other.minimum
      united.maximum = allowsNumbers ? Self.outer(maximum, other.maximum, max) : other.maximum
    }
    united.uniteMembers(with: other)
    united.elements = Self.either(elements, other.elements) { $0.united(with: $1) }
    united.content = Self.either(content, other.content) { $0.united(with: $1) }
    united.addNotes(of: other)
    return united
  }

  /// What both of two schemas allow: `allOf`, and what stands beside a reference.
  func merged(with other: ValueSchema) -> ValueSchema {
    var merged = self
    merged.kinds = Self.common(kinds, other.kinds)
    if shapes.isEmpty {
      merged.shapes = other.shapes
    } else if !other.shapes.isEmpty, !shapes.isDisjoint(with: other.shapes) {
      merged.shapes.formIntersection(other.shapes)
    }
    if values.isEmpty { merged.values = other.values }
    merged.hasWholeSeconds = hasWholeSeconds || other.hasWholeSeconds
    merged.isOpenEnumeration = isOpenEnumeration || other.isOpenEnumeration
    merged.hasLearnedValues = hasLearnedValues || other.hasLearnedValues
    merged.minimum = Self.either(minimum, other.minimum, max)
    merged.maximum = Self.either(maximum, other.maximum, min)
    for property in other.members {
      guard let index = merged.members.firstIndex(where: { $0.name == property.name }) else {
        merged.members.append(property)
        continue
      }
      if property.presence == .required { merged.members[index].presence = .required }
      merged.members[index].value = merged.members[index].value.merged(with: property.value)
    }
    merged.isOpen = isOpen && other.isOpen
    merged.elements = Self.either(elements, other.elements) { $0.merged(with: $1) }
    merged.content = Self.either(content, other.content) { $0.merged(with: $1) }
    merged.addNotes(of: other)
    return merged
  }

  private func allows(_ kind: ValueKind) -> Bool { kinds.isEmpty || kinds.contains(kind) }

  private var allowsNumbers: Bool { allows(.integer) || allows(.number) }

  /// Whether a value is right here because nothing restricts its kind.
  private func isFree(for value: EnumerationValue) -> Bool {
    (value.isInteger ? allowsNumbers : allows(.string))
      && !values.contains { $0.isInteger == value.isInteger }
  }

  private mutating func uniteMembers(with other: ValueSchema) {
    guard other.allows(.object) else { return }
    guard allows(.object) else {
      members = other.members
      isOpen = other.isOpen
      return
    }
    let names = Set(other.members.map(\.name))
    for index in members.indices where !names.contains(members[index].name) {
      members[index].presence = .optional
    }
    for var property in other.members {
      guard let index = members.firstIndex(where: { $0.name == property.name }) else {
        property.presence = .optional
        members.append(property)
        continue
      }
      if property.presence != .required { members[index].presence = property.presence }
      members[index].value = members[index].value.united(with: property.value)
    }
    isOpen = isOpen || other.isOpen
  }

  private mutating func addNotes(of other: ValueSchema) {
    unit = unit ?? other.unit
    role = role ?? other.role
    summary = summary ?? other.summary
    isHealthData = isHealthData || other.isHealthData
    hasMemberOrder = hasMemberOrder || other.hasMemberOrder
    unsureMembers.formUnion(other.unsureMembers)
  }

  private static func alternatives<Item>(
    _ left: (items: Set<Item>, isAllowed: Bool), _ right: (items: Set<Item>, isAllowed: Bool)
  ) -> Set<Item> {
    guard left.isAllowed else { return right.items }
    guard right.isAllowed else { return left.items }
    return left.items.isEmpty || right.items.isEmpty ? [] : left.items.union(right.items)
  }

  /// The kinds in both; an integer is a number.
  private static func common(_ left: Set<ValueKind>, _ right: Set<ValueKind>) -> Set<ValueKind> {
    guard !left.isEmpty else { return right }
    guard !right.isEmpty else { return left }
    var common = left.intersection(right)
    for (one, other) in [(left, right), (right, left)]
    where one.contains(.integer) && other.contains(.number) {
      common.insert(.integer)
    }
    return common
  }

  /// A bound that holds for both; none where one of them has none.
  private static func outer(
    _ left: Double?, _ right: Double?, _ choose: (Double, Double) -> Double
  ) -> Double? {
    guard let left, let right else { return nil }
    return choose(left, right)
  }

  private static func either<Item>(
    _ left: Item?, _ right: Item?, _ choose: (Item, Item) -> Item
  ) -> Item? {
    guard let left, let right else { return left ?? right }
    return choose(left, right)
  }

  private static func either(
    _ left: Indirect<ValueSchema>?, _ right: Indirect<ValueSchema>?,
    _ combine: (ValueSchema, ValueSchema) -> ValueSchema
  ) -> Indirect<ValueSchema>? {
    guard let left, let right else { return left ?? right }
    return Indirect(combine(left.value, right.value))
  }
}
