internal import JSONDecoding
internal import Yams

/// Reads YAML as a tree of JSON, by the core schema of YAML 1.2: `no` and `2021-12-08` are texts.
enum YAMLTree {
  /// Why a text cannot be read.
  struct Failure: Error {
    var what: String
    var line: Int?
  }

  /// Reads a text of one document.
  static func read(_ text: String) throws -> JSONValue {
    var limits = TreeLimits()
    return try value(of: root(of: text), depth: 0, &limits)
  }

  /// The line of a value; nil where there is no such value.
  static func line(of pointer: JSONPointer, in text: String) -> Int? {
    guard var node = try? root(of: text) else { return nil }
    for step in pointer.steps {
      let child: Node? =
        switch node {
        case .mapping(let mapping): mapping.first { $0.key.scalar?.string == step }?.value
        case .sequence(let sequence): Int(step).flatMap { $0 < sequence.count ? sequence[$0] : nil }
        default: nil
        }
      guard let child else { return node.mark?.line }
      node = child
    }
    return node.mark?.line
  }

  private static func root(of text: String) throws -> Node {
    do {
      guard let node = try compose(yaml: text) else { throw Failure(what: "empty") }
      return node
    } catch let error as YamlError {
      throw failure(error)
    }
  }

  private static func failure(_ error: YamlError) -> Failure {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      Failure(what: "not YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let duplicates, let context):
      Failure(
        what: "a member stands there twice (\(duplicates.count) such names)",
        line: context.mark.line)
    default: Failure(what: "not YAML, and not JSON")
    }
  }

  private static func value(
    of node: Node, depth: Int, _ limits: inout TreeLimits
  ) throws -> JSONValue {
    if let excess = limits.enter(depth: depth) {
      throw Failure(what: excess, line: node.mark?.line)
    }
    switch node {
    case .scalar(let scalar): return value(of: scalar)
    case .sequence(let sequence):
      return .array(try sequence.map { try value(of: $0, depth: depth + 1, &limits) })
    case .mapping(let mapping):
      return .object(
        try mapping.map { key, child in
          guard let name = key.scalar?.string else {
            throw Failure(what: "the name of a member is no text", line: key.mark?.line)
          }
          guard name != "<<" else {
            throw Failure(what: "merge keys are not supported", line: key.mark?.line)
          }
          return JSONValue.Member(name, try value(of: child, depth: depth + 1, &limits))
        })
    case .alias:
      throw Failure(what: "an alias of nothing", line: node.mark?.line)
    }
  }

  private static func value(of scalar: Node.Scalar) -> JSONValue {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    switch scalar.string {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return number(scalar.string) ?? .string(scalar.string)
    }
  }

  /// A number as JSON would write it; dates, versions and words are none.
  private static func number(_ text: String) -> JSONValue? {
    guard let first = text.utf8.first, 48...57 ~= first || first == UInt8(ascii: "-"),
      case .number(let number)? = try? JSONParser().value(of: text)
    else { return nil }
    return .number(number)
  }
}
