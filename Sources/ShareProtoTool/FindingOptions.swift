public import ArgumentParser
import Foundation
public import ShareProto

/// How findings are shown and judged, the same for every command that has any.
struct FindingOptions: ParsableArguments {
  @Option(
    help: "text for people; json, ndjson (a finding a line), sarif, junit, github, markdown.")
  var format = FindingFormat.text

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output, which - names.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The least severity that makes the exit code 1: error, warning, info or never.",
      valueName: "severity"))
  var failOn: DriftSettings.FailureLevel?

  @Option(
    help: ArgumentHelp(
      "Settings in place of .shareproto.yml; an empty name for none.", valueName: "file"),
    completion: .file())
  var config: String?

  @Option(help: "Colour: auto (on a terminal, unless NO_COLOR is set), always or never.")
  var color = DecodeCommand.ColorChoice.auto

  /// The day in UTC, as settings have it.
  static var today: String {
    let seconds = Int64(Date().timeIntervalSince1970)
    return String(Timestamp(nanoseconds: seconds * 1_000_000_000).description.prefix(10))
  }

  func renderer(_ output: Output, _ failOn: Severity?) -> FindingRenderer {
    let isColoured =
      switch color {
      case .always: true
      case .never: false
      case .auto: output.isTerminal && !Output.isColourUnwanted
      }
    return FindingRenderer(
      format, width: output.width, isColoured: isColoured, failOn: failOn)
  }

  /// The settings, and the folder that they are in.
  ///
  /// - Throws: `ValidationError` for settings that are wrong, `Failure` for a file that cannot be read.
  func settings() throws -> (DriftSettings, folder: String?) { try Self.settings(config) }

  /// A path that stands in settings, as seen from their folder; nil where there are none.
  static func path(_ path: String, beside folder: String?) -> String {
    guard let folder, !path.hasPrefix("/") else { return path }
    return "\(folder)/\(path)"
  }

  /// The settings in a file, or those of this folder where none is named.
  static func settings(_ config: String?) throws -> (DriftSettings, folder: String?) {
    if config == "" { return (DriftSettings(), nil) }
    guard let path = config ?? found() else { return (DriftSettings(), nil) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        place: nil, subject: path, what: "the settings cannot be read",
        advice: "name a file of yours for --config")
    }
    do {
      let text = String(decoding: data, as: UTF8.self)
      let folder = (path as NSString).deletingLastPathComponent
      return (
        try SettingsReader.read(text, named: path), folder: folder.isEmpty ? "." : folder
      )
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The settings of this folder, or of the nearest above it, up to the root of the repository.
  private static func found() -> String? {
    var folder = FileManager.default.currentDirectoryPath as NSString
    while true {
      let path = folder.appendingPathComponent(".shareproto.yml")
      if FileManager.default.fileExists(atPath: path) { return path }
      let isRoot = FileManager.default.fileExists(
        atPath: folder.appendingPathComponent(".git"))
      let parent = folder.deletingLastPathComponent as NSString
      guard !isRoot, parent != folder else { return nil }
      folder = parent
    }
  }
}

extension FindingFormat: ExpressibleByArgument {}
extension DriftSettings.FailureLevel: ExpressibleByArgument {}

/// Schemas in files.
enum SchemaFiles {
  /// Reads an OpenAPI document as a schema.
  static func schema(_ path: String) throws -> Schema {
    try read(path) { (document) throws(SchemaError) in try SchemaReader.read(document) }
  }

  /// Reads an OpenAPI document.
  static func document(_ path: String) throws -> SchemaDocument {
    try read(path) { (document) throws(SchemaError) in document }
  }

  private static func read<Value>(
    _ path: String, _ body: (SchemaDocument) throws(SchemaError) -> Value
  ) throws -> Value {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        place: nil, subject: path, what: "it cannot be read",
        advice: "name an OpenAPI document, in YAML or JSON")
    }
    do {
      let name = (path as NSString).lastPathComponent
      return try body(SchemaDocument(name: name, text: Array(data)))
    } catch {
      throw Failure(
        place: nil, subject: path, what: "\(error)",
        advice: "mend the document; Docs/Schema.md says what is read")
    }
  }

  /// A revision in the history of the service.
  static func revision(named name: String, in history: RevisionHistory) throws -> Revision {
    do {
      return try history.revision(named: name)
    } catch {
      throw ValidationError("\(error); `shareproto schema history` lists all")
    }
  }

  /// A revision of the service, or the schema in a file.
  static func schema(named name: String) throws -> Schema {
    if FileManager.default.fileExists(atPath: name) { return try schema(name) }
    do {
      return try ShareRevisions.shared().schema(named: name)
    } catch let error as UnknownRevision {
      throw ValidationError(
        "\(name) is neither a file nor a revision: \(error); `shareproto schema history` lists all")
    }
  }
}
