/// The names of all members and parameters of the documented messages.
public enum WireNames {
  /// The names, in their letter case.
  public static let all: Set<String> = {
    var collector = NameCollector()
    for operation in OperationCatalog.all { collector.collect(operation) }
    collector.collect(FaultEnvelope.self)
    return collector.names
  }()
}

/// Goes through objects without members and collects the names that they would have.
private struct NameCollector: MemberVisitor {
  var names: Set<String> = []

  mutating func collect<Operation: ShareOperation>(_: Operation.Type) {
    collect(Operation.Parameters.self)
    collect(Operation.RequestBody.self)
    collect(Operation.Response.self)
  }

  mutating func collect(_ type: any WireValue.Type) {
    if let elements = type as? any WireContainer.Type { return collect(elements.content) }
    guard let object = type as? any WireObject.Type else { return }
    visit(object)
  }

  private mutating func visit<Object: WireObject>(_: Object.Type) {
    var object = Object()
    object.visit(&self)
  }

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    names.insert(name.description)
    collect(Value.self)
  }
}

/// A type of value that is made of values of one type.
private protocol WireContainer {
  static var content: any WireValue.Type { get }
}

extension Array: WireContainer where Element: WireValue {
  fileprivate static var content: any WireValue.Type { Element.self }
}

extension Wire: WireContainer {
  fileprivate static var content: any WireValue.Type { Value.self }
}
