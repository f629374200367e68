internal import Bytes
internal import JSONDecoding

/// Goes through a decoded value and collects what nobody knows in it: unknown members, values of an
/// unexpected form, values that a closed list does not have.
///
/// One finding stands for all places of one name: `$[*].TrendRate`, seen 288 times.
public struct AnomalyFinder {
  private var path: [String] = []
  private var anomalies: [Anomaly: Int] = [:]
  private var order: [Anomaly] = []

  /// A capture of nothing but unknown names must not fill memory with them.
  private static let limit = 64

  private struct Anomaly: Hashable {
    var id: String
    var place: String
    var what: String
  }

  init() {}

  /// Goes into a member or an element while `body` runs.
  mutating func inside(_ step: String, _ body: (inout AnomalyFinder) -> Void) {
    path.append(step)
    body(&self)
    path.removeLast()
  }

  /// Reports a member that nobody knows.
  mutating func unknownMember(_ member: JSONValue.Member) {
    inside(step(to: member.name)) {
      $0.report("unknown-member", "a member that nobody knows, \(member.value.kindName)")
    }
  }

  /// The step to a member that nobody knows; a name that is not of letters, digits and underscores
  /// stands in brackets.
  private func step(to name: String) -> String {
    let isPlain = name.utf8.allSatisfy {
      65...90 ~= $0 & 0xDF || 48...57 ~= $0 || $0 == UInt8(ascii: "_")
    }
    return isPlain && !name.isEmpty ? "." + name : "[\(name.replacing("]", with: "\u{FF3D}"))]"
  }

  /// Reports a value of another form than expected.
  mutating func unexpectedForm(_ value: JSONValue, expected: String) {
    report("unexpected-form", "\(value.kindName), expected \(expected)")
  }

  /// Reports a value that a closed list does not have.
  mutating func unknownValue(of form: String) {
    report("unknown-value", "\(form) that nobody knows")
  }

  mutating func report(_ id: String, _ what: String) {
    let anomaly = Anomaly(id: id, place: "$" + path.joined(), what: what)
    if let count = anomalies[anomaly] {
      anomalies[anomaly] = count + 1
    } else if order.count < Self.limit {
      anomalies[anomaly] = 1
      order.append(anomaly)
    }
  }

  /// What was found, in order of the first place.
  func diagnostics(in part: String) -> [Diagnostic] {
    order.map { anomaly in
      let count = anomalies[anomaly] ?? 1
      let times = count > 1 ? ", \(count) times" : ""
      return Diagnostic(anomaly.id, at: "\(part) \(anomaly.place)", anomaly.what + times)
    }
  }
}

/// Shows the finder each member of an object.
struct AnomalyVisitor: MemberVisitor {
  let finder: UnsafeMutablePointer<AnomalyFinder>

  mutating func member<Value>(
    _ name: StaticString, _ label: StaticString, _ value: inout Wire<Value>
  ) {
    finder.pointee.inside("." + name.description) { value.inspect(&$0) }
  }
}

extension JSONValue {
  /// What it is, with its article.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number(.integer), .number(.unsigned): "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
