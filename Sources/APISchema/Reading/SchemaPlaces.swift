public import JSONDecoding

/// Finds the places of a document that an overlay changes.
public struct SchemaPlaces {
  private var document: SchemaDocument
  private let basePath: String
  /// How many operations reach what stands behind a reference.
  private var users: [String: Int] = [:]

  /// The places of a document.
  ///
  /// - Throws: `SchemaError` where it has no `servers` as OpenAPI has them.
  public init(_ document: SchemaDocument) throws(SchemaError) {
    self.document = document
    basePath = try ServerList(DocumentNode(document).optional("servers")).basePath
    for item in members(["paths"]) {
      for method in members(["paths", item.name]) where SchemaReader.methods.contains(method.name) {
        var reached: Set<String> = []
        reach(method.value, &reached)
        for reference in reached { users[reference, default: 0] += 1 }
      }
    }
  }

  private func reach(_ value: JSONValue, _ reached: inout Set<String>) {
    switch value {
    case .array(let elements): for element in elements { reach(element, &reached) }
    case .object(let members):
      for member in members { reach(member.value, &reached) }
      guard let reference = value["$ref"]?.string, reached.insert(reference).inserted,
        let target = self.value(Self.steps(of: reference))
      else { return }
      reach(target, &reached)
    default: break
    }
  }

  /// The path of an operation as it stands under `paths`, or would stand; nil where the servers of the
  /// document have another root.
  public func path(ofOperation name: String) -> String? {
    let full = "/ShareWebServices/Services/" + name
    if let known = members(["paths"]).first(where: {
      (basePath + $0.name).lowercased() == full.lowercased()
    }) {
      return known.name
    }
    guard full.lowercased().hasPrefix(basePath.lowercased() + "/") else { return nil }
    return String(full.dropFirst(basePath.count))
  }

  /// The steps to an operation: its path and its first method; nil where it is not there.
  public func operation(named name: String) -> [String]? {
    guard let path = path(ofOperation: name) else { return nil }
    return members(["paths", path]).first { SchemaReader.methods.contains($0.name) }
      .map { ["paths", path, $0.name] }
  }

  /// The steps to what a place means, past all references.
  public func resolved(_ steps: [String]) -> [String] {
    var place: [String] = []
    for step in steps {
      place = followed(place)
      place.append(step)
    }
    return followed(place)
  }

  private func followed(_ steps: [String]) -> [String] {
    var steps = steps
    for _ in 0..<8 {
      guard let reference = value(steps)?["$ref"]?.string, reference.hasPrefix("#/") else {
        return steps
      }
      steps = Self.steps(of: reference)
    }
    return steps
  }

  private static func steps(of reference: String) -> [String] {
    reference.dropFirst(2).split(separator: "/").map {
      String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
    }
  }

  /// The steps from a schema to that of a value inside it, through references and alternatives; nil where
  /// the document does not describe it.
  ///
  /// - Parameter path: Names of members, `[*]` for elements, ` in` for a document inside a text.
  public func schema(_ steps: [String], inside path: [String]) -> [String]? {
    let place = resolved(steps)
    guard let value = value(place) else { return nil }
    guard let step = path.first else { return place }
    let next = Self.steps(to: step)
    if self.value(place + next) != nil {
      return schema(place + next, inside: Array(path.dropFirst()))
    }
    for name in ["allOf", "anyOf", "oneOf"] {
      guard case .array(let parts)? = value[name] else { continue }
      for index in parts.indices {
        if let found = schema(place + [name, String(index)], inside: path) { return found }
      }
    }
    return nil
  }

  private static func steps(to step: String) -> [String] {
    switch step {
    case "[*]": ["items"]
    case " in": ["contentSchema"]
    default: ["properties", step]
    }
  }

  /// What is written in place of a reference, so that a place is one operation's own.
  public struct Copy {
    /// The steps to the reference.
    public var place: [String]
    /// What stood behind it.
    public var value: JSONValue
  }

  /// The steps to a schema, as `schema(_:inside:)` finds them, where a change concerns one operation alone:
  /// what others share on the way is copied; nil where the document does not describe it.
  ///
  /// - Parameter steps: The steps from the operation on, without following references.
  public mutating func own(
    _ steps: [String], inside path: [String]
  ) -> (place: [String], copies: [Copy])? {
    guard schema(steps, inside: path) != nil else { return nil }
    var copies: [Copy] = []
    var place: [String] = []
    for step in steps {
      place = taken(place, &copies)
      place.append(step)
    }
    return ownSchema(place, inside: path[...], &copies).map { ($0, copies) }
  }

  private mutating func ownSchema(
    _ steps: [String], inside path: ArraySlice<String>, _ copies: inout [Copy]
  ) -> [String]? {
    let place = taken(steps, &copies)
    guard let step = path.first, let value = value(place) else { return place }
    let next = place + Self.steps(to: step)
    if self.value(next) != nil { return ownSchema(next, inside: path.dropFirst(), &copies) }
    for name in ["allOf", "anyOf", "oneOf"] {
      guard case .array(let parts)? = value[name] else { continue }
      for index in parts.indices {
        let part = place + [name, String(index)]
        guard schema(part, inside: Array(path)) != nil else { continue }
        return ownSchema(part, inside: path, &copies)
      }
    }
    return nil
  }

  /// Follows references that nobody else has, and puts a copy in place of one that others have too.
  private mutating func taken(_ steps: [String], _ copies: inout [Copy]) -> [String] {
    guard let node = value(steps), let reference = node["$ref"]?.string,
      reference.hasPrefix("#/")
    else { return steps }
    let target = Self.steps(of: reference)
    if users[reference] == 1 { return taken(target, &copies) }
    guard case .object(let members)? = value(followed(target)), case .object(let own) = node else {
      return steps
    }
    let beside = own.filter { $0.name != "$ref" }
    let names = Set(beside.map(\.name))
    let copy = JSONValue.object(beside + members.filter { !names.contains($0.name) })
    document = SchemaDocument(
      name: document.name, root: Self.replaced(document.root, steps[...], copy))
    copies.append(Copy(place: steps, value: copy))
    return steps
  }

  private static func replaced(
    _ value: JSONValue, _ steps: ArraySlice<String>, _ new: JSONValue
  ) -> JSONValue {
    guard let step = steps.first else { return new }
    switch value {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.name == step }) else { return value }
      members[index].value = replaced(members[index].value, steps.dropFirst(), new)
      return .object(members)
    case .array(var elements):
      guard let index = Int(step), elements.indices ~= index else { return value }
      elements[index] = replaced(elements[index], steps.dropFirst(), new)
      return .array(elements)
    default: return value
    }
  }

  /// The value at a place.
  public func value(_ steps: [String]) -> JSONValue? {
    var value = document.root
    for step in steps {
      let child: JSONValue? =
        if case .array(let elements) = value {
          Int(step).flatMap { elements.indices ~= $0 ? elements[$0] : nil }
        } else {
          value[step]
        }
      guard let child else { return nil }
      value = child
    }
    return value
  }

  private func members(_ steps: [String]) -> [JSONValue.Member] {
    guard case .object(let members)? = value(steps) else { return [] }
    return members
  }

  /// Steps as the target of an action of an overlay: `$.paths['/a'].post`; nil where a name in them
  /// cannot be written there.
  public func target(_ steps: [String]) -> String? {
    var target = "$"
    for (index, step) in steps.enumerated() {
      if case .array? = value(Array(steps[..<index])) {
        target += "[\(step)]"
      } else if !step.isEmpty, step.utf8.allSatisfy({ 65...90 ~= $0 & 0xDF }) {
        target += ".\(step)"
      } else if let quote = ["'", "\""].first(where: { !step.contains($0) }),
        !step.contains("\\")
      {
        target += "[\(quote)\(step)\(quote)]"
      } else {
        return nil
      }
    }
    return target
  }
}
