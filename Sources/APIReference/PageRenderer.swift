internal import Mustache

/// Fills pages into templates.
struct PageRenderer {
  private let library: MustacheLibrary

  init(_ format: ReferenceFormat, _ templates: PageTemplates) throws(TemplateError) {
    var library = MustacheLibrary()
    for name in ["operation", "index", "topic", "layout"] {
      do {
        try library.register(templates.text(name, format), named: name)
      } catch {
        throw TemplateError(error, in: templates.name(name, format))
      }
    }
    self.library = library
  }

  private struct Layout {
    var title: String
    var root: String
    var content: String
  }

  /// A page inside its layout.
  ///
  /// - Parameter root: The way to the first page.
  func text(
    _ page: some Any, _ template: String, title: String, root: String
  ) throws(TemplateError) -> String {
    guard let content = library.render(page, withTemplate: template),
      let text = library.render(
        Layout(title: title, root: root, content: content), withTemplate: "layout")
    else { throw TemplateError(name: template, what: "it cannot be filled") }
    return text.withoutBlankRuns
  }
}

extension String {
  /// Without more than one empty line in a row, which sections that are not there leave behind, without
  /// blanks at the ends of lines, and with one line end at the end.
  fileprivate var withoutBlankRuns: String {
    var lines: [Substring] = []
    var isInside = false
    // A template may have been written on Windows.
    for line in split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    {
      if line.hasPrefix("```") || line.contains("<pre>") || line.contains("</pre>") {
        isInside = line.contains("</pre>") ? false : !isInside
      }
      let trimmed = isInside ? line : line.trimmedEnd
      if trimmed.isEmpty, !isInside, lines.last?.isEmpty ?? true { continue }
      lines.append(trimmed)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Substring {
  fileprivate var trimmedEnd: Substring {
    lastIndex { $0 != " " }.map { self[...$0] } ?? ""
  }
}
