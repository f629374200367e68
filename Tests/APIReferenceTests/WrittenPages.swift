import APIReference
import APISchema
import Foundation

/// Pages as somebody reads them who knows nothing of how they were made.
struct WrittenPages {
  let pages: [String: String]

  init(_ pages: [String: String]) { self.pages = pages }

  /// The targets of the links of a page that lead to no page.
  func deadLinks(of path: String) -> [String] {
    links(of: path).filter { pages[Self.resolved($0, from: path)] == nil }
  }

  /// Where the links of a page lead.
  func targets(of path: String) -> [String] {
    links(of: path).map { Self.resolved($0, from: path) }
  }

  private func links(of path: String) -> [String] {
    Self.links(in: pages[path] ?? "", isHTML: path.hasSuffix(".html"))
  }

  /// Where a relative link leads.
  private static func resolved(_ link: String, from page: String) -> String {
    var steps = page.split(separator: "/").dropLast().map(String.init)
    for step in link.split(separator: "/", omittingEmptySubsequences: false) {
      if step == ".." {
        guard !steps.isEmpty else { return "outside" }
        steps.removeLast()
      } else {
        steps.append(String(step))
      }
    }
    return steps.joined(separator: "/")
  }

  /// The targets of all links: `href="…"` in HTML; `](…)` in Markdown, outside of code and unescaped.
  static func links(in text: String, isHTML: Bool) -> [String] {
    if isHTML { return text.matches(of: /href="([^"]*)"/).map { String($0.1) } }
    var links: [String] = []
    for line in outsideFences(text) {
      var rest = line
      while let character = rest.first {
        rest.removeFirst()
        if character == "\\" {
          rest = rest.dropFirst()
        } else if character == "`", let end = rest.firstIndex(of: "`") {
          rest = rest[rest.index(after: end)...]
        } else if character == "]", rest.first == "(" {
          links.append(String(rest.dropFirst().prefix { $0 != ")" }))
        }
      }
    }
    return links
  }

  /// The lines that are not in a block of code.
  static func outsideFences(_ text: String) -> [Substring] {
    var fence: Substring?
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if let open = fence {
        if line == open { fence = nil }
        return false
      }
      guard line.hasPrefix("```") else { return true }
      fence = line.prefix { $0 == "`" }
      return false
    }
  }

  /// The elements of a page, by name.
  static func elements(in html: String) -> Set<String> {
    Set(html.matches(of: /<([A-Za-z!][A-Za-z0-9]*)/).map { $0.1.lowercased() })
  }
}

extension Reference {
  private static let latest = Result { try made("latest") }
  private static let markdown = Result { try latest.get().pages(.markdown) }
  private static let html = Result { try latest.get().pages(.html) }

  /// That of a revision of the service.
  static func share(_ revision: String = "latest") throws -> Reference {
    try revision == "latest" ? latest.get() : made(revision)
  }

  /// The pages of the latest revision, made once for all tests.
  static func sharePages(_ format: ReferenceFormat) throws -> [String: String] {
    try (format == .markdown ? markdown : html).get()
  }

  private static func made(_ revision: String) throws -> Reference {
    let history = try RevisionHistory.share()
    return try Reference(
      history.document(of: history.revision(named: revision)), history: history)
  }
}
