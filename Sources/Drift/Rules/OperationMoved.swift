internal import APISchema
internal import Evidence

/// Operations that are in another service now.
enum OperationMoved {
  static let rules = [
    Rule(
      "operation-moved", .error, .breaksWriters, "an operation is called at another path",
      explanation: """
        An operation of the same name was called in another service than the baseline has it in: \
        `Publisher/SystemUtcTime` instead of `General/SystemUtcTime`. Clients that call the old path \
        will fail sooner or later.
        """,
      advice: "Try both paths, the new one first.",
      example: RuleExample(
        .schema("responses: {'200': {description: fine}}"),
        .calls([
          ExampleCall("POST \(OperationAdded.root)General/Example", answer: "")
        ]), at: "", reverse: ["operation-moved"]),
      check: .operation { site in
        guard let observed = site.observed, let origin = origin(of: site) else { return [] }
        return [Change(expected: service(origin), observed: service(site.name), observed.calls)]
      })
  ]

  /// What is said of a service, so that all of its operations that moved are one change.
  private static func service(_ operation: String) -> String {
    "in the service \(operation.prefix { $0 != "/" })"
  }

  /// The operation that this one was; nil where it is a new one.
  static func origin(of site: OperationSite) -> String? {
    guard site.expected == nil, !OperationName.isForeign(site.name),
      let own = site.name.split(separator: "/").last
    else { return nil }
    var names = site.baseline.names
    if site.baseline.isInferred { names.formUnion(site.baseline.known.operations) }
    let same = names.filter { $0.hasSuffix("/" + own) && $0 != site.name }
    return same.count == 1 ? same.first : nil
  }
}
