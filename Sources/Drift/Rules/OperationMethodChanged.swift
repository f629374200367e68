internal import APISchema
internal import Evidence

/// Other methods.
enum OperationMethodChanged {
  static let rules = [
    Rule(
      "operation-method-changed", .error, .breaksWriters,
      "an operation is called by another method",
      explanation: """
        No call was made by a method that the baseline has. Clients that use the old one may be \
        refused.
        """,
      advice: "Try the new method; keep the old one as long as it is answered.",
      example: RuleExample(
        .calls([OperationAdded.clock]), .calls([posted]), at: "",
        reverse: ["operation-method-changed"]),
      check: .operation { site in
        guard let (expected, new, hasOld) = methods(site), !hasOld else { return [] }
        return changes(expected, new, site)
      }),
    Rule(
      "operation-method-added", .info, .harmless, "an operation is also called by another method",
      explanation: "Some calls were made by a method that the baseline does not have.",
      advice: "Nothing, as long as the old one is answered.",
      example: RuleExample(
        .calls([OperationAdded.clock]), .calls([OperationAdded.clock, posted]), at: ""),
      check: .operation { site in
        guard let (expected, new, hasOld) = methods(site), hasOld else { return [] }
        return changes(expected, new, site)
      }),
    Rule(
      "operation-method-removed", .error, .breaksWriters, "a method is no longer in the schema",
      explanation: """
        The operation had more methods in the one schema than it has in the other. Only schemas can \
        show it: that a recording uses one method alone says nothing.
        """,
      advice: "Use a method that both have.",
      example: .schemas(
        "x-also-methods: [GET]\nresponses: {'200': {description: fine}}",
        "responses: {'200': {description: fine}}", at: "", reverse: ["operation-method-added"]),
      check: .operation { site in
        guard site.baseline.isDeclared, let expected = site.expected, let observed = site.observed
        else { return [] }
        let kept = Set(expected.methods).intersection(observed.methods.keys)
        guard !kept.isEmpty else { return [] }
        return expected.methods.filter { !kept.contains($0) }.map {
          Change(
            expected: $0, observed: "only " + kept.sorted().joined(separator: ", "), key: $0,
            Tally(count: 1))
        }
      }),
  ]

  private static let posted = ExampleCall(
    "POST \(OperationAdded.root)General/SystemUtcTime", answer: OperationAdded.clock.answer)

  private static func methods(
    _ site: OperationSite
  ) -> (expected: [String], new: [String: Tally], hasOld: Bool)? {
    guard let expected = site.expected?.methods, let observed = site.observed?.methods,
      !expected.isEmpty
    else { return nil }
    let used = observed.filter { !["OPTIONS", "HEAD"].contains($0.key) }
    let new = used.filter { !expected.contains($0.key) }
    return new.isEmpty ? nil : (expected, new, new.count < used.count)
  }

  private static func changes(
    _ expected: [String], _ new: [String: Tally], _ site: OperationSite
  ) -> [Change] {
    new.sorted { $0.key < $1.key }.map { method, tally in
      Change(
        expected: expected.joined(separator: ", "), observed: method, tally,
        of: site.observed?.calls.count)
    }
  }
}
