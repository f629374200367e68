internal import CaptureInput
internal import Foundation
internal import TLSDecryption

/// Finds the key logs that lie beside captures, and reads each of them once in a run.
///
/// A key log is a plain file in the folder of the capture, with `key` in its name or with the ending
/// `.log` or `.txt`, that has a line of a key log near its beginning. All of a folder count, because a
/// secret opens the connection that it names and no other. Of a folder with very many only some are read,
/// and those that are named like the capture: `phone.keys` beside `phone.pcap`.
final class KeyLogSearch {
  /// What was found beside captures.
  struct Found {
    /// Their secrets, and those that the search began with.
    var keyLog: KeyLog
    /// Paths of the files, but for those that are named like another capture.
    var paths: [String] = []
  }

  private struct Folder {
    /// Names of files that may be key logs, by their stem.
    var candidates: [String: [String]] = [:]
    /// Those that count for every capture, with what they hold.
    var common: [String] = []
    var keyLog: KeyLog
    /// Stems of captures of packets.
    var captures: Set<String> = []
  }

  private let named: KeyLog
  private var folders: [String: Folder] = [:]

  /// Files that are looked into, and bytes of key logs that are read, for all captures of a folder.
  private static let (fileLimit, byteLimit) = (256, 1 << 26)
  /// How much of a file shows whether it is a key log.
  private static let headSize = 1 << 14

  /// - Parameter named: The secrets that the user has named.
  init(_ named: KeyLog) { self.named = named }

  /// What lies beside a capture and the files that go on with it; nothing beside standard input.
  func keyLogs(besides sources: [CaptureSource]) -> Found {
    var found = Found(keyLog: named)
    for (index, source) in sources.enumerated() {
      guard case .file = source else { continue }
      let path = source.path as NSString
      let folderPath = path.deletingLastPathComponent
      let folder = folder(folderPath)
      if index == 0 { found.keyLog = folder.keyLog } else { found.keyLog.add(folder.keyLog) }
      let stem = Self.stem(path.lastPathComponent)
      var names: [String] = []
      for name in folder.candidates[stem] ?? [] {
        if folder.common.contains(name) {
          names.append(name)
        } else if let keyLog = Self.read(folderPath, name, limit: .max) {
          found.keyLog.add(keyLog)
          names.append(name)
        }
      }
      names += folder.common.filter {
        !folder.captures.contains(Self.stem($0)) && !names.contains($0)
      }
      let paths = names.map { Self.joined(folderPath, $0) }
      found.paths += paths.filter { !found.paths.contains($0) }
    }
    return found
  }

  private func folder(_ path: String) -> Folder {
    if let known = folders[path] { return known }
    var folder = Folder(keyLog: named)
    let names = try? FileManager.default.contentsOfDirectory(atPath: path.isEmpty ? "." : path)
    for name in (names ?? []).sorted() {
      if CaptureKind(name: name) == .packets {
        folder.captures.insert(Self.stem(name))
      } else if Self.isName(name) {
        folder.candidates[Self.stem(name), default: []].append(name)
      }
    }
    // Those of no capture first: nothing else finds them.
    let stems = folder.candidates.keys.sorted {
      let isOwned = (folder.captures.contains($0), folder.captures.contains($1))
      return isOwned.0 == isOwned.1 ? $0 < $1 : isOwned.1
    }
    var bytesLeft = Self.byteLimit
    for name in stems.flatMap({ folder.candidates[$0] ?? [] }).prefix(Self.fileLimit) {
      guard let keyLog = Self.read(path, name, limit: bytesLeft) else { continue }
      folder.keyLog.add(keyLog)
      folder.common.append(name)
      bytesLeft -= Self.size(Self.joined(path, name)) ?? 0
    }
    folders[path] = folder
    return folder
  }

  /// A name up to its first point; a hidden file has its point before that.
  private static func stem(_ name: String) -> String {
    let start = name.drop { $0 == "." }
    return String(start.prefix { $0 != "." })
  }

  private static func isName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.contains("key") || name.hasSuffix(".log") || name.hasSuffix(".txt")
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : (folder as NSString).appendingPathComponent(name)
  }

  /// The size of a plain file; nil for what is none: opening a pipe would wait for its writer.
  private static func size(_ path: String) -> Int? {
    guard let status = try? fileStatus(path), status.kind == .file else { return nil }
    return status.size
  }

  /// What a key log holds; nil for a file that is none, or that is larger than the limit.
  private static func read(_ folder: String, _ name: String, limit: Int) -> KeyLog? {
    let path = joined(folder, name)
    guard let size = size(path), size <= limit, let file = FileHandle(forReadingAtPath: path) else {
      return nil
    }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: headSize) else { return nil }
    var keyLog = KeyLog()
    // Nobody has named the file: what else is in it is nobody's mistake.
    _ = keyLog.add(Array(head), from: path)
    guard !keyLog.isEmpty, size > head.count else { return keyLog.isEmpty ? nil : keyLog }
    guard let contents = try? PacketOptions.contents(of: path) else { return nil }
    keyLog = KeyLog()
    _ = keyLog.add(contents, from: path)
    return keyLog
  }
}
