public import APISchema

extension Summary {
  /// What a schema allows, as if it had been observed: so that two schemas are compared like a schema
  /// and a recording. Counts say only whether something may be there (1) or not (0), and there are no
  /// sightings; where the schema was inferred, they are those of its presences.
  public init(declaredBy schema: Schema) {
    self.init(isDeclared: true)
    for operation in schema.operations {
      operations[operation.name] = OperationSummary(declaredBy: operation, hosts: schema.hosts)
    }
  }
}

extension Tally {
  /// Something that may be there.
  fileprivate static let declared = Tally(count: 1, messages: 1)
}

extension OperationSummary {
  fileprivate init(declaredBy schema: OperationSchema, hosts: Set<String>) {
    self.init(standing: Names.isKnown(operation: schema.name) ? "documented" : "undocumented")
    calls = .declared
    for method in schema.methods { methods[method] = .declared }
    for host in hosts { self.hosts[host] = .declared }
    paths[schema.path] = .declared
    pathParameters = schema.pathParameters.map { ValueSummary(declaredBy: $0.value) }
    query = ObjectSummary(declaredBy: schema.query)
    requestFields = Self.fields(schema.requestFields)
    requestBody = BodySummary(declaredBy: schema.requestBody)
    for (status, response) in schema.responses {
      guard let status = Self.number(ofStatus: status) else { continue }
      var summary = ResponseSummary()
      summary.answers = .declared
      summary.body = BodySummary(declaredBy: response.body)
      summary.fields = Self.fields(response.fields)
      responses[status] = summary
    }
    for fault in schema.faults {
      responses[fault.status, default: ResponseSummary()].answers = .declared
      responses[fault.status]?.faultCodes[fault.code] = .declared
    }
  }

  /// `404`, `4XX` as 4, `default` as -1.
  private static func number(ofStatus text: String) -> Int? {
    if text == "default" { return -1 }
    if text.utf8.count == 3, text.uppercased().hasSuffix("XX") {
      return text.first?.wholeNumberValue
    }
    return Int(text)
  }

  private static func fields(_ properties: [PropertySchema]) -> [String: FieldSummary] {
    var fields: [String: FieldSummary] = [:]
    for property in properties {
      var summary = FieldSummary()
      summary.messages = property.presence.tallies.present
      for value in property.value.values { summary.values[value.text.lowercased()] = .declared }
      fields[property.name.lowercased()] = summary
    }
    return fields
  }
}

extension BodySummary {
  fileprivate init(declaredBy schema: BodySchema?) {
    self.init()
    guard let schema else {
      forms[.empty] = .declared
      return
    }
    if !schema.isRequired { forms[.empty] = .declared }
    for (type, value) in schema.contents {
      mediaTypes[type] = .declared
      if MediaType.isXML(type) {
        forms[.xml] = .declared
        xml.add(ValueSummary(declaredBy: value))
      } else if type == MediaType.form {
        forms[.form] = .declared
        form.add(ObjectSummary(declaredBy: value.members))
      } else if MediaType.isJSON(type) || type == "*/*" {
        forms[.json] = .declared
        json.add(ValueSummary(declaredBy: value))
      } else {
        forms[type == "text/html" ? .html : type.hasPrefix("text/") ? .text : .binary] = .declared
      }
    }
  }
}

extension ValueSummary {
  /// What a schema of values allows; where it allows any kind, all kinds.
  init(declaredBy schema: ValueSchema) {
    self.init()
    all = .declared
    let kinds = schema.kinds.isEmpty ? Set(ValueKind.allCases) : schema.kinds
    for kind in kinds { self.kinds[kind] = .declared }
    for shape in schema.shapes where !(schema.isUUID && shape == .zeroGUID) {
      shapes[shape] = .declared
    }
    for value in schema.values { values[value.text] = .declared }
    if !schema.hasWholeSeconds, !StringShape.times.isDisjoint(with: schema.shapes) {
      fractionalDates = .declared
    }
    if !kinds.isDisjoint(with: [.integer, .number]),
      let range = schema.range
    {
      for number in NumberClass.allCases where number.range.overlaps(range) {
        numbers[number] = .declared
      }
    }
    if kinds.contains(.object) {
      object = ObjectSummary(declaredBy: schema.members)
      if schema.hasMemberOrder { object.orders = [schema.members.map(\.name): .declared] }
    }
    elements = schema.elements.map { Indirect(ValueSummary(declaredBy: $0.value)) }
    if let content = schema.content {
      let summary = ValueSummary(declaredBy: content.value)
      let documents: Set<StringShape> = [.exceptionXML, .exceptionJSON, .jsonText, .xmlText]
      let found = schema.shapes.intersection(documents)
      for shape in found.isEmpty ? [.jsonText] : found { contents[shape] = Indirect(summary) }
    }
  }
}

extension ObjectSummary {
  init(declaredBy properties: [PropertySchema]) {
    self.init()
    all = .declared
    for property in properties {
      var member = MemberSummary()
      (member.present, member.missing) = property.presence.tallies
      member.value = ValueSummary(declaredBy: property.value)
      members[property.name] = member
    }
  }
}

extension Presence {
  /// Where something is there, and where it is missing.
  fileprivate var tallies: (present: Tally, missing: Tally) {
    switch self {
    case .required: (.declared, Tally())
    case .optional: (.declared, .declared)
    case .observed(let with, let without):
      (Tally(count: with, messages: with), Tally(count: without, messages: without))
    }
  }
}
