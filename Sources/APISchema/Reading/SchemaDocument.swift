internal import Foundation
public import JSONDecoding
internal import Yams

/// A document of YAML or JSON as a tree, with the order of its members.
///
/// **Errors**: `SchemaError` where the text is neither, is larger than 16 MiB, nests deeper than 100, or
/// becomes more than 500,000 values when its aliases are followed.
public struct SchemaDocument: Hashable, Sendable {
  /// What it is called: a file name, `share@2021-12-08`.
  public var name: String
  /// The tree.
  public var root: JSONValue
  /// The text that it was read from; nil once it was changed.
  private var source: String?

  /// The longest text.
  public static let sizeLimit = 1 << 24

  /// A document of a tree.
  public init(name: String, root: JSONValue) {
    self.name = name
    self.root = root
  }

  /// Reads a text.
  public init(name: String, text: [UInt8]) throws(SchemaError) {
    func failure(_ what: String, line: Int? = nil) -> SchemaError {
      SchemaError(document: name, line: line, what: what)
    }
    guard text.count <= Self.sizeLimit else { throw failure("longer than 16 MiB") }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw failure("not a text in UTF-8")
    }
    self.name = name
    source = string
    let first = text.first { $0 > 0x20 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      if let root = try? JSONParser().value(of: string) {
        self.root = root
        var limits = TreeLimits()
        if let excess = limits.excess(of: root) { throw failure(excess) }
        return
      }
    }
    do {
      root = try YAMLTree.read(string)
    } catch let error as YAMLTree.Failure {
      throw failure(error.what, line: error.line)
    } catch {
      throw failure("not YAML, and not JSON")
    }
  }

  /// An error at a place in the document.
  func error(_ what: String, at pointer: JSONPointer) -> SchemaError {
    let line = source.flatMap { YAMLTree.line(of: pointer, in: $0) }
    return SchemaError(document: name, line: line, pointer: pointer, what: what)
  }

  /// The same document with another tree.
  func replacing(root: JSONValue) -> SchemaDocument { SchemaDocument(name: name, root: root) }
}

/// What keeps a tree from being too large to walk.
struct TreeLimits {
  private var count = 0

  static let depth = 100
  static let values = 500_000

  /// What is too much; nil where nothing is.
  mutating func excess(of value: JSONValue, depth: Int = 0) -> String? {
    if let excess = enter(depth: depth) { return excess }
    switch value {
    case .array(let elements):
      for element in elements {
        if let excess = excess(of: element, depth: depth + 1) { return excess }
      }
    case .object(let members):
      for member in members {
        if let excess = excess(of: member.value, depth: depth + 1) { return excess }
      }
    default: break
    }
    return nil
  }

  /// Counts one value.
  mutating func enter(depth: Int) -> String? {
    count += 1
    if depth > Self.depth { return "nested deeper than \(Self.depth)" }
    return count > Self.values ? "more than \(Self.values) values" : nil
  }
}
