import APISchema

/// The schemas of all revisions, read once for all tests.
enum Revisions {
  /// The schema of a revision.
  static func schema(of revision: Revision) throws -> Schema {
    guard let schema = try schemas.get()[revision.id] else {
      return try RevisionHistory.share().schema(of: revision)
    }
    return schema
  }

  private static let schemas = Result {
    let history = try RevisionHistory.share()
    return try Dictionary(
      uniqueKeysWithValues: history.revisions.map { ($0.id, try history.schema(of: $0)) })
  }
}
