import Foundation
import ShareProto

/// A folder of pages that a command writes, among files of others.
struct PageFolder {
  /// What pages of the command have in them, so that no other file is taken for one.
  static let mark = "Written by `shareproto docs`"

  private let folder: URL

  init(_ path: String) { folder = URL(filePath: path, directoryHint: .isDirectory) }

  /// Writes all pages, and takes away those that an earlier run wrote and this one does not.
  ///
  /// - Throws: `Failure` where they cannot be written, or one would take the place of somebody's own.
  func write(_ pages: [String: String]) throws {
    var there: [String: Data] = [:]
    for (path, text) in pages.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: path)
      if let link = link(to: path) {
        throw Failure(
          place: nil, subject: link.path,
          what: "this is a link, and pages are written through none",
          advice: "take it away, or name another folder for --output")
      }
      there[path] = try? Data(contentsOf: file)
      guard text.contains(Self.mark), let own = there[path], !Self.isMarked(own) else { continue }
      throw Failure(
        place: nil, subject: file.path, what: "this file was not written by shareproto docs",
        advice: "name another folder for --output, or move the file away")
    }
    do {
      for path in old() where pages[path] == nil {
        try FileManager.default.removeItem(at: folder.appending(path: path))
      }
      for (path, text) in pages {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        // What is the same keeps its time.
        let data = Data(text.utf8)
        if there[path] != data { try data.write(to: file) }
      }
    } catch {
      throw Failure(
        place: nil, subject: folder.path, what: "the pages cannot be written",
        advice: "name a folder of yours for --output")
    }
  }

  /// What is not as it would be written: `missing: Faults.md`.
  func stale(_ pages: [String: String]) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw Failure(
        place: nil, subject: folder.path, what: "there is no such folder",
        advice: "write the pages first, without --check")
    }
    var stale: [String] = []
    for (path, text) in pages {
      guard let data = try? Data(contentsOf: folder.appending(path: path)) else {
        stale.append("missing: \(path)")
        continue
      }
      if data != Data(text.utf8) { stale.append("stale: \(path)") }
    }
    stale += old().filter { pages[$0] == nil }.map { "superfluous: \($0)" }
    return stale.sorted()
  }

  private static func isMarked(_ page: Data) -> Bool { page.firstRange(of: Data(mark.utf8)) != nil }

  /// The first link on the way from the folder to a page, or in its place.
  private func link(to path: String) -> URL? {
    var place = folder
    for step in path.split(separator: "/") {
      place.append(path: String(step))
      if (try? FileManager.default.destinationOfSymbolicLink(atPath: place.path)) != nil {
        return place
      }
    }
    return nil
  }

  /// The pages in the folder, by path.
  private func old() -> [String] {
    let found = FileManager.default.enumerator(atPath: folder.path)
    var paths: [String] = []
    while let path = found?.nextObject() as? String {
      guard path.hasSuffix(".md") || path.hasSuffix(".html"),
        let data = try? Data(contentsOf: folder.appending(path: path)), Self.isMarked(data)
      else { continue }
      paths.append(path)
    }
    return paths
  }
}
