public import APISchema

/// The history of the service with the schemas of all revisions, read once.
public struct ShareRevisions: Sendable {
  /// The history.
  public let history: RevisionHistory
  /// The schemas, oldest first, each named after its revision.
  public let schemas: [Schema]
  /// What any of them knows.
  let known: KnownService

  /// The history in this binary.
  ///
  /// - Throws: `SchemaError` where its documents are damaged, which a test rules out.
  public static func shared() throws(SchemaError) -> ShareRevisions { try loaded.get() }

  private static let loaded: Result<ShareRevisions, SchemaError> = {
    do throws(SchemaError) {
      return .success(try ShareRevisions(.share()))
    } catch {
      return .failure(error)
    }
  }()

  private init(_ history: RevisionHistory) throws(SchemaError) {
    var schemas: [Schema] = []
    for revision in history.revisions {
      var schema = try history.schema(of: revision)
      schema.name = revision.id
      schemas.append(schema)
    }
    self.history = history
    self.schemas = schemas
    known = KnownService(schemas)
  }

  /// The schema of a revision, by its own name or any date.
  public func schema(named name: String) throws(UnknownRevision) -> Schema {
    let id = try history.revision(named: name).id
    return schemas.first { $0.name == id } ?? schemas[schemas.count - 1]
  }
}
