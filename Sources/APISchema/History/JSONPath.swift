internal import Foundation
internal import JSONDecoding

/// A path to places in a document: the part of JSONPath (RFC 9535) that overlays need.
///
/// **Shape**: `$`, then any of `.name`, `['name']`, `["name"]`, `[0]`, `.*`, `[*]`.
struct JSONPath {
  enum Step: Hashable {
    case name(String)
    case index(Int)
    case any
  }

  let steps: [Step]

  /// What of a path is not understood.
  struct Failure: Error {
    var what: String
  }

  init(_ text: String) throws(Failure) {
    var scanner = PathScanner(text)
    steps = try scanner.steps()
  }

  /// Changes what stands in all places that the path leads to, and returns how many there are.
  ///
  /// - Parameter change: Gives the new value; nil takes it away.
  func change(_ root: inout JSONValue, _ change: (JSONValue, JSONPointer) throws -> JSONValue?)
    rethrows -> Int
  {
    var count = 0
    if let changed = try Self.changed(root, steps[...], JSONPointer(), &count, change) {
      root = changed
    } else {
      root = .null
    }
    return count
  }

  private static func changed(
    _ value: JSONValue, _ steps: ArraySlice<Step>, _ pointer: JSONPointer, _ count: inout Int,
    _ change: (JSONValue, JSONPointer) throws -> JSONValue?
  ) rethrows -> JSONValue? {
    guard let step = steps.first else {
      count += 1
      return try change(value, pointer)
    }
    let rest = steps.dropFirst()
    switch value {
    case .object(let members):
      var kept: [JSONValue.Member] = []
      for member in members {
        guard step == .any || step == .name(member.name) else {
          kept.append(member)
          continue
        }
        let place = pointer.appending(member.name)
        if let changed = try changed(member.value, rest, place, &count, change) {
          kept.append(JSONValue.Member(member.name, changed))
        }
      }
      return .object(kept)
    case .array(let elements):
      var kept: [JSONValue] = []
      for (index, element) in elements.enumerated() {
        guard step == .any || step == .index(index) else {
          kept.append(element)
          continue
        }
        let place = pointer.appending(index)
        if let changed = try changed(element, rest, place, &count, change) { kept.append(changed) }
      }
      return .array(kept)
    default: return value
    }
  }
}

/// Goes through the text of a path.
private struct PathScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func steps() throws(JSONPath.Failure) -> [JSONPath.Step] {
    guard take("$") else { throw JSONPath.Failure(what: "a path begins with $") }
    var steps: [JSONPath.Step] = []
    while !rest.isEmpty { steps.append(try step()) }
    return steps
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest.removeFirst(text.count)
    return true
  }

  private mutating func step() throws(JSONPath.Failure) -> JSONPath.Step {
    if rest.hasPrefix("..") { throw unknown("descendants (..)") }
    if take(".*") || take("[*]") { return .any }
    if take(".") {
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      guard !name.isEmpty else { throw unknown("what follows the point") }
      rest.removeFirst(name.count)
      return .name(String(name))
    }
    for quote in ["'", "\""] where take("[" + quote) {
      guard let end = rest.range(of: quote + "]"), !rest[..<end.lowerBound].contains("\\") else {
        throw unknown("a name in brackets without its end, or with an escape")
      }
      let name = String(rest[..<end.lowerBound])
      rest = rest[end.upperBound...]
      return .name(name)
    }
    if take("[") {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest.removeFirst(digits.count)
      if let index = Int(digits), take("]") { return .index(index) }
      throw unknown("what stands in brackets; filters and slices are not supported")
    }
    throw unknown("what follows \"\(rest.prefix(1))\"")
  }

  private func unknown(_ what: String) -> JSONPath.Failure {
    JSONPath.Failure(what: "this path has something that is not understood: \(what)")
  }
}
