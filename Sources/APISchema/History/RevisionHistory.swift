public import Bytes
internal import JSONDecoding

/// The revisions of a document: a base, and overlays that apply one after the other.
public struct RevisionHistory: Sendable {
  /// The revisions, oldest first; never empty.
  public let revisions: [Revision]
  /// The documents, one a revision.
  private let documents: [SchemaDocument]

  /// Applies overlays, which have to be in the order of their dates, to a base.
  public init(base: SchemaDocument, overlays: [Overlay]) throws(SchemaError) {
    var revisions = [try Revision(base)]
    var documents = [base.replacing(root: base.root)]
    for overlay in overlays {
      let revision = try Revision(overlay.document)
      let last = revisions.count - 1
      guard revisions[last].date.start < revision.date.start else {
        throw SchemaError(
          document: overlay.document.name, what: "it is not younger than \(revisions[last].id)")
      }
      revisions[last].until = revision.date
      revisions.append(revision)
      documents.append(try overlay.applied(to: documents[last]))
    }
    self.revisions = revisions
    self.documents = zip(revisions, documents).map { revision, document in
      Self.stamped(document, revision)
    }
  }

  /// The document in force at a revision.
  public func document(of revision: Revision) -> SchemaDocument {
    documents[revisions.firstIndex { $0.id == revision.id } ?? documents.count - 1]
  }

  /// The schema in force at a revision.
  public func schema(of revision: Revision) throws(SchemaError) -> Schema {
    try SchemaReader.read(document(of: revision))
  }

  /// Whether a document was made from one of the revisions: its `info` names it, and it still has all of
  /// the revision's operations.
  public func contains(_ document: SchemaDocument) -> Bool {
    let id = document.root["info"]?["x-revision"]?["id"]?.string
    guard let revision = revisions.first(where: { $0.id == id }),
      case .object(let paths)? = self.document(of: revision).root["paths"]
    else { return false }
    return paths.allSatisfy { document.root["paths"]?[$0.name] != nil }
  }

  /// The latest revision.
  public var latest: Revision { revisions[revisions.count - 1] }

  /// The revision in force when the day of a time began; the first one for times before it. What was
  /// recorded on the day of a change is so compared with what was before the change.
  public func revision(inForceOnDayOf time: Timestamp) -> Revision {
    let day = CalendarTime(time)
    let number = (day.year * 100 + day.month) * 100 + day.day
    // Of a change that is known to the month alone nobody knows the day.
    return revisions.last {
      $0.date.day == nil ? $0.date.start <= number : $0.date.start < number
    } ?? revisions[0]
  }

  /// The revision of a name, with or without `share@`: its own name, `latest`, or any date; of a year or a
  /// month, the one in force at its end.
  public func revision(named name: String) throws(UnknownRevision) -> Revision {
    let bare = name.lowercased().hasPrefix("share@") ? name.dropFirst(6) : name[...]
    if bare.lowercased() == "latest" { return latest }
    if let revision = revisions.first(where: { $0.date.description == bare }) { return revision }
    guard let date = RevisionDate(bare) else {
      let names = revisions.map(\.id).nearest(to: "share@\(bare)")
      throw UnknownRevision(name: name, suggestions: names)
    }
    guard let revision = revisions.last(where: { $0.date.start <= date.end }) else {
      throw UnknownRevision(
        name: name, suggestions: revisions.first.map { [$0.id] } ?? [], isTooEarly: true)
    }
    return revision
  }

  /// The document with the revision in its `info`.
  private static func stamped(
    _ document: SchemaDocument, _ revision: Revision
  ) -> SchemaDocument {
    guard case .object(var members) = document.root,
      let index = members.firstIndex(where: { $0.name == "info" }),
      case .object(var info) = members[index].value
    else { return document }
    info.removeAll { $0.name == "x-revision" }
    for place in info.indices where info[place].name == "version" {
      info[place].value = .string(revision.date.description)
    }
    info.append(
      .init(
        "x-revision",
        .object([
          .init("id", .string(revision.id)), .init("title", .string(revision.title)),
        ])))
    members[index].value = .object(info)
    return SchemaDocument(name: revision.id, root: .object(members))
  }
}

/// A name that is no revision's.
public struct UnknownRevision: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let name: String
  /// The names that are most like it.
  public let suggestions: [String]
  /// Whether it is a date before the first revision, which is suggested then.
  public var isTooEarly = false

  /// What is wrong, and what would be right.
  public var description: String {
    let names = suggestions.joined(separator: ", ")
    return isTooEarly
      ? "there is no revision \(name): \(names) is the first"
      : "there is no revision \(name); the nearest names are \(names)"
  }
}
