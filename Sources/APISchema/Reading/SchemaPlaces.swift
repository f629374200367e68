public import JSONDecoding

/// Finds the places of a document that an overlay changes.
public struct SchemaPlaces {
  private let document: SchemaDocument
  private let basePath: String

  /// The places of a document.
  ///
  /// - Throws: `SchemaError` where it has no `servers` as OpenAPI has them.
  public init(_ document: SchemaDocument) throws(SchemaError) {
    self.document = document
    basePath = try ServerList(DocumentNode(document).optional("servers")).basePath
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
      steps = reference.dropFirst(2).split(separator: "/").map {
        String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
      }
    }
    return steps
  }

  /// The steps from a schema to that of a value inside it, through references and alternatives; nil where
  /// the document does not describe it.
  ///
  /// - Parameter path: Names of members, `[*]` for elements, ` in` for a document inside a text.
  public func schema(_ steps: [String], inside path: [String]) -> [String]? {
    let place = resolved(steps)
    guard let value = value(place) else { return nil }
    guard let step = path.first else { return place }
    let next: [String] =
      switch step {
      case "[*]": ["items"]
      case " in": ["contentSchema"]
      default: ["properties", step]
      }
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
