public import JSONDecoding

/// What the body of a message turned out to be.
public enum MessageContent<Value: WireValue>: Hashable, Sendable {
  /// Nothing.
  case empty
  /// JSON of the expected shape.
  case value(Value)
  /// The same in XML, the default representation of the .NET era.
  case xml(Value)
  /// JSON of another shape.
  case other(JSONValue)
  /// A fault.
  case fault(FaultEnvelope)
  /// Not JSON: a page or a text, of a server before the service or of a broken one.
  case text(TextKind)
  /// Not text at all.
  case binary
  /// Left out by the exporter of the recording.
  case dropped
  /// Broken off in the middle.
  case cut

  /// The value; nil where the body is anything else.
  public var value: Value? {
    switch self {
    case .value(let value), .xml(let value): value
    default: nil
    }
  }
}

extension MessageContent {
  /// The JSON of the body, written anew; nil where the body was not JSON.
  public var wire: JSONValue? {
    switch self {
    case .value(let value): value.wire
    case .other(let value): value
    case .fault(let envelope): envelope.wire
    default: nil
    }
  }
}

/// What the body of a message turned out to be, without the value.
public enum MessageForm: Hashable, Sendable {
  case empty, value, other, fault
  case text(TextKind)
  case binary, dropped, cut
}

extension MessageContent {
  /// What the body turned out to be.
  public var form: MessageForm {
    switch self {
    case .empty: .empty
    case .value, .xml: .value
    case .other: .other
    case .fault: .fault
    case .text(let kind): .text(kind)
    case .binary: .binary
    case .dropped: .dropped
    case .cut: .cut
    }
  }
}

/// What a text that is not JSON looks like.
public enum TextKind: String, Hashable, Sendable {
  case html
  case xml
  case plain

  /// Looks at the first bytes of a text.
  public init(_ bytes: some Collection<UInt8>) {
    let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
    if start.contains("<!doctype html") || start.contains("<html") {
      self = .html
    } else if start.trimming({ $0.isWhitespace || $0 == "\u{FEFF}" }).hasPrefix("<") {
      self = .xml
    } else {
      self = .plain
    }
  }
}
