public import JSONDecoding

/// An object of the protocol. Its members are listed once, in `visit`, and read, written, described
/// and compared by the visitors that go along the list.
public protocol WireObject: WireValue {
  /// An object without members.
  init()

  /// The members that nobody knows, as they stood on the wire.
  var unknownMembers: [JSONValue.Member] { get set }

  /// Shows a visitor each member in turn, in the order of today's service.
  mutating func visit(_ visitor: inout some MemberVisitor)
}

/// Goes along the members of an object.
public protocol MemberVisitor {
  /// Is shown one member.
  ///
  /// - Parameters:
  ///   - name: Its name on the wire.
  ///   - label: Its name for people, with its unit.
  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>)
}

extension WireObject {
  /// What diagnostics call it.
  public static var form: String { "an object" }

  /// Whether a member does.
  public static var holdsSecrets: Bool {
    var visitor = SecretVisitor()
    var object = Self()
    object.visit(&visitor)
    return visitor.holdsSecrets
  }

  /// Reads an object; nil where the JSON is not one.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard node.kind == .object else { return nil }
    self.init()
    for member in node.members {
      var decoder = MemberDecoder(member, context)
      visit(&decoder)
      context = decoder.context
      if !decoder.isKnown {
        unknownMembers.append(.init(member.name, JSONValue(member.value)))
        context.anomalies += 1
      }
    }
  }

  /// The object as it stood on the wire, known members first.
  public var wire: JSONValue {
    var encoder = MemberEncoder()
    show(to: &encoder)
    return .object(encoder.members + unknownMembers)
  }

  /// Writes what the members mean, under their labels.
  public func describe(to writer: ValueWriter) {
    writer.json.beginObject()
    describeMembers(to: writer)
    writer.json.endObject()
  }

  /// Writes what the members mean, into an object that is open already.
  public func describeMembers(to writer: ValueWriter) {
    var describer = MemberDescriber(writer: writer)
    show(to: &describer)
    for member in unknownMembers { writer.unknown(member) }
  }

  /// Tells of unknown members, and what nobody knows about the others.
  public func inspect(_ finder: inout AnomalyFinder) {
    withUnsafeMutablePointer(to: &finder) { finder in
      var visitor = AnomalyVisitor(finder: finder)
      show(to: &visitor)
    }
    for member in unknownMembers { finder.unknownMember(member) }
  }

  /// Shows each member to a visitor that changes none of them.
  ///
  /// It goes along the members where they are: to copy a reading takes as long as to write one.
  func show(to visitor: inout some MemberVisitor) {
    withUnsafePointer(to: self) { UnsafeMutablePointer(mutating: $0).pointee.visit(&visitor) }
  }
}

/// Writes the members of an object to JSON values.
private struct MemberEncoder: MemberVisitor {
  var members: [JSONValue.Member] = []

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    if case .absent = value { return }
    members.append(.init(name.description, value.wire))
  }
}

/// Writes what members mean, with a writer of the caller: a copy of it would copy all that is written.
private struct MemberDescriber: MemberVisitor {
  let writer: ValueWriter

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    if case .absent = value { return }
    writer.json.name(label)
    value.describe(to: writer)
  }
}

/// Finds out whether any member is a secret.
private struct SecretVisitor: MemberVisitor {
  var holdsSecrets = false

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    if Value.holdsSecrets { holdsSecrets = true }
  }
}
