internal import APISchema
internal import Evidence

/// In a query, a form and XML every value is a text: an integer is one whose text is digits.
enum TextTypes {
  private static let kinds: [StringShape: ValueKind] = [
    .integerText: .integer, .numberText: .number, .booleanText: .boolean,
  ]

  /// A schema that was inferred from texts, by what the texts are.
  static func typed(_ schema: ValueSchema) -> ValueSchema {
    var typed = schema
    if schema.kinds == [.string], !schema.shapes.isEmpty,
      schema.shapes.allSatisfy({ kinds[$0] != nil })
    {
      typed.kinds = Set(schema.shapes.compactMap { kinds[$0] })
      typed.shapes = []
    }
    typed.members = schema.members.map { member in
      var member = member
      member.value = self.typed(member.value)
      return member
    }
    typed.elements = schema.elements.map { Indirect(self.typed($0.value)) }
    return typed
  }

  /// What was observed, as a schema sees it.
  static func typed(_ summary: ValueSummary, _ schema: ValueSchema) -> ValueSummary {
    let schema = typed(schema)
    var typed = summary
    if let texts = summary.kinds[.string], !schema.kinds.isEmpty, !schema.kinds.contains(.string),
      !summary.shapes.isEmpty
    {
      var rest = texts
      for (shape, kind) in kinds {
        guard let tally = summary.shapes[shape] else { continue }
        typed.kinds[kind] = typed.kinds[kind].map { $0 + tally } ?? tally
        typed.shapes[shape] = nil
        rest.count -= tally.count
        rest.messages -= min(tally.messages, rest.messages)
      }
      // The places of those that are left.
      let others = typed.shapes.values.sum
      (rest.first, rest.last) = (others.first, others.last)
      typed.kinds[.string] = rest.count > 0 ? rest : nil
    }
    for member in schema.members {
      guard let found = typed.object.members[member.name] else { continue }
      typed.object.members[member.name]?.value = self.typed(found.value, member.value)
    }
    if let elements = summary.elements, let expected = schema.elements {
      typed.elements = Indirect(self.typed(elements.value, expected.value))
    }
    return typed
  }
}
