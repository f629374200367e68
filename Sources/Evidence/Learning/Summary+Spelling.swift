internal import APISchema

extension Summary {
  /// The same where all that names an operation has the spelling under which the operation stands here.
  ///
  /// Within a capture, links and delays have the spelling that came first.
  var withOneSpelling: Summary {
    let names = Dictionary(
      operations.keys.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    func spelled(_ name: Substring) -> String { names[name.lowercased()] ?? String(name) }
    var summary = self
    for name in operations.keys {
      summary.operations[name]?.delays = [:]
      for (before, delays) in operations[name]?.delays ?? [:] {
        summary.operations[name]?.delays[spelled(before[...]), default: [:]].add(delays)
      }
      summary.operations[name]?.query.mapLinks(spelled)
      summary.operations[name]?.header.mapLinks(spelled)
      summary.operations[name]?.requestBody.json.mapLinks(spelled)
      summary.operations[name]?.requestBody.xml.mapLinks(spelled)
      summary.operations[name]?.requestBody.form.mapLinks(spelled)
    }
    return summary
  }
}

extension ObjectSummary {
  fileprivate mutating func mapLinks(_ spelled: (Substring) -> String) {
    for name in members.keys { members[name]?.value.mapLinks(spelled) }
  }
}

extension ValueSummary {
  fileprivate mutating func mapLinks(_ spelled: (Substring) -> String) {
    if !links.isEmpty {
      links = Dictionary(
        links.map { source, tally in
          guard let space = source.firstIndex(of: " ") else { return (source, tally) }
          return (spelled(source[..<space]) + source[space...], tally)
        }, uniquingKeysWith: +
      ).mapValues { $0.capped(atCaptures: all.captures) }
    }
    object.mapLinks(spelled)
    elements?.value.mapLinks(spelled)
    for shape in contents.keys { contents[shape]?.value.mapLinks(spelled) }
  }
}
