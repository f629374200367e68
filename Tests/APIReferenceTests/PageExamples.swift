import APISchema
import Foundation
import JSONDecoding

/// The examples of a page of Markdown and the tables that they belong to, read as somebody would read
/// them who follows the page to write a client.
struct PageExamples {
  /// A line of a table of members.
  struct Row {
    var name: String
    var place: String
    var depth: Int
    var type: String
    var shapes: [String]
    var isRequired: Bool
  }

  /// What examples and tables say against each other.
  private(set) var contradictions: [String] = []
  /// How many examples were compared with a table.
  private(set) var compared = 0

  private let parser = JSONParser()
  private var rows: [Row] = []
  private var parameters: [Row] = []
  private var target: String?
  /// The members at the top of the body of the request.
  private var bodyNames: [String] = []

  init(_ page: String) {
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("## ") {
        if line == "## Answer" { compareTarget() }
        rows = []
        if line == "## Faults" { break }
      } else if line.hasPrefix("| name |") {
        let columns = Self.cells(line)
        rows = []
        _ = lines.popFirst()
        while let row = lines.first, row.hasPrefix("|") {
          rows.append(Self.row(Self.cells(row), columns))
          lines.removeFirst()
        }
        if rows.first?.place == "query" { parameters = rows }
      } else if line.hasPrefix("```") {
        let block = lines.prefix { !$0.hasPrefix("```") }
        lines = lines.dropFirst(block.count + 1)
        if line == "```http" {
          target = block.first?.split(separator: " ").dropFirst().first.map(String.init)
        } else if line == "```json", !rows.isEmpty {
          compare(block.joined(separator: "\n"))
        }
      }
    }
  }

  /// Cells without the bars between them, which are escaped inside.
  private static func cells(_ line: Substring) -> [String] {
    line.replacing("\\|", with: "\u{1}").split(separator: "|", omittingEmptySubsequences: false)
      .dropFirst().dropLast()
      .map { $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .init(charactersIn: " ")) }
  }

  private static func row(_ cells: [String], _ columns: [String]) -> Row {
    func cell(_ name: String) -> String {
      columns.firstIndex(of: name).map { cells[$0] } ?? ""
    }
    let name = cell("name")
    return Row(
      name: code(name).first ?? "", place: cell("where"),
      depth: name.prefix { $0 == "\u{2003}" }.count,
      type: cell("type"), shapes: code(cell("shape")), isRequired: cell("required") == "yes")
  }

  private static func code(_ cell: String) -> [String] {
    cell.matches(of: /`([^`]*)`/).map { String($0.1) }
  }

  // MARK: Comparing

  private mutating func compareTarget() {
    guard let target else { return }
    let query = target.split(separator: "?").dropFirst().first ?? ""
    let names = query.split(separator: "&").map { String($0.prefix { $0 != "=" }) }
    for name in names
    where !parameters.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      contradictions.append("the query has \(name), the table has it not")
    }
    for row in parameters
    where row.isRequired
      && !(names + bodyNames).contains(where: { $0.lowercased() == row.name.lowercased() })
    {
      contradictions.append("the table requires \(row.name), the query has it not")
    }
    compared += 1
  }

  private mutating func compare(_ text: String) {
    guard let value = try? parser.read(Array(text.utf8), { JSONValue($0) }) else {
      contradictions.append("an example is no JSON")
      return
    }
    compared += 1
    if rows.first?.place == "body", case .object(let members) = value {
      bodyNames += members.map(\.name)
    }
    compare(value, rows[...], depth: 0, at: "$")
  }

  private mutating func compare(
    _ value: JSONValue, _ rows: ArraySlice<Row>, depth: Int, at place: String
  ) {
    switch value {
    case .array where rows.first?.name.isEmpty == true:
      compare(value, rows[rows.startIndex], at: place)
    case .array(let elements):
      for element in elements { compare(element, rows, depth: depth, at: place + "[]") }
    case .object(let members):
      for member in members {
        let index = rows.firstIndex { $0.name == member.name && $0.depth == depth }
        guard let index else {
          if rows.contains(where: { $0.depth == depth && !$0.name.isEmpty }) {
            contradictions.append("\(place).\(member.name) is in no line of the table")
          }
          continue
        }
        compare(member.value, rows[index], at: "\(place).\(member.name)")
        let inner = rows[(index + 1)...].prefix { $0.depth > depth }
        if !inner.isEmpty {
          compare(member.value, inner, depth: depth + 1, at: "\(place).\(member.name)")
        }
      }
      for row in rows where row.depth == depth && row.isRequired && !row.name.isEmpty {
        if !members.contains(where: { $0.name == row.name }) {
          contradictions.append("\(place) lacks \(row.name), which is required")
        }
      }
    default: if let row = rows.first, row.name.isEmpty { compare(value, row, at: place) }
    }
  }

  private mutating func compare(_ value: JSONValue, _ row: Row, at place: String) {
    let kind =
      switch value {
      case .null: "null"
      case .bool: "boolean"
      case .number(.integer): "integer"
      case .number: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    let kinds = row.type.split(separator: " or ").map { $0.split(separator: " ").first ?? "" }
    if row.type != "anything", !kinds.contains(kind[...]),
      !(kind == "integer" && kinds.contains("number"))
    {
      contradictions.append("\(place) is \(kind), the table says \(row.type)")
    }
    if case .string(let text) = value, !row.shapes.isEmpty,
      !row.shapes.contains(StringShape(text).rawValue)
    {
      contradictions.append(
        "\(place) has the shape \(StringShape(text).rawValue), the table says \(row.shapes)")
    }
  }
}
