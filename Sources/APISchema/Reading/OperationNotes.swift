internal import JSONDecoding

/// What a document says of an operation for those who read of it, beside what calls look like.
public struct OperationNotes: Hashable, Sendable {
  /// The keys of the clients that are known to use it (`x-used-by`).
  public var clients: [String] = []
  /// When it was first seen, where that was later than the document's oldest revision, and is no change of
  /// the service (`x-first-seen`): `2015-12`, or in words.
  public var firstSeen: String?
  /// Where identifiers in requests come from (`x-link`).
  public var links: [Link] = []
  /// What came before it in the recordings that it was learned from, and what came after (`x-flow`).
  public var before: [Neighbour] = []
  public var after: [Neighbour] = []

  /// An identifier of a request, and an answer that gives it.
  public struct Link: Hashable, Sendable {
    /// The name of the parameter or the member; empty for the elements of a body that is an array.
    public var name: String
    /// The operation that gives it.
    public var operation: String
    /// Its place in the answer: `$`, `$[*].ContactId`.
    public var place: String
    /// Where it was learned, how often it was seen to come from there.
    public var sightings: Provenance.Sightings?

    /// The place that a text names: `Publisher/CreateContact $`; nil where it names none.
    public static func place(_ text: String) -> (operation: String, place: String)? {
      let parts = text.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return (String(parts[0]), String(parts[1]))
    }
  }

  /// An operation that came before or after.
  public struct Neighbour: Hashable, Sendable {
    /// Its name.
    public var operation: String
    /// How often it did.
    public var sightings: Provenance.Sightings?
  }

  /// Nothing said.
  public init() {}

  /// How deep links are looked for; a body may refer to itself.
  private static let depthLimit = 8

  /// Those of all operations, by name.
  static func all(_ root: DocumentNode) throws(SchemaError) -> [String: OperationNotes] {
    let base = try ServerList(root.optional("servers")).basePath
    var all: [String: OperationNotes] = [:]
    for (path, item) in try root.optional("paths")?.members() ?? [] where path.hasPrefix("/") {
      let item = try item.followed()
      guard case .object = item.value else { continue }
      for (method, node) in try item.members() where SchemaReader.methods.contains(method) {
        let name = SchemaReader.operation(ofPath: base + path)
        try all[name, default: OperationNotes()].read(node)
      }
    }
    return all
  }

  private mutating func read(_ node: DocumentNode) throws(SchemaError) {
    firstSeen = try node.text("x-first-seen") ?? firstSeen
    clients += try node.optional("x-used-by")?.strings() ?? []
    before += try Self.neighbours(node.optional("x-flow")?.optional("after"))
    after += try Self.neighbours(node.optional("x-flow")?.optional("before"))
    for parameter in try node.optional("parameters")?.elements() ?? [] {
      let parameter = try parameter.followed()
      let name = try parameter.text("name") ?? ""
      try readLink(name, parameter)
      if let schema = parameter.optional("schema") { try readLink(name, schema) }
    }
    guard let body = try node.optional("requestBody")?.followed() else { return }
    for (_, media) in try body.optional("content")?.members() ?? [] {
      if let schema = media.optional("schema") { try readLinks(schema, named: "", depth: 0) }
    }
  }

  private mutating func readLinks(
    _ schema: DocumentNode, named name: String, depth: Int
  ) throws(SchemaError) {
    guard depth < Self.depthLimit, case .object = schema.value else { return }
    try readLink(name, schema)
    let target = try schema.followed()
    for (name, member) in try target.optional("properties")?.members() ?? [] {
      try readLinks(member, named: name, depth: depth + 1)
    }
    if let items = target.optional("items") {
      try readLinks(items, named: name, depth: depth + 1)
    }
  }

  /// One place, or an array of them: identifiers may come from several.
  private mutating func readLink(_ name: String, _ node: DocumentNode) throws(SchemaError) {
    guard let link = node.optional("x-link") else { return }
    let places = if case .array = link.value { try link.elements() } else { [link] }
    for place in places {
      guard let (operation, text) = Link.place(try place.required("from").string()) else {
        throw place.member("from").error("expected an operation and a place, with a blank between")
      }
      let link = Link(
        name: name, operation: operation, place: text,
        sightings: try place.provenance(within: Provenance()).sightings)
      if !links.contains(link) { links.append(link) }
    }
  }

  private static func neighbours(_ node: DocumentNode?) throws(SchemaError) -> [Neighbour] {
    var neighbours: [Neighbour] = []
    for element in try node?.elements() ?? [] {
      neighbours.append(
        Neighbour(
          operation: try element.required("operation").string(),
          sightings: try element.provenance(within: Provenance()).sightings))
    }
    return neighbours
  }
}

extension DocumentNode {
  /// What it refers to, where it is a reference.
  fileprivate func followed() throws(SchemaError) -> DocumentNode {
    var node = self
    // More of them lead nowhere but to themselves; the reader of schemas says so.
    for _ in 0..<16 {
      guard case .object = node.value, let reference = try node.text("$ref") else { break }
      node = try node.target(of: reference)
    }
    return node
  }
}
