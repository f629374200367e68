internal import JSONDecoding

/// Changes to a document, as a document (OpenAPI Overlay 1.0.0).
///
/// **Errors**: `SchemaError` for what is no overlay, and for paths beyond what `JSONPath` has.
/// **Source**: https://spec.openapis.org/overlay/v1.0.0.html
public struct Overlay: Hashable, Sendable {
  /// The overlay as it was read.
  public let document: SchemaDocument
  /// The changes, in order.
  private let actions: [Action]

  private struct Action: Hashable {
    var target: String
    var pointer: JSONPointer
    var change: Change
  }

  private enum Change: Hashable {
    case update(JSONValue)
    case remove
  }

  /// Reads an overlay.
  public init(_ document: SchemaDocument) throws(SchemaError) {
    self.document = document
    let root = try DocumentNode(document)
    let version = try root.required("overlay").string()
    guard version.hasPrefix("1.0.") || version.hasPrefix("1.1.") else {
      throw root.member("overlay").error("overlays of version 1.0 are read, not \(version)")
    }
    try root.checkMembers(["overlay", "info", "extends", "actions"])
    _ = try root.required("info").required("title").string()
    _ = try root.required("info").required("version").string()
    let list = try root.required("actions").elements()
    guard !list.isEmpty else { throw root.member("actions").error("expected at least one action") }
    var actions: [Action] = []
    for node in list { actions.append(try Self.action(node)) }
    self.actions = actions
  }

  private static func action(_ node: DocumentNode) throws(SchemaError) -> Action {
    try node.checkMembers(["target", "description", "update", "remove"])
    let target = try node.required("target")
    let path = try target.string()
    do {
      _ = try JSONPath(path)
    } catch {
      throw target.error(error.what)
    }
    if case .bool(true)? = node.value["remove"] {
      return Action(target: path, pointer: node.pointer, change: .remove)
    }
    guard let update = node.value["update"] else {
      throw node.error("expected \"update\" or \"remove\"")
    }
    return Action(target: path, pointer: node.pointer, change: .update(update))
  }

  /// The document with all changes.
  ///
  /// - Throws: `SchemaError` also where a target leads nowhere: the standard allows that, but an overlay
  ///   that changes nothing is one that went wrong.
  public func applied(to base: SchemaDocument) throws(SchemaError) -> SchemaDocument {
    try applied(to: base) { update, _ in update }
  }

  /// The document with those changes that it does not have yet: what is there already is not added again,
  /// neither to arrays, and what is gone need not be removed.
  public func accepted(by base: SchemaDocument) throws(SchemaError) -> SchemaDocument {
    try applied(to: base, removesOnce: true) { update, value in
      guard case .array(let elements) = value else { return Self.news(update, to: value) }
      return elements.contains(update) ? nil : update
    }
  }

  private func applied(
    to base: SchemaDocument, removesOnce: Bool = false,
    _ select: (JSONValue, JSONValue) -> JSONValue?
  ) throws(SchemaError) -> SchemaDocument {
    var root = base.root
    for action in actions {
      do {
        try apply(action, to: &root, removesOnce, select)
      } catch let error as SchemaError {
        throw error
      } catch {
        throw document.error("\(error)", at: action.pointer)
      }
    }
    return SchemaDocument(name: base.name, root: root)
  }

  private func apply(
    _ action: Action, to root: inout JSONValue, _ removesOnce: Bool,
    _ select: (JSONValue, JSONValue) -> JSONValue?
  ) throws {
    let path = try JSONPath(action.target)
    let place = action.pointer.appending("target")
    let count = try path.change(&root) { value, _ in
      var change = action.change
      if case .update(let update) = change {
        guard let selected = select(update, value) else { return value }
        change = .update(selected)
      }
      switch (change, value) {
      case (.remove, _): return nil
      case (.update(.object(let members)), .object(let old)):
        return .object(Self.merged(old, members))
      case (.update(let update), .array(let elements)): return .array(elements + [update])
      case (.update, .object):
        throw document.error("an object is updated with an object", at: place)
      case (.update, _):
        throw document.error("the target is neither an object nor an array", at: place)
      }
    }
    if removesOnce, action.change == .remove { return }
    if count == 0 { throw document.error("the target is nowhere in the document", at: place) }
  }

  /// What of a change to a value is new to it; nil where nothing is.
  private static func news(_ update: JSONValue, to value: JSONValue) -> JSONValue? {
    switch (update, value) {
    case (.object(let members), .object):
      let new = members.compactMap { member -> JSONValue.Member? in
        guard let old = value[member.name] else { return member }
        return news(member.value, to: old).map { .init(member.name, $0) }
      }
      return new.isEmpty ? nil : .object(new)
    case (.array(let elements), .array(let old)):
      let new = elements.filter { !old.contains($0) }
      return new.isEmpty ? nil : .array(new)
    default: return update == value ? nil : update
    }
  }

  /// Members of one name are merged: objects member by member, arrays one after the other (as 1.1.0 has
  /// it, where 1.0.0 says nothing); all else is replaced.
  private static func merged(
    _ old: [JSONValue.Member], _ new: [JSONValue.Member]
  ) -> [JSONValue.Member] {
    var members = old
    for member in new {
      guard let index = members.firstIndex(where: { $0.name == member.name }) else {
        members.append(member)
        continue
      }
      switch (members[index].value, member.value) {
      case (.object(let left), .object(let right)):
        members[index].value = .object(merged(left, right))
      case (.array(let left), .array(let right)): members[index].value = .array(left + right)
      default: members[index].value = member.value
      }
    }
    return members
  }
}
