internal import APISchema
internal import Bytes

/// The paths of pages, which no name in a schema leads out of their folder.
struct PagePath {
  /// The folder of each service, and the page of each operation without its ending.
  private var folders: [String: String] = [:]
  private var operations: [String: String] = [:]

  /// No two pages are one file, also where letter case makes no difference.
  init(_ schema: Schema) {
    var taken: Set<String> = []
    func free(_ path: String) -> String {
      var (free, number) = (path, 2)
      while !taken.insert(free.lowercased()).inserted {
        free = "\(path)-\(number)"
        number += 1
      }
      return free
    }
    for operation in schema.operations where operations[operation.name] == nil {
      let service = Self.service(of: operation.name)
      let folder = folders[service] ?? free(Self.step(service))
      folders[service] = folder
      operations[operation.name] = free("\(folder)/\(Self.step(Self.short(operation.name)))")
    }
  }

  /// The service of an operation; `Other` for one that has none.
  static func service(of operation: String) -> String {
    let steps = operation.split(separator: "/", maxSplits: 1)
    return steps.count == 2 ? String(steps[0]) : "Other"
  }

  /// The name of an operation without its service.
  static func short(_ operation: String) -> String {
    String(operation.split(separator: "/", maxSplits: 1).last ?? Substring(operation))
  }

  /// The page of an operation: `Publisher/CreateContact.md`.
  func operation(_ name: String, _ format: ReferenceFormat) -> String {
    "\(operations[name] ?? "").\(format.fileExtension)"
  }

  /// The page of a service: `Publisher/README.md`.
  func service(_ name: String, _ format: ReferenceFormat) -> String {
    "\(folders[name] ?? "")/\(format.indexName)"
  }

  /// A page that the reference has once: `Faults.md`.
  static func page(_ name: String, _ format: ReferenceFormat) -> String {
    "\(name).\(format.fileExtension)"
  }

  /// The way from one page to another.
  static func relative(_ path: String, from page: String) -> String {
    let (target, own) = (path.split(separator: "/"), page.split(separator: "/"))
    let shared = zip(target.dropLast(), own.dropLast()).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: own.count - 1 - shared)
    return (up + target.dropFirst(shared).map(String.init)).joined(separator: "/")
  }

  /// A name as the name of a file: letters, digits, `-` and `_`. A name that has other characters gets
  /// a number from its hash, so that no two are one file.
  private static func step(_ name: String) -> String {
    let isSafe = name.utf8.allSatisfy(isSafe) && (1...80).contains(name.utf8.count)
    // Of a folder for index pages there must be no operation of that name.
    if isSafe, !["readme", "index"].contains(name.lowercased()) { return name }
    let kept = String(decoding: name.utf8.filter(self.isSafe).prefix(40), as: UTF8.self)
    return "\(kept)-\(String(StableHash(name).value, radix: 16))"
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    65...90 ~= byte & 0xDF || 48...57 ~= byte || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_")
  }
}
