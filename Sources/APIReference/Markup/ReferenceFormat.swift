/// What the pages of the reference are written in.
public enum ReferenceFormat: String, Sendable, CaseIterable {
  /// Markdown as GitHub reads it.
  case markdown
  /// A site of plain HTML, which needs no script and no network.
  case html

  /// The ending of a page's file.
  var fileExtension: String { self == .markdown ? "md" : "html" }

  /// What a folder shows first.
  var indexName: String { self == .markdown ? "README.md" : "index.html" }
}
