internal import JSONDecoding
internal import ShareAPI

/// Reads the schemas of values: JSON Schema, as OpenAPI 3.0 and 3.1 have it.
///
/// References are followed, so what refers to itself is cut where it comes round again: there anything of
/// its kinds is right.
struct ValueSchemaReader {
  /// Where a value goes: what is `readOnly` need not stand in requests, nor `writeOnly` in answers.
  enum Direction { case any, request, response }

  var direction = Direction.any
  /// The references that are being followed.
  private var path: [String] = []
  /// How many schemas were read, those that are known each time they come up.
  private(set) var count = 0
  /// What stands behind references that were followed from outside of any other.
  private var known: [Key: Known] = [:]

  private struct Key: Hashable {
    var reference: String
    var direction: Direction
    var provenance: Provenance
  }

  private struct Known {
    var value: ValueSchema
    var count: Int
  }

  /// How many schemas a document may become when its references are followed; the built-in one becomes
  /// some thousands.
  private static let limit = 50_000
  private static let depthLimit = 64

  /// Reads a schema.
  mutating func read(
    _ node: DocumentNode, within provenance: Provenance = Provenance()
  ) throws(SchemaError) -> ValueSchema {
    try add(1, at: node)
    switch node.value {
    case .bool: return ValueSchema()
    case .object: break
    default: throw node.error("expected a schema")
    }
    guard let reference = try node.text("$ref") else { return try value(node, provenance) }
    let value = try referred(reference, by: node, within: provenance)
    if case .object(let members) = node.value, members.count == 1 { return value }
    // OpenAPI 3.1 lets more stand beside a reference.
    return try self.value(node, provenance).merged(with: value)
  }

  /// Counts schemas, of which hostile references make any number.
  mutating func add(_ count: Int, at node: DocumentNode) throws(SchemaError) {
    self.count += count
    guard self.count <= Self.limit else { throw node.error("too many schemas behind references") }
  }

  /// What a reference leads to. From outside of any other it always leads to the same, so that is read
  /// once; inside, it may be cut because it comes round again.
  private mutating func referred(
    _ reference: String, by node: DocumentNode, within provenance: Provenance
  ) throws(SchemaError) -> ValueSchema {
    let key = Key(reference: reference, direction: direction, provenance: provenance)
    if path.isEmpty, let known = known[key] {
      try add(known.count, at: node)
      return known.value
    }
    guard path.count < Self.depthLimit else { throw node.error("references nested too deep") }
    let target = try node.target(of: reference)
    if path.contains(reference) { return ValueSchema(kinds: try kinds(of: target)) }
    path.append(reference)
    defer { path.removeLast() }
    let before = count
    let value = try read(target, within: provenance)
    if path.count == 1 { known[key] = Known(value: value, count: count - before) }
    return value
  }

  /// What a node refers to, or the node itself where it is no reference.
  func resolved(_ node: DocumentNode) throws(SchemaError) -> DocumentNode {
    var node = node
    for _ in 0..<8 {
      guard let reference = try node.text("$ref") else { return node }
      node = try node.target(of: reference)
    }
    throw node.error("references that lead to each other")
  }

  private mutating func value(
    _ node: DocumentNode, _ outer: Provenance
  ) throws(SchemaError) -> ValueSchema {
    let provenance = try node.provenance(within: outer)
    var value = ValueSchema(kinds: try kinds(of: node))
    try readText(node, &value)
    value.values = try enumeration(node)
    value.isOpenEnumeration = try node.flag("x-open-enum")
    value.hasLearnedValues = node.optional("x-enum-evidence") != nil
    value.minimum = try limit(node, "minimum", "exclusiveMinimum")
    value.maximum = try limit(node, "maximum", "exclusiveMaximum")
    value.unit = try node.text("x-unit")
    value.hasWholeSeconds = try node.flag("x-whole-seconds")
    value.isHealthData = try node.flag("x-health")
    value.summary = try node.text("description")
    if let name = try node.text("x-role") {
      guard let role = Role(rawValue: name) else {
        throw node.member("x-role").error("there is no role of this name")
      }
      value.role = role
    }
    try readMembers(node, provenance, &value)
    if let items = node.optional("items") {
      value.elements = Indirect(try read(items, within: provenance))
    }
    try readAlternatives(node, provenance, &value)
    return value
  }

  private func limit(
    _ node: DocumentNode, _ name: String, _ exclusive: String
  ) throws(SchemaError) -> Double? {
    if let limit = node.optional(name) { return try limit.double() }
    // OpenAPI 3.0 has true here, beside the limit.
    guard case .number(let number)? = node.value[exclusive] else { return nil }
    return number.double
  }

  private mutating func readMembers(
    _ node: DocumentNode, _ provenance: Provenance, _ value: inout ValueSchema
  ) throws(SchemaError) {
    let required = Set(try node.optional("required")?.strings() ?? [])
    for (name, member) in try node.optional("properties")?.members() ?? [] {
      var isRequired = required.contains(name)
      if case .object = member.value {
        switch direction {
        case .request where try member.flag("readOnly"): isRequired = false
        case .response where try member.flag("writeOnly"): isRequired = false
        default: break
        }
      }
      let provenance = try self.provenance(of: member, within: provenance)
      var property = PropertySchema(
        name, isRequired ? .required : .optional, try read(member, within: provenance),
        provenance: provenance)
      if case .object = member.value { property.isUsual = try member.flag("x-usual") }
      value.members.append(property)
    }
    value.hasMemberOrder = try node.flag("x-member-order")
    value.unsureMembers = Set(try node.optional("x-unsure-members")?.strings() ?? [])
    for name in ["additionalProperties", "unevaluatedProperties"] {
      if case .bool(false)? = node.value[name] { value.isOpen = false }
    }
  }

  /// What a member says about itself, or the schema that it refers to.
  func provenance(
    of member: DocumentNode, within outer: Provenance, depth: Int = 0
  ) throws(SchemaError) -> Provenance {
    guard case .object = member.value, depth < 8 else { return outer }
    var inner = outer
    if let reference = try member.text("$ref") {
      inner = try provenance(of: member.target(of: reference), within: outer, depth: depth + 1)
    }
    return try member.provenance(within: inner)
  }

  private mutating func readAlternatives(
    _ node: DocumentNode, _ provenance: Provenance, _ value: inout ValueSchema
  ) throws(SchemaError) {
    // A part may require members that another one describes.
    var required = Set(try node.optional("required")?.strings() ?? [])
    for part in try node.optional("allOf")?.elements() ?? [] {
      value = value.merged(with: try read(part, within: provenance))
      required.formUnion(try resolved(part).optional("required")?.strings() ?? [])
    }
    for index in value.members.indices where required.contains(value.members[index].name) {
      value.members[index].presence = .required
    }
    for name in ["anyOf", "oneOf"] {
      var united: ValueSchema?
      for part in try node.optional(name)?.elements() ?? [] {
        let next = try read(part, within: provenance)
        united = united.map { $0.united(with: next) } ?? next
      }
      if let united { value = value.merged(with: united) }
    }
  }

  private func kinds(of node: DocumentNode) throws(SchemaError) -> Set<ValueKind> {
    guard case .object = node.value else { return [] }
    var kinds: Set<ValueKind> = []
    if let type = node.optional("type") {
      let names: [String] =
        if type.value.string != nil { [try type.string()] } else { try type.strings() }
      for name in names {
        guard let kind = ValueKind(rawValue: name) else {
          throw type.error("there is no type \"\(name)\"")
        }
        kinds.insert(kind)
      }
      if try node.flag("nullable") { kinds.insert(.null) }
    } else if node.optional("properties") != nil {
      // Strictly other kinds would be right too, and nobody means that.
      kinds = [.object]
    } else if node.optional("items") != nil {
      kinds = [.array]
    } else {
      for value in try enumerationNodes(node) { kinds.insert(value.value.valueKind) }
    }
    return kinds
  }

  private func enumerationNodes(_ node: DocumentNode) throws(SchemaError) -> [DocumentNode] {
    // A member is looked up by hand, since `const: null` counts.
    if node.value["const"] != nil { return [node.member("const")] }
    return try node.optional("enum")?.elements() ?? []
  }

  private func enumeration(_ node: DocumentNode) throws(SchemaError) -> [EnumerationValue] {
    var values: [EnumerationValue] = []
    let names = try node.optional("x-enum-varnames")?.strings() ?? []
    let meanings = node.optional("x-enum-meanings")
    for (index, element) in try enumerationNodes(node).enumerated() {
      let text: String
      switch element.value {
      case .string(let string): text = string
      case .number(let number): text = number.text
      case .bool, .null: continue
      case .array, .object: throw element.error("a value of a list is a text or a number")
      }
      values.append(
        EnumerationValue(
          text, isInteger: element.value.valueKind == .integer,
          name: index < names.count ? names[index] : nil, meaning: try meanings?.text(text)))
    }
    return values
  }

  private mutating func readText(
    _ node: DocumentNode, _ value: inout ValueSchema
  ) throws(SchemaError) {
    if let shape = try node.text("x-shape") {
      value.shapes = [StringShape(rawValue: shape)]
    } else if let shapes = node.optional("x-shapes") {
      value.shapes = Set(try shapes.strings().map { StringShape(rawValue: $0) })
    } else if let format = try node.text("format") {
      value.shapes = StringShape.shapes(ofFormat: format)
      value.isUUID = format == "uuid"
    } else if let pattern = try node.text("pattern") {
      value.shapes = StringShape.shapes(ofPattern: pattern)
    } else if case .number(let number)? = node.value["maxLength"], number.double == 0 {
      value.shapes = [.empty]
    }
    let mediaType = try node.text("contentMediaType")?.lowercased()
    // The details of faults are documents too.
    if value.shapes.isEmpty, mediaType == "application/json" {
      value.shapes = [.jsonText, .exceptionJSON]
    }
    if value.shapes.isEmpty, mediaType?.hasSuffix("xml") == true {
      value.shapes = [.xmlText, .exceptionXML]
    }
    if let content = node.optional("contentSchema") {
      value.content = Indirect(try read(content))
    }
  }
}

extension JSONValue {
  /// The kind of the value.
  fileprivate var valueKind: ValueKind {
    switch self {
    case .null: .null
    case .bool: .boolean
    case .number(.integer), .number(.unsigned): .integer
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}
