internal import APISchema
internal import Foundation
internal import Mustache

/// The templates of pages (Mustache): `operation`, `index`, `topic` and `layout`, of each format.
///
/// A folder of one's own replaces those that it has, named as in `Sources/APIReference/Templates`:
/// `operation.md.mustache`. All values are markup already and stand in `{{{three braces}}}`.
public struct PageTemplates: Sendable {
  private let texts: [String: String]
  /// The files of those that a folder has.
  private var files: [String: String] = [:]

  /// Those that this library has.
  public static let builtIn = PageTemplates(texts: [
    "operation.md": String(decoding: PackageResources.operation_md_mustache, as: UTF8.self),
    "index.md": String(decoding: PackageResources.index_md_mustache, as: UTF8.self),
    "topic.md": String(decoding: PackageResources.topic_md_mustache, as: UTF8.self),
    "layout.md": String(decoding: PackageResources.layout_md_mustache, as: UTF8.self),
    "operation.html": String(decoding: PackageResources.operation_html_mustache, as: UTF8.self),
    "index.html": String(decoding: PackageResources.index_html_mustache, as: UTF8.self),
    "topic.html": String(decoding: PackageResources.topic_html_mustache, as: UTF8.self),
    "layout.html": String(decoding: PackageResources.layout_html_mustache, as: UTF8.self),
  ])

  /// Those of a folder, and those of this library where it has none.
  ///
  /// - Throws: `TemplateError` where the folder has no template at all, or one cannot be read.
  public init(folder: String) throws(TemplateError) {
    var texts = Self.builtIn.texts
    var found = 0
    // One with a misspelt name would change nothing, and nobody would notice.
    let known = texts.keys.map { $0 + ".mustache" }.sorted()
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    for file in all where file.hasSuffix(".mustache") && !known.contains(file) {
      guard all.contains(where: known.contains), let nearest = known.nearest(to: file).first else {
        continue
      }
      throw TemplateError(
        name: "\(folder)/\(file)",
        what: "no template is called so; did you mean \(nearest)?")
    }
    for name in texts.keys.sorted() {
      let path = "\(folder)/\(name).mustache"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20,
        let text = String(validating: data, as: UTF8.self)
      else { throw TemplateError(name: path, what: "it cannot be read as a text of 1 MiB or less") }
      texts[name] = text
      files[name] = path
      found += 1
    }
    guard found > 0 else {
      throw TemplateError(
        name: folder,
        what:
          "there is no template in it; they are called \(texts.keys.sorted().map { $0 + ".mustache" }.joined(separator: ", "))"
      )
    }
    self.texts = texts
  }

  private init(texts: [String: String]) { self.texts = texts }

  func text(_ name: String, _ format: ReferenceFormat) -> String {
    texts["\(name).\(format.fileExtension)"] ?? ""
  }

  /// What errors call a template: its file, where it is one of a folder.
  func name(_ name: String, _ format: ReferenceFormat) -> String {
    files["\(name).\(format.fileExtension)"] ?? "\(name).\(format.fileExtension).mustache"
  }
}

/// What is wrong with a template.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The template, or its folder.
  public var name: String
  /// The line, from 1 on, where the library tells.
  public var line: Int?
  /// What is wrong.
  public var what: String

  init(name: String, line: Int? = nil, what: String) {
    (self.name, self.line, self.what) = (name, line, what)
  }

  /// All in one line.
  public var description: String { "\(name)\(line.map { ", line \($0)" } ?? ""): \(what)" }
}

extension TemplateError {
  /// What the library of templates has to say, in words.
  init(_ error: any Error, in name: String) {
    guard let error = error as? MustacheTemplate.ParserError else {
      self.init(name: name, what: "it is no Mustache")
      return
    }
    let what =
      switch error.error as? MustacheTemplate.Error {
      case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
      case .unfinishedName: "a tag is not closed by its braces"
      case .expectedSectionEnd: "a section is open at the end: its {{/name}} is missing"
      case .invalidSetDelimiter: "{{=…=}} does not name two delimiters"
      case .invalidConfigVariableSyntax, .unrecognisedConfigVariable:
        "{{%…}} names no setting that is known"
      case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection,
        .textInsideInheritSection:
        "a block {{$…}} or {{<…}} has something in it that may not stand there"
      case nil: "it ends inside a tag"
      }
    self.init(name: name, line: error.context.lineNumber, what: what)
  }
}
