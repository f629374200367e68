/// Something that a capture is read from.
public enum CaptureSource: Hashable, Sendable {
  /// Standard input, written `-`.
  case standardInput
  /// A file.
  case file(path: String)

  /// The path, or `-`.
  public var path: String {
    switch self {
    case .standardInput: "-"
    case .file(let path): path
    }
  }

  /// The name that people know it by: the last part of its path, or `-`.
  public var name: String {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    return parts.last.map { String(Substring($0)) } ?? path
  }

  /// Whether it can be read only once, from its beginning to its end: standard input, or a pipe.
  public var isStream: Bool {
    switch self {
    case .standardInput: true
    case .file(let path): (try? fileStatus(path).kind) == .other
    }
  }

  /// What the arguments of a command line stand for, in their order: `-`, a file, or a folder, which
  /// stands for all captures below it, sorted by path.
  ///
  /// A file that is named is taken as it is; in a folder only what looks like a capture counts.
  ///
  /// - Parameter isWanted: Which other files of a folder count, by their path.
  /// - Throws: `CaptureInputError` for what is not there or cannot be read, and for a folder without
  ///   a capture.
  public static func sources(
    arguments: [String], besides isWanted: (String) -> Bool = { _ in false }
  ) throws(CaptureInputError) -> [CaptureSource] {
    var sources: [CaptureSource] = []
    for argument in arguments {
      if argument == "-" {
        sources.append(.standardInput)
      } else if try fileStatus(argument).kind == .folder {
        var search = FolderSearch()
        try search.visit(argument, isWanted)
        guard !search.found.isEmpty else {
          throw CaptureInputError(
            argument, "no capture in this folder or below it",
            advice: "name the file itself if it is one")
        }
        sources += search.found
          .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { .file(path: $0) }
      } else {
        sources.append(.file(path: argument))
      }
    }
    return sources
  }
}

/// Walks through folders, each of them once, whatever links lead to it.
private struct FolderSearch {
  var found: [String] = []
  private var visited: Set<FileStatus.Identity> = []

  mutating func visit(
    _ folder: String, _ isWanted: (String) -> Bool
  ) throws(CaptureInputError) {
    guard visited.insert(try fileStatus(folder).identity).inserted else { return }
    for name in try namesInFolder(folder) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      // A link to nothing, or a file that went away, is not a capture.
      guard let status = try? fileStatus(path) else { continue }
      switch status.kind {
      case .folder:
        // What cannot be opened counts as found, and is told when it is read; the others are read.
        do { try visit(path, isWanted) } catch { found.append(path) }
      case .file:
        if CaptureKind(source: .file(path: path)) != nil || isWanted(path) { found.append(path) }
      case .other: continue
      }
    }
  }
}
