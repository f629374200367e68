import APISchema
import JSONDecoding
import Testing

/// What holds for all facts of the built-in documents.
@Suite struct DocumentFactsTests {
  let history: RevisionHistory

  init() throws { history = try RevisionHistory.share() }

  @Test func `every fact has its confidence and its sources`() throws {
    var missing: Set<String> = []
    for revision in history.revisions {
      let document = history.document(of: revision)
      guard case .object(let keys)? = document.root["x-source-keys"] else {
        Issue.record("no keys")
        return
      }
      let known = Set(keys.map(\.name))
      let ids = Set(history.revisions.map(\.id))
      func check(_ provenance: Provenance, _ place: String) {
        if provenance.confidence?.isConfidence != true || provenance.sources.isEmpty {
          missing.insert(place)
        }
        for source in provenance.sources where !known.contains(source) {
          missing.insert("\(place): source \(source)")
        }
        if let since = provenance.since, !ids.contains(since) || since > revision.id {
          missing.insert("\(place): since \(since)")
        }
      }
      func check(_ value: ValueSchema, _ place: String) {
        for member in value.members {
          check(member.provenance, "\(place).\(member.name)")
          check(member.value, "\(place).\(member.name)")
        }
        if let elements = value.elements { check(elements.value, place + "[*]") }
      }
      for operation in try Revisions.schema(of: revision).operations {
        check(operation.provenance, operation.name)
        for property in operation.query + operation.requestFields {
          check(property.provenance, "\(operation.name) ?\(property.name)")
        }
        for fault in operation.faults { check(fault.provenance, "\(operation.name) \(fault.code)") }
        for value in operation.requestBody?.contents.values.map({ $0 }) ?? [] {
          check(value, operation.name + " request")
        }
        for (status, response) in operation.responses {
          for field in response.fields {
            check(field.provenance, "\(operation.name) \(field.name)")
          }
          for value in response.body?.contents.values.map({ $0 }) ?? [] {
            check(value, "\(operation.name) \(status)")
          }
        }
      }
    }
    #expect(missing.sorted() == [])
  }

  /// A format that nobody knows restricts nothing, and nobody would notice.
  @Test func `every format in the documents is known`() {
    for revision in history.revisions {
      var formats: Set<String> = []
      walk(history.document(of: revision).root) { value in
        if value["type"] != nil, let format = value["format"]?.string { formats.insert(format) }
      }
      let unknown = formats.filter { format in
        let text = "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: a, in: query, schema: "
        let document = try? SchemaDocument(
          name: "one", text: Array("\(text){type: string, format: \(format)}}]}}}".utf8))
        let schema = document.flatMap { try? SchemaReader.read($0) }
        return schema?.operations.first?.query.first?.value.shapes.isEmpty != false
      }
      #expect(unknown == [])
    }
  }

  /// Each revision has an example of each body, and each is what the schema says.
  @Test func `examples conform to their schemas in every revision`() throws {
    var checked = 0
    for revision in history.revisions {
      let root = history.document(of: revision).root
      let schema = try Revisions.schema(of: revision)
      guard case .object(let paths)? = root["paths"] else { continue }
      for path in paths {
        let operation = try #require(
          schema.operations.first { "/" + $0.name == path.name }, "\(path.name)")
        let node = path.value["post"] ?? path.value["get"]
        var bodies: [(JSONValue?, ValueSchema?, String)] = [
          (
            resolved(node?["requestBody"], in: root),
            operation.requestBody?.contents["application/json"], "request"
          )
        ]
        for status in ["200", "500"] {
          bodies.append(
            (
              resolved(node?["responses"]?[status], in: root),
              operation.responses[status]?.body?.contents["application/json"], status
            ))
        }
        for (body, value, name) in bodies {
          let place = "\(revision.id) \(path.name) \(name)"
          guard let value, let media = body?["content"]?["application/json"] else { continue }
          let examples = examples(of: media, in: root)
          // A body that says nothing needs no example, nor does one that nobody has seen.
          if examples.isEmpty {
            let saysNothing = value.kinds.isEmpty || value.kinds == [.object, .string]
            #expect(saysNothing, "\(place): no example")
          }
          for example in examples {
            checked += 1
            #expect(Conformity.differences(example, value, place) == [])
          }
        }
      }
    }
    #expect(checked > 500)
  }

  private func examples(of media: JSONValue, in root: JSONValue) -> [JSONValue] {
    if let example = media["example"] { return [example] }
    guard case .object(let members)? = media["examples"] else { return [] }
    return members.compactMap { resolved($0.value, in: root)?["value"] }
  }

  private func resolved(_ value: JSONValue?, in root: JSONValue) -> JSONValue? {
    guard let reference = value?["$ref"]?.string else { return value }
    var target: JSONValue? = root
    for step in reference.dropFirst(2).split(separator: "/") { target = target?[String(step)] }
    return resolved(target, in: root)
  }

  private func walk(_ value: JSONValue, _ visit: (JSONValue) -> Void) {
    visit(value)
    switch value {
    case .array(let elements): for element in elements { walk(element, visit) }
    case .object(let members): for member in members { walk(member.value, visit) }
    default: break
    }
  }
}

extension String {
  fileprivate var isConfidence: Bool {
    ["seed", "single", "inferred", "none"].contains(self)
      || wholeMatch(of: /corroborated\(\d+\)/) != nil
  }
}

/// Compares a value with a schema, by kinds, members, enumerations, bounds and shapes.
private enum Conformity {
  static func differences(_ value: JSONValue, _ schema: ValueSchema, _ place: String) -> [String] {
    var found: [String] = []
    let kind = kind(of: value)
    if !schema.kinds.isEmpty, !schema.kinds.contains(kind) { found.append("\(place): \(kind)") }
    switch value {
    case .object(let members):
      for member in schema.members {
        if let inner = value[member.name] {
          found += differences(inner, member.value, "\(place).\(member.name)")
        } else if member.presence == .required {
          found.append("\(place): no \(member.name)")
        }
      }
      let names = schema.members.map(\.name)
      for member in members where !names.contains(member.name) && !names.isEmpty {
        found.append("\(place): unknown \(member.name)")
      }
      let order = names.filter { value[$0] != nil }
      if schema.hasMemberOrder, members.map(\.name) != order { found.append("\(place): order") }
    case .array(let elements):
      for element in elements {
        if let inner = schema.elements { found += differences(element, inner.value, place + "[*]") }
      }
    case .string(let text):
      if !schema.shapes.isEmpty, !schema.shapes.contains(where: { matches(text, $0) }) {
        found.append("\(place): shape of \(text)")
      }
      found += enumeration(text, isInteger: false, schema, place)
      if let content = schema.content, schema.shapes == [.exceptionJSON] {
        let inner = (try? JSONParser().value(of: text)) ?? .null
        found += differences(inner, content.value, place + " content")
      }
    case .number(let number):
      found += enumeration(number.text, isInteger: true, schema, place)
      if number.double < schema.minimum ?? -.infinity || number.double > schema.maximum ?? .infinity
      {
        found.append("\(place): out of bounds")
      }
    default: break
    }
    return found
  }

  private static func enumeration(
    _ text: String, isInteger: Bool, _ schema: ValueSchema, _ place: String
  ) -> [String] {
    let values = schema.values.filter { $0.isInteger == isInteger }
    if values.isEmpty || values.contains(where: { $0.text == text }) { return [] }
    return schema.isOpenEnumeration ? [] : ["\(place): \(text) is not in the list"]
  }

  private static func kind(of value: JSONValue) -> ValueKind {
    switch value {
    case .null: .null
    case .bool: .boolean
    case .number: .integer
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  private static func matches(_ text: String, _ shape: StringShape) -> Bool {
    switch shape {
    case .empty: text.isEmpty
    case .guid:
      text.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
        && text.contains { $0 != "0" && $0 != "-" }
    case .zeroGUID: text == "00000000-0000-0000-0000-000000000000"
    case .bracedGUID: text.wholeMatch(of: /\{[0-9A-Fa-f-]{36}\}/) != nil
    case .wcfDate: text.wholeMatch(of: /\/Date\(\d+\)\//) != nil
    case .wcfDateOffset: text.wholeMatch(of: /\/Date\(\d+[+-]\d{4}\)\//) != nil
    case .bareDate: text.wholeMatch(of: /Date\(\d+\)/) != nil
    case .bareDateOffset: text.wholeMatch(of: /Date\(\d+[+-]\d{4}\)/) != nil
    case .isoDuration: text.wholeMatch(of: /PT(\d+[HMS])+/) != nil
    case .isoDateTimeFine: text.wholeMatch(of: /\d{4}-\d\d-\d\dT[\d:]{8}\.\d{4,9}Z?/) != nil
    case .hex32: text.wholeMatch(of: /[0-9a-f]{32}/) != nil
    case .email: text.contains("@")
    case .word: text.wholeMatch(of: /[A-Za-z]\w*/) != nil
    case .fileName: text.wholeMatch(of: /\w+\.\w{3}/) != nil
    case .exceptionXML: text.hasPrefix("<OnlineException ") && text.hasSuffix("/>")
    case .exceptionJSON: text.hasPrefix("{")
    case .javaExceptionText: text.hasPrefix("com.dexcom.udp.")
    default: false
    }
  }
}
