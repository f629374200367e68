internal import APISchema
internal import Evidence

/// What requests have, but for their bodies.
extension SchemaWalk {
  /// What stands in a path is known by its place.
  mutating func comparePath(_ expected: OperationSchema, _ observed: OperationSummary) {
    for (parameter, found) in zip(expected.pathParameters, observed.pathParameters) {
      compareValues(
        .parameter, parameter.value, found,
        Position(
          operation: expected.name, part: .path, pointer: parameter.name, noun: "requests"))
    }
  }

  mutating func compareQuery(_ expected: OperationSchema, _ observed: OperationSummary) {
    let position = Position(operation: expected.name, part: .query, noun: "requests")
    // What the schema allows in the body as well need not stand in the query.
    let inBody = Set(expected.bodyMembers.map { $0.name.lowercased() })
    var excused: [String: Int] = [:]
    for (name, member) in Self.bodyMembers(observed.requestBody) {
      if inBody.contains(name.lowercased()) {
        excused[name.lowercased(), default: 0] += member.present.count
      }
    }
    compareMembers(
      .parameter, expected.query, observed.query.without(expected.unsureParameters), position,
      order: false, areTexts: true,
      excused: excused)
  }

  /// The values of the parameters in the header. Whether they are there, `HeaderFields` says.
  mutating func compareHeader(_ expected: OperationSchema, _ observed: OperationSummary) {
    for field in expected.requestFields {
      guard let member = observed.header.members[field.name] else { continue }
      let position = Position(
        operation: expected.name, part: .requestField, pointer: field.name, noun: "requests")
      compareValues(
        .parameter, TextTypes.typed(field.value),
        TextTypes.typed(member.value, field.value), position)
    }
  }

  /// The members of the bodies of requests, be they JSON or forms, by name.
  static func bodyMembers(_ body: BodySummary) -> [(String, MemberSummary)] {
    (Array(body.json.object.members) + Array(body.form.members)).map { ($0.key, $0.value) }
      .sorted { $0.0 < $1.0 }
  }
}

extension OperationSchema {
  /// The members of the bodies of requests, of whatever type.
  var bodyMembers: [PropertySchema] { requestBody?.contents.values.flatMap(\.members) ?? [] }

  /// Forgets parameters, wherever they stand.
  mutating func leaveOut(_ names: Set<String>) {
    query.removeAll { names.contains($0.name.lowercased()) }
    for type in requestBody?.contents.keys.map({ $0 }) ?? [] {
      requestBody?.contents[type]?.members.removeAll { names.contains($0.name.lowercased()) }
    }
  }
}

extension OperationSummary {
  /// Forgets parameters, wherever they stand.
  mutating func leaveOut(_ names: Set<String>) {
    func isKept(_ member: (key: String, value: MemberSummary)) -> Bool {
      !names.contains(member.key.lowercased())
    }
    query.members = query.members.filter(isKept)
    requestBody.json.object.members = requestBody.json.object.members.filter(isKept)
    requestBody.form.members = requestBody.form.members.filter(isKept)
  }
}
