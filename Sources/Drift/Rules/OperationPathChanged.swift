internal import APISchema
internal import Evidence

/// Other spellings of a path.
enum OperationPathChanged {
  static let rules = [
    Rule(
      "operation-path-changed", .warning, .breaksWriters, "a path is spelled otherwise",
      explanation: """
        The operation was called by another path: with a slash at the end or twice, or below another \
        root. Servers and proxies are not all as tolerant as the one that was recorded.
        """,
      advice: "Use the spelling that was expected, or accept the finding if both work.",
      example: RuleExample(
        .calls([OperationAdded.clock]),
        .calls([
          ExampleCall(
            "GET /ShareWebServices/Services/General/SystemUtcTime/",
            answer: OperationAdded.clock.answer)
        ]), at: "", reverse: ["operation-path-changed"]),
      check: .operation { changes($0) { $0.lowercased() != $1.lowercased() } }),
    Rule(
      "operation-path-case-changed", .info, .harmless, "a path is in another letter case",
      explanation: """
        The operation was called by a path that differs in letter case alone. The service takes any, \
        so the built-in schema does not judge it, but a recording or a schema of one's own does: \
        other servers and caches may not take any.
        """,
      advice: "Use the spelling that was expected where you write requests.",
      example: RuleExample(
        .calls([OperationAdded.clock]),
        .calls([
          ExampleCall(
            "GET /sharewebservices/services/General/SystemUtcTime",
            answer: OperationAdded.clock.answer)
        ]), at: "", reverse: ["operation-path-case-changed"]),
      check: .operation { site in
        guard !site.baseline.isCaseInsensitive else { return [] }
        return changes(site) { $0.lowercased() == $1.lowercased() && $0 != $1 }
      }),
  ]

  /// What stands before the end that both have, where the operation is spelled alike: a root or a service
  /// that changed is one change for all operations.
  private static func roots(_ one: String, _ other: String) -> (String, String)? {
    let paths = [one, other].map { $0.split(separator: "/", omittingEmptySubsequences: false) }
    let same = zip(paths[0].reversed(), paths[1].reversed()).prefix { $0 == $1 }.count
    guard same > 0, one != other else { return nil }
    let roots = paths.map { $0.dropLast(same).joined(separator: "/") + "/…" }
    return (roots[0], roots[1])
  }

  private static func changes(
    _ site: OperationSite, _ isOther: (String, String) -> Bool
  ) -> [Change] {
    guard let expected = site.expected, let observed = site.observed else { return [] }
    let usualPath = OperationName.bare(expected.path)
    return observed.paths.sorted { $0.key < $1.key }.compactMap { path, tally in
      let path = OperationName.bare(path)
      guard path != "(hidden)", !expected.otherPaths.contains(path),
        isOther(path, usualPath)
      else { return nil }
      let (usual, other) = roots(usualPath, path) ?? (usualPath, path)
      return Change(expected: usual, observed: other, tally, of: observed.calls.count)
    }
  }
}
