internal import ShareAPI

/// One operation of a schema in a readable form.
public struct OperationOutline {
  private let operation: OperationSchema
  private let width: Int

  /// An outline with lines of up to `width` characters.
  public init(_ operation: OperationSchema, width: Int = 100) {
    self.operation = operation
    self.width = width
  }

  /// The text.
  public var text: String {
    var lines = ["\(operation.methods.joined(separator: ", ")) \(operation.name)"]
    if let summary = operation.summary { lines.append("  " + summary) }
    lines += note("  " + provenance(operation.provenance))
    for (index, property) in operation.query.enumerated() {
      lines += self.lines(of: property, label: index == 0 ? "query" : "", depth: 0)
    }
    if let body = operation.requestBody { lines += self.lines(of: body, label: "body") }
    for (status, response) in operation.responses.sorted(by: { $0.key < $1.key }) {
      lines += row("answer", "\(status)  \(response.summary ?? "")")
      if let body = response.body {
        lines += self.lines(of: body, label: "")
      } else {
        lines += row("", "empty")
      }
      let names = response.fields.map { $0.name + ($0.isUsual ? "" : "?") }
      if !names.isEmpty { lines += row("", "fields: " + names.joined(separator: ", ")) }
    }
    for (index, known) in operation.faultsByCode.enumerated() {
      lines += row(
        index == 0 ? "faults" : "", "\(known.fault.code)  \(known.fault.summary ?? "")")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func note(_ text: String) -> [String] { text.allSatisfy { $0 == " " } ? [] : [text] }

  private func provenance(_ provenance: Provenance) -> String {
    var parts = [provenance.confidence, provenance.since.map { "since \($0)" }].compactMap { $0 }
    if provenance.isLearned { parts.append("learned") }
    if !provenance.sources.isEmpty { parts.append(provenance.sources.joined(separator: ", ")) }
    return parts.joined(separator: " · ")
  }

  private func row(_ label: String, _ text: String, depth: Int = 0) -> [String] {
    let indent = String(repeating: " ", count: 10 + 2 * depth)
    let first = "  " + padded(label, to: 8) + String(repeating: " ", count: 2 * depth)
    return wrapped(text, width: width, first: first, rest: indent + "    ")
  }

  private func lines(of body: BodySchema, label: String) -> [String] {
    var lines: [String] = []
    for (type, value) in body.contents.sorted(by: { $0.key < $1.key }) {
      let presence = body.isRequired || body.isUnsure ? "" : ", may be empty"
      let words = Self.words(of: value)
      lines += row(lines.isEmpty ? label : "", "\(type)\(presence): \(words)")
      lines += self.lines(inside: value, depth: 1)
    }
    return lines
  }

  private func lines(inside value: ValueSchema, depth: Int) -> [String] {
    // A built-in document is not as deep; one of somebody else may be.
    guard depth < 12 else { return [] }
    var lines: [String] = []
    for member in value.members { lines += self.lines(of: member, label: "", depth: depth) }
    if let elements = value.elements { lines += self.lines(inside: elements.value, depth: depth) }
    if let content = value.content { lines += self.lines(inside: content.value, depth: depth + 1) }
    return lines
  }

  private func lines(of property: PropertySchema, label: String, depth: Int) -> [String] {
    let presence =
      switch property.presence {
      case .required: ""
      case .optional: property.isUsual ? ", usually there" : ", optional"
      case .observed(let with, let without): ", in \(with) of \(with + without)"
      }
    var text = padded(property.name, to: 18) + " " + Self.words(of: property.value) + presence
    if let summary = property.value.summary { text += ": " + summary }
    let source = provenance(property.provenance)
    if !source.isEmpty { text += " (\(source))" }
    return row(label, text, depth: depth) + lines(inside: property.value, depth: depth + 1)
  }

  /// What a value is, in a few words: `an integer 0–401, mg/dL`.
  private static func words(of value: ValueSchema) -> String {
    var words = value.kinds.sorted().map(\.rawValue).joined(separator: " or ")
    if words.isEmpty { words = "anything" }
    if let elements = value.elements { words += " of " + self.words(of: elements.value) }
    let shapes = value.shapes.sorted().map(\.rawValue)
    if !shapes.isEmpty { words += " " + shapes.joined(separator: " or ") }
    if let minimum = value.minimum { words += ", from \(number(minimum))" }
    if let maximum = value.maximum { words += ", to \(number(maximum))" }
    if let unit = value.unit { words += ", \(unit)" }
    if !value.values.isEmpty {
      let list = value.values.map { value in
        value.isInteger ? value.name.map { "\(value.text) \($0)" } ?? value.text : value.text
      }
      words += " (" + list.joined(separator: ", ") + (value.isOpenEnumeration ? ", …)" : ")")
    }
    if let role = value.role { words += ", secret: \(role.rawValue)" }
    if value.isHealthData { words += ", health data" }
    return words
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
