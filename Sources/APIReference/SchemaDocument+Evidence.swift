public import APISchema
public import Evidence
internal import Bytes
internal import JSONDecoding

extension SchemaDocument {
  /// The document with what recordings have shown of each operation, as `x-evidence` beside it.
  ///
  /// **Shape**: `{"calls": 21, "first": "2024-07-20T…", "last": …, "statuses": {"200": 20},
  /// "faults": {"SessionNotValid": 1}, "parameters": {"sessionId": {"seen": 21, "of": 21}},
  /// "members": {"answer": {"$[*].Trend": {"seen": 288, "of": 288}}}}`.
  public func adding(_ summary: Summary) -> SchemaDocument {
    let evidence = EvidenceReader(summary)
    guard case .object(var members) = root,
      let place = members.firstIndex(where: { $0.name == "paths" }),
      case .object(let paths) = members[place].value
    else { return self }
    members[place].value = .object(
      paths.map { path in
        guard case .object(let items) = path.value,
          let seen = evidence.operation(SchemaReader.operation(ofPath: path.name))
        else { return path }
        return JSONValue.Member(
          path.name,
          .object(
            items.map { item in
              guard case .object(let operation) = item.value,
                ["get", "post", "put", "delete", "patch"].contains(item.name)
              else { return item }
              let kept = operation.filter { $0.name != "x-evidence" }
              return JSONValue.Member(
                item.name, .object(kept + [.init("x-evidence", seen.json)]))
            }))
      })
    return SchemaDocument(name: name, root: .object(members))
  }
}

extension OperationSummary {
  fileprivate var json: JSONValue {
    var members = [JSONValue.Member("calls", .integer(calls.count))]
    for (name, sighting) in [("first", calls.first), ("last", calls.last)] {
      if let time = sighting?.time { members.append(.init(name, .string(time.description))) }
    }
    let statuses = responses.filter { $0.key > 0 }.map { (String($0.key), $0.value.answers.count) }
    members.append(.init("statuses", Self.counts(statuses)))
    var faults: [String: Int] = [:]
    for response in responses.values {
      faults.merge(response.faultCodes.mapValues(\.count), uniquingKeysWith: +)
    }
    if !faults.isEmpty { members.append(.init("faults", Self.counts(Array(faults)))) }
    let parameters = Self.presence(of: query, at: "")
    if !parameters.isEmpty { members.append(.init("parameters", .object(parameters))) }
    var bodies: [JSONValue.Member] = []
    let request = Self.presence(in: requestBody.json, at: "$")
    if !request.isEmpty { bodies.append(.init("request", .object(request))) }
    for (status, response) in responses.sorted(by: { $0.key < $1.key }) where status == 200 {
      let answer = Self.presence(in: response.body.json, at: "$")
      if !answer.isEmpty { bodies.append(.init("answer", .object(answer))) }
    }
    if !bodies.isEmpty { members.append(.init("members", .object(bodies))) }
    return .object(members)
  }

  private static func counts(_ counts: [(String, Int)]) -> JSONValue {
    .object(counts.sorted { $0.0 < $1.0 }.map { JSONValue.Member($0.0, .integer($0.1)) })
  }

  /// How often the members of a value were there, at any depth.
  private static func presence(in value: ValueSummary, at path: String) -> [JSONValue.Member] {
    presence(of: value.object, at: path + ".")
      + (value.elements.map { presence(in: $0.value, at: path + "[*]") } ?? [])
  }

  private static func presence(of object: ObjectSummary, at path: String) -> [JSONValue.Member] {
    object.members.sorted { $0.key < $1.key }.flatMap { name, member in
      [
        JSONValue.Member(
          path + name,
          .object([
            .init("seen", .integer(member.present.count)), .init("of", .integer(object.all.count)),
          ]))
      ] + presence(in: member.value, at: path + name)
    }
  }
}
