internal import JSONDecoding
internal import ShareAPI

/// Reads an OpenAPI document as a schema.
///
/// **Shape**: OpenAPI 3.0 or 3.1, with references inside the document; the extensions that the built-in
/// document uses (`Docs/Schema.md`) count in any.
/// **Errors**: `SchemaError` for other versions, for what is not as OpenAPI has it, and for what becomes
/// too large when its references are followed.
public struct SchemaReader {
  private let root: DocumentNode
  private var values: ValueSchemaReader
  /// The answers behind references, and how many schemas each has.
  private var responses: [ResponseKey: (response: ResponseSchema, count: Int)] = [:]

  /// The fields of all requests, once they were read.
  private var requestFields: [PropertySchema]?

  private struct ResponseKey: Hashable {
    var reference: String
    var provenance: Provenance
  }

  private init(_ document: SchemaDocument) throws(SchemaError) {
    root = try DocumentNode(document)
    values = ValueSchemaReader()
  }

  /// Reads a document.
  public static func read(_ document: SchemaDocument) throws(SchemaError) -> Schema {
    var reader = try SchemaReader(document)
    return try reader.schema()
  }

  private mutating func schema() throws(SchemaError) -> Schema {
    try checkVersion()
    let servers = try ServerList(root.optional("servers"))
    var operations: [OperationSchema] = []
    var places: [String: Int] = [:]
    for (path, item) in try root.optional("paths")?.members() ?? [] where path.hasPrefix("/") {
      let item = try values.resolved(item)
      let full = servers.basePath + path
      let shareName = Self.shareOperation(ofPath: full)
      for (method, node) in try item.members() where Self.methods.contains(method) {
        let name = shareName ?? "\(method.uppercased()) \(path)"
        let operation = try operation(name, full, method, node, of: item)
        if let place = places[name] {
          operations[place] = operations[place].united(with: operation)
        } else {
          places[name] = operations.count
          operations.append(operation)
        }
      }
    }
    return Schema(
      name: root.document.name, operations: operations, hosts: servers.hosts,
      isCaseInsensitive: try root.flag("x-case-insensitive"))
  }

  /// The members of a path that are operations.
  static let methods: Set<String> = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
  ]

  private func checkVersion() throws(SchemaError) {
    if root.optional("swagger") != nil {
      throw root.member("swagger").error(
        "this is Swagger 2.0; convert it to OpenAPI 3 first, for example with swagger2openapi")
    }
    let version = try root.required("openapi").string()
    guard version.hasPrefix("3.0.") || version.hasPrefix("3.1.") else {
      throw root.member("openapi").error("OpenAPI 3.0 and 3.1 are read, not this version")
    }
  }

  private mutating func operation(
    _ name: String, _ path: String, _ method: String, _ node: DocumentNode, of item: DocumentNode
  ) throws(SchemaError) -> OperationSchema {
    var operation = OperationSchema(
      name: name, path: path, methods: [method.uppercased()])
    operation.pathParameters = Self.placeholders(in: path).map {
      PropertySchema($0, .required, ValueSchema())
    }
    operation.methods += try node.optional("x-also-methods")?.strings() ?? []
    operation.unsureMethods = Set(try node.optional("x-unsure-methods")?.strings() ?? [])
    operation.methods += operation.unsureMethods.subtracting(operation.methods).sorted()
    operation.unsureParameters = Set(try node.optional("x-unsure-parameters")?.strings() ?? [])
    operation.unsureStatuses = Set(try node.optional("x-unsure-statuses")?.strings() ?? [])
    operation.summary = try node.text("summary")
    if operation.summary == nil { operation.summary = try item.text("summary") }
    operation.explanation = try node.text("description")
    operation.isLearned = try node.flag("x-learned")
    operation.hasOpenFaults = try node.flag("x-open-faults")
    operation.provenance = try node.provenance(within: Provenance())
    try readParameters(of: item, into: &operation)
    try readParameters(of: node, into: &operation)
    for field in try commonRequestFields() { operation.requestFields.replaceOrAppend(field) }
    if let body = node.optional("requestBody") {
      operation.requestBody = try requestBody(body, within: operation.provenance)
    }
    for (status, response) in try node.optional("responses")?.members() ?? []
    where !status.hasPrefix("x-") {
      let key = status.count == 3 ? status.uppercased() : status
      operation.responses[key] = try self.response(response, within: operation.provenance)
    }
    for (code, note) in try node.optional("x-faults")?.members() ?? [] {
      operation.faults += try faults(code, note)
    }
    return operation
  }

  /// Service and operation for paths of the Share service, else the path without its slash.
  package static func operation(ofPath path: String) -> String {
    shareOperation(ofPath: path) ?? String(path.dropFirst())
  }

  /// Service and operation for paths of the Share service, be it without its root where an operation is
  /// known; nil for others.
  private static func shareOperation(ofPath path: String) -> String? {
    let steps = path.split(separator: "/")
    if steps.count > 3, steps[0].lowercased() == "sharewebservices",
      steps[1].lowercased() == "services"
    {
      return steps.dropFirst(2).joined(separator: "/")
    }
    let isKnown =
      steps.count == 2
      && OperationCatalog.find(service: String(steps[0]), name: String(steps[1])) != nil
    return isKnown ? steps.joined(separator: "/") : nil
  }

  /// The names in the braces of a path, in their order.
  static func placeholders(in path: String) -> [String] {
    path.split(separator: "{").dropFirst().compactMap { part in
      part.firstIndex(of: "}").map { String(part[..<$0]) }
    }
  }

  /// Parameters of one name in one place: those of the operation count, not those of its path.
  private mutating func readParameters(
    of node: DocumentNode, into operation: inout OperationSchema
  ) throws(SchemaError) {
    for node in try node.optional("parameters")?.elements() ?? [] {
      let node = try values.resolved(node)
      let name = try node.required("name").string()
      let property = try self.property(name, node, within: operation.provenance)
      switch try node.required("in").string() {
      case "query": operation.query.replaceOrAppend(property)
      case "header":
        var property = property
        property.name = name.lowercased()
        operation.requestFields.replaceOrAppend(property)
      case "path":
        for index in operation.pathParameters.indices
        where operation.pathParameters[index].name == name {
          operation.pathParameters[index].value = property.value
        }
      default: break
      }
    }
  }

  /// Fields that requests of any operation may have (`x-request-fields`).
  private mutating func commonRequestFields() throws(SchemaError) -> [PropertySchema] {
    if let fields = requestFields { return fields }
    var fields: [PropertySchema] = []
    for (name, node) in try root.optional("x-request-fields")?.members() ?? [] {
      fields.append(try property(name.lowercased(), node, within: Provenance()))
    }
    requestFields = fields
    return fields
  }

  /// A parameter, or a field of an answer.
  private mutating func property(
    _ name: String, _ node: DocumentNode, within provenance: Provenance
  ) throws(SchemaError) -> PropertySchema {
    let content = try node.optional("content")?.members().first?.node.optional("schema")
    let schema = node.optional("schema") ?? content
    var value = ValueSchema()
    if let schema { value = try values.read(schema) }
    if let summary = try node.text("description") { value.summary = summary }
    var outer = provenance
    if let schema { outer = try values.provenance(of: schema, within: provenance) }
    var property = PropertySchema(
      name, try node.flag("required") ? .required : .optional, value,
      provenance: try node.provenance(within: outer))
    property.isUsual = try node.flag("x-usual")
    return property
  }

  private mutating func requestBody(
    _ node: DocumentNode, within provenance: Provenance
  ) throws(SchemaError) -> BodySchema {
    let node = try values.resolved(node)
    var body = BodySchema(
      isRequired: try node.flag("required"),
      contents: try contents(of: node.optional("content"), in: .request, within: provenance))
    if provenance.isLearned, !body.isRequired { try readPresence(node, of: &body) }
    body.sightings = try node.provenance(within: provenance).sightings
    body.examples = try examples(of: node.optional("content"))
    return body
  }

  /// Of what recordings alone say, a body is missed where it was always there often enough, and may be empty
  /// where one was.
  private func readPresence(_ node: DocumentNode, of body: inout BodySchema) throws(SchemaError) {
    body.isRequired = try node.flag("x-usual")
    let maybeEmpty = try node.flag("x-may-be-empty")
    body.isUnsure = !body.isRequired && !maybeEmpty
  }

  /// An answer. That of a reference is the same wherever it is meant, so it is read once.
  private mutating func response(
    _ node: DocumentNode, within provenance: Provenance
  ) throws(SchemaError) -> ResponseSchema {
    guard let reference = try node.text("$ref") else {
      return try response(of: node, within: provenance)
    }
    let key = ResponseKey(reference: reference, provenance: provenance)
    if let known = responses[key] {
      try values.add(known.count, at: node)
      return known.response
    }
    let before = values.count
    let response = try response(of: values.resolved(node), within: provenance)
    responses[key] = (response, values.count - before)
    return response
  }

  private mutating func response(
    of node: DocumentNode, within provenance: Provenance
  ) throws(SchemaError) -> ResponseSchema {
    var response = ResponseSchema(summary: try node.text("description"))
    response.isEmptyForZeroSession = try node.flag("x-empty-for-zero-session")
    let provenance = try node.provenance(within: provenance)
    let contents = try contents(of: node.optional("content"), in: .response, within: provenance)
    if !contents.isEmpty {
      response.body = BodySchema(isRequired: !(try node.flag("x-may-be-empty")), contents: contents)
      response.body?.examples = try examples(of: node.optional("content"))
      if try node.flag("x-learned"), var body = response.body {
        try readPresence(node, of: &body)
        // Those of the status; how many of them had a body is not said where some had none.
        if body.isRequired || body.isUnsure, var sightings = provenance.sightings {
          sightings.of = sightings.seen
          body.sightings = sightings
        }
        response.body = body
      }
    }
    for (name, field) in try node.optional("headers")?.members() ?? [] {
      let field = try values.resolved(field)
      response.fields.append(try property(name.lowercased(), field, within: provenance))
    }
    return response
  }

  private mutating func contents(
    of node: DocumentNode?, in direction: ValueSchemaReader.Direction, within provenance: Provenance
  ) throws(SchemaError) -> [String: ValueSchema] {
    var contents: [String: ValueSchema] = [:]
    values.direction = direction
    for (type, media) in try node?.members() ?? [] {
      let bare = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
      let value: ValueSchema =
        if let schema = media.optional("schema") {
          try values.read(schema, within: provenance)
        } else {
          ValueSchema()
        }
      contents[bare] = contents[bare].map { $0.united(with: value) } ?? value
    }
    values.direction = .any
    return contents
  }

  /// The first example of each media type.
  private func examples(of node: DocumentNode?) throws(SchemaError) -> [String: JSONValue] {
    var examples: [String: JSONValue] = [:]
    for (type, media) in try node?.members() ?? [] {
      if let example = media.value["example"] {
        examples[type] = example
      } else if let first = try media.optional("examples")?.members().first?.node {
        examples[type] = try values.resolved(first).value["value"]
      }
    }
    return examples
  }

  /// A code, which `components` explain (`x-faults`), once for each status that it comes with
  /// (`x-statuses`).
  private func faults(_ code: String, _ node: DocumentNode) throws(SchemaError) -> [FaultSchema] {
    guard let fault = root.optional("components")?.optional("x-faults")?.optional(code) else {
      throw node.error("components have no fault of this code in x-faults")
    }
    var summary = try node.text("description")
    if summary == nil { summary = try fault.text("description") }
    let provenance = try node.provenance(within: fault.provenance(within: Provenance()))
    guard let statuses = node.optional("x-statuses") else {
      return [FaultSchema(code: code, summary: summary, provenance: provenance)]
    }
    var faults: [FaultSchema] = []
    for element in try statuses.elements() {
      guard case .number(.integer(let status)) = element.value, 100...599 ~= status else {
        throw element.error("expected the number of a status")
      }
      faults.append(
        FaultSchema(
          code: code, status: Int(status), summary: summary, provenance: provenance))
    }
    return faults
  }
}

extension DocumentNode {
  /// What is said here about how well a fact is known; where nothing is said, what holds around it.
  func provenance(within outer: Provenance) throws(SchemaError) -> Provenance {
    guard case .object = value else { return outer }
    var provenance = outer
    if let confidence = try text("x-confidence") { provenance.confidence = confidence }
    // What recordings alone say has no sources, whatever those of what is around it are.
    if try flag("x-learned") { (provenance.isLearned, provenance.sources) = (true, []) }
    if let sources = try optional("x-sources")?.strings() {
      (provenance.isLearned, provenance.sources) = (false, sources)
    }
    if let since = try text("x-since") { provenance.since = since }
    provenance.sightings = sightings
    return provenance
  }

  private var sightings: Provenance.Sightings? {
    let evidence = value["x-evidence"]
    let counts = ["seen", "of", "captures"].map { name -> Int? in
      guard case .number(.integer(let count))? = evidence?[name] else { return nil }
      return Int(exactly: count)
    }
    guard let seen = counts[0], let of = counts[1], let captures = counts[2] else { return nil }
    return .init(seen: seen, of: of, captures: captures)
  }
}
