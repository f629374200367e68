internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// Decodes the parameters and the bodies of calls into types.
struct BodyDecoder {
  private let parser = JSONParser()

  /// So many members of a query are compared with each other; no operation has a tenth of them.
  private static let comparedItems = 64

  /// What a call says, and what nobody knows in it.
  func decode<Operation: ShareOperation>(
    _ exchange: Exchange, _ added: [RequestTarget.QueryItem], as _: Operation.Type
  ) -> (call: TypedCall<Operation>, diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    var parameters: Operation.Parameters = query(
      exchange.request.target.queryItems + added, &diagnostics)
    let requestBody: MessageContent<Operation.RequestBody> = content(
      exchange.request.body, part: "request.body", &diagnostics)
    if case .value(let body) = requestBody, let body = body as? Operation.Parameters {
      for name in parameters.fill(from: body) {
        diagnostics.append(
          Diagnostic(
            "parameter-conflict", at: "request.body $.\(name)",
            "another value than in the query, which was taken"))
      }
    }
    var responseBody: MessageContent<Operation.Response>?
    if let body = exchange.response?.body {
      responseBody =
        envelope(body, &diagnostics).map(MessageContent.fault)
        ?? content(body, part: "response.body", &diagnostics)
    }
    let call = TypedCall<Operation>(
      parameters: parameters, requestBody: requestBody, responseBody: responseBody)
    return (call, diagnostics)
  }

  /// The fault that a response holds; nil where it holds none.
  func envelope(_ body: HTTPBody, _ diagnostics: inout [Diagnostic]) -> FaultEnvelope? {
    guard body.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
    return parsed(body.bytes) { node in
      guard FaultEnvelope.isFault(node) else { return nil }
      return value(node, .json, part: "response.body", &diagnostics)
    }
  }

  private func query<Parameters: WireObject>(
    _ items: [RequestTarget.QueryItem], _ diagnostics: inout [Diagnostic]
  ) -> Parameters {
    guard !items.isEmpty else { return Parameters() }
    for (index, item) in items.prefix(Self.comparedItems).enumerated()
    where items[..<index].contains(where: { $0.value != item.value && $0.isNamed(item.name) }) {
      diagnostics.append(
        Diagnostic(
          "parameter-conflict", at: "request.query $.\(item.name)",
          "another value than before in the query; the last was taken"))
    }
    let object = JSONValue.object(items.map { .init($0.name, .string($0.value)) })
    return read(object, part: "request.query", &diagnostics) ?? Parameters()
  }

  /// Reads a value of texts: a query, or an XML document.
  private func read<Value: WireValue>(
    _ texts: JSONValue, part: String, _ diagnostics: inout [Diagnostic]
  ) -> Value? {
    let writer = JSONWriter()
    writer.value(texts)
    return parsed(writer.bytes) { value($0, .text, part: part, &diagnostics) }
  }

  /// What `body` makes of a JSON text; nil where the text is not JSON.
  private func parsed<Result>(_ text: [UInt8], _ body: (JSONNode) -> Result?) -> Result? {
    guard let result = try? parser.read(text, body) else { return nil }
    return result
  }

  private func value<Value: WireValue>(
    _ node: JSONNode, _ source: WireContext.Source, part: String,
    _ diagnostics: inout [Diagnostic]
  ) -> Value? {
    var context = WireContext(source)
    guard let value = Value(wire: node, &context) else { return nil }
    if context.anomalies > 0 {
      var finder = AnomalyFinder()
      value.inspect(&finder)
      diagnostics += finder.diagnostics(in: part)
    }
    return value
  }

  private func content<Value: WireValue>(
    _ body: HTTPBody, part: String, _ diagnostics: inout [Diagnostic]
  ) -> MessageContent<Value> {
    switch body.completeness {
    case .dropped: return .dropped
    case .cut: return .cut
    case .whole: if body.bytes.allSatisfy({ $0 <= 0x20 }) { return .empty }
    }
    do {
      return try parser.read(body.bytes) { json($0, part: part, &diagnostics) }
    } catch {
      return text(body.bytes, part: part, &diagnostics)
    }
  }

  private func json<Value: WireValue>(
    _ node: JSONNode, part: String, _ diagnostics: inout [Diagnostic]
  ) -> MessageContent<Value> {
    if let value: Value = value(node, .json, part: part, &diagnostics) { return .value(value) }
    let other = JSONValue(node)
    diagnostics.append(
      Diagnostic("unexpected-form", at: "\(part) $", "\(other.kindName), expected \(Value.form)"))
    return .other(other)
  }

  private func text<Value: WireValue>(
    _ bytes: [UInt8], part: String, _ diagnostics: inout [Diagnostic]
  ) -> MessageContent<Value> {
    guard String(validating: bytes, as: UTF8.self) != nil else { return .binary }
    let kind = TextKind(bytes)
    if kind == .xml, let document = XMLDocument.json(bytes),
      let value: Value = read(document, part: part, &diagnostics)
    {
      return .xml(value)
    }
    return .text(kind)
  }
}

extension RequestTarget.QueryItem {
  /// Whether it has a name, in any letter case.
  fileprivate func isNamed(_ other: String) -> Bool {
    name.utf8.count == other.utf8.count && name.lowercased() == other.lowercased()
  }
}

extension WireObject {
  /// Takes from another object of the type each member that this one has not, and returns the names
  /// of those that both have with different values.
  mutating func fill(from other: Self) -> [String] {
    var collector = MemberCollector()
    var copy = other
    copy.visit(&collector)
    var filler = MemberFiller(values: collector.values)
    visit(&filler)
    unknownMembers += other.unknownMembers
    return filler.conflicts
  }
}

private struct MemberCollector: MemberVisitor {
  var values: [any WireValue] = []

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    values.append(value)
  }
}

private struct MemberFiller: MemberVisitor {
  var values: [any WireValue]
  private(set) var conflicts: [String] = []
  private var index = 0

  init(values: [any WireValue]) { self.values = values }

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    if let other = values[index] as? Wire<Value>, !other.isAbsent {
      if value.isAbsent {
        value = other
      } else if value != other {
        conflicts.append(name.description)
      }
    }
    index += 1
  }
}
