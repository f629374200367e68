/// The paths of pages, which no name in a schema leads out of their folder.
enum PagePath {
  /// The page of an operation: `Publisher/CreateContact.md`.
  static func operation(_ name: String, _ format: ReferenceFormat) -> String {
    let steps = name.split(separator: "/", maxSplits: 1).map { step(String($0)) }
    let path = steps.count == 2 ? steps.joined(separator: "/") : "Other/\(steps.first ?? "none")"
    return "\(path).\(format.fileExtension)"
  }

  /// The page of a service: `Publisher/README.md`.
  static func service(_ name: String, _ format: ReferenceFormat) -> String {
    "\(step(name))/\(format.indexName)"
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
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let kept = String(decoding: name.utf8.filter(self.isSafe).prefix(40), as: UTF8.self)
    return "\(kept)-\(String(hash, radix: 16))"
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    65...90 ~= byte & 0xDF || 48...57 ~= byte || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_")
  }
}
