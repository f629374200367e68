import APISchema
import JSONDecoding
import ShareAPI
import Testing

/// The types of ShareAPI and the documents say the same.
@Suite struct TwinTests {
  let history: RevisionHistory

  init() throws { history = try RevisionHistory.share() }

  @Test func `the latest revision has the operations of the types`() throws {
    let schema = try Revisions.schema(of: history.latest)
    #expect(schema.operations.count == 29)
    let documented = Dictionary(uniqueKeysWithValues: schema.operations.map { ($0.name, $0) })
    for type in OperationCatalog.all {
      let operation = type.operation
      let name = "\(operation.service.rawValue)/\(operation.name)"
      let found = try #require(documented[name], "\(name) is missing")
      #expect(found.path == "/ShareWebServices/Services/" + name)
      #expect(found.methods.first == operation.method)
      #expect(found.summary == operation.purpose)
    }
  }

  @Test func `before login by account ID there were 28 operations`() throws {
    let before = try Schema.share(named: "2021-09-13")
    let names = Set(before.operations.map(\.name))
    #expect(names.count == 28 && !names.contains("General/LoginPublisherAccountById"))
  }

  /// In every revision, members and parameters are those of the types; over all revisions and places,
  /// each member of a type stands somewhere.
  @Test func `members, their kinds, their roles and their values are the same`() throws {
    var comparison = Comparison()
    for revision in history.revisions {
      let schema = try Revisions.schema(of: revision)
      for type in OperationCatalog.all {
        let operation = type.operation
        let name = "\(operation.service.rawValue)/\(operation.name)"
        guard let found = schema.operations.first(where: { $0.name == name }) else { continue }
        comparison.compare(type, found, in: revision.id)
      }
    }
    comparison.finish()
    #expect(comparison.differences.sorted() == [])
    #expect(comparison.compared > 3_000)
  }

  @Test func `the codes of faults are those of the type`() throws {
    var codes: Set<String> = []
    for revision in history.revisions {
      guard
        case .object(let faults)? = history.document(of: revision).root["components"]?["x-faults"]
      else { continue }
      codes.formUnion(faults.map(\.name))
    }
    #expect(codes == Set(FaultCode.names.map(\.name)))
  }

  @Test func `the trends are those of the type in both encodings`() throws {
    let document = history.document(of: history.latest).root["components"]?["schemas"]
    let numbers = document?["TrendNumber"]
    #expect(
      numbers?["x-enum-varnames"] == .array(Trend.Direction.allCases.map { .string($0.word) }))
    #expect(numbers?["enum"] == .array(Trend.Direction.allCases.map { .integer($0.rawValue) }))
    guard case .array(let words)? = document?["TrendWord"]?["enum"] else {
      Issue.record("no words")
      return
    }
    #expect(words.allSatisfy { Trend(word: $0.string ?? "").direction != nil })
    #expect(Set(Trend.Direction.allCases.map { .string($0.word) }).isSubset(of: Set(words)))
  }
}

/// Goes through types and schemas side by side.
private struct Comparison {
  var differences: Set<String> = []
  var compared = 0
  /// The members of each object type, and those that some document has.
  private var expected: [String: Set<String>] = [:]
  private var found: [String: Set<String>] = [:]

  mutating func compare<Operation: ShareOperation>(
    _: Operation.Type, _ operation: OperationSchema, in revision: String
  ) {
    let place = "\(revision) \(operation.name)"
    var parameters = ValueSchema(kinds: [.object])
    // Habits of clients are no parameters of the operation.
    parameters.members = operation.query.filter { $0.presence == .required }
    if let body = operation.requestBody?.contents["application/json"] {
      parameters.members += body.members
      if Operation.RequestBody.self != Operation.Parameters.self {
        compare(Operation.RequestBody.self, body, at: place + " body")
      }
    }
    compare(Operation.Parameters.self, parameters, at: place + " request")
    if Operation.Response.self == NoContent.self {
      let kinds = operation.responses["200"]?.body?.contents["application/json"]?.kinds ?? []
      if !kinds.isEmpty { differences.insert("\(place): an answer where the type has none") }
    } else if let answer = operation.responses["200"]?.body?.contents["application/json"] {
      compare(Operation.Response.self, answer, at: place + " answer")
    } else {
      differences.insert("\(place): no answer")
    }
    if let fault = operation.responses["500"]?.body?.contents["application/json"] {
      compare(FaultEnvelope.self, fault, at: place + " fault")
    }
  }

  mutating func compare(_ type: any WireValue.Type, _ value: ValueSchema, at place: String) {
    compared += 1
    if let elements = type as? any Container.Type {
      if elements.isArray {
        if value.kinds != [.array] { differences.insert("\(place): no array") }
        guard let inner = value.elements?.value else { return }
        return compare(elements.content, inner, at: place + "[*]")
      }
      return compare(elements.content, value, at: place)
    }
    if let object = type as? any WireObject.Type {
      if !value.kinds.contains(.object) { differences.insert("\(place): no object") }
      return visit(object, value, at: place)
    }
    if type.role != value.role {
      let (left, right) = (type.role?.rawValue ?? "none", value.role?.rawValue ?? "none")
      differences.insert("\(place): role \(left) in the type, \(right) in the document")
    }
    let kinds = Self.kinds(of: type)
    if !kinds.isSuperset(of: value.kinds.subtracting([.null])) || value.kinds.isEmpty {
      differences.insert("\(place): kinds \(value.kinds.sorted().map(\.rawValue))")
    }
    if type == WCFDate.self {
      let dates: Set<StringShape> = [.wcfDate, .wcfDateOffset, .bareDate, .bareDateOffset]
      if !value.shapes.isSubset(of: dates) || value.shapes.isEmpty {
        differences.insert("\(place): no date")
      }
    }
    // The codes of faults stand in a list of their own.
    if let list = type as? any WireEnumeration.Type, type != FaultCode.self {
      let names = Self.names(of: list)
      let documented = value.values.map { $0.name ?? $0.text }
      if names != documented { differences.insert("\(place): \(documented), not \(names)") }
    }
  }

  private mutating func visit<Object: WireObject>(
    _: Object.Type, _ value: ValueSchema, at place: String
  ) {
    var object = Object()
    var visitor = Collector()
    object.visit(&visitor)
    let name = "\(Object.self) of \(Object.self == SessionParameters.self ? place : "")"
    expected[name, default: []].formUnion(visitor.members.map(\.name))
    for member in value.members {
      guard let known = visitor.members.first(where: { $0.name == member.name }) else {
        differences.insert("\(place): the type has no \(member.name)")
        continue
      }
      found[name, default: []].insert(member.name)
      compare(known.type, member.value, at: "\(place).\(member.name)")
    }
  }

  mutating func finish() {
    for (type, names) in expected {
      for name in names.subtracting(found[type] ?? []) {
        differences.insert("\(type): no document has \(name)")
      }
    }
  }

  private static func kinds(of type: any WireValue.Type) -> Set<ValueKind> {
    if type == Bool.self { return [.boolean] }
    if type == Trend.self { return [.integer, .string] }
    if type == Int64.self || type == GlucoseValue.self { return [.integer] }
    if let list = type as? any WireEnumeration.Type { return rawKinds(of: list) }
    return [.string]
  }

  private static func rawKinds<List: WireEnumeration>(of _: List.Type) -> Set<ValueKind> {
    List.RawValue.self == Int64.self ? [.integer] : [.string]
  }

  private static func names<List: WireEnumeration>(of _: List.Type) -> [String] {
    List.names.map(\.name)
  }
}

private struct Collector: MemberVisitor {
  var members: [(name: String, type: any WireValue.Type)] = []

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    members.append((name.description, Value.self))
  }
}

/// A type of value that is made of values of one type.
private protocol Container {
  static var content: any WireValue.Type { get }
  static var isArray: Bool { get }
}

extension Array: Container where Element: WireValue {
  fileprivate static var content: any WireValue.Type { Element.self }
  fileprivate static var isArray: Bool { true }
}

extension Wire: Container {
  fileprivate static var content: any WireValue.Type { Value.self }
  fileprivate static var isArray: Bool { false }
}
