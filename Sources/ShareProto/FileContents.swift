internal import Foundation

/// What files hold, to tell copies.
struct FileContents {
  private var bySize: [Int: [String]] = [:]

  /// Takes a file, unless it holds the same as one before; then false.
  @discardableResult
  mutating func add(_ path: String) -> Bool {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    let others = bySize[size, default: []]
    guard !others.contains(where: { FileManager.default.contentsEqual(atPath: $0, andPath: path) })
    else { return false }
    bySize[size] = others + [path]
    return true
  }
}
