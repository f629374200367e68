internal import APISchema
internal import Evidence

/// Parameters that went from the query to the body, and back.
enum ParameterMoved {
  static let rules = [
    Rule(
      "request-parameter-moved-to-body", .warning, .breaksWriters,
      "a parameter of the query stands in the body",
      explanation: """
        A parameter that the baseline has in the query came in the body, where the baseline does not \
        have it. The backend of 2021-12 takes both; the one before took the query alone.
        """,
      advice: "Send it in the query, which every revision takes.",
      example: RuleExample(
        .calls([ExampleCall(RuleExample.readings + "?minutes=5", answer: "[]")]),
        .calls([ExampleCall(RuleExample.readings, body: #"{"minutes":5}"#, answer: "[]")]),
        at: "minutes", reverse: ["request-property-moved-to-query"]),
      check: .operation { movedToBody($0) }),
    Rule(
      "request-property-moved-to-query", .warning, .breaksWriters,
      "a member of the body stands in the query",
      explanation: """
        What the baseline has in the body of a request came in the query instead. Secrets in a query end \
        up in logs.
        """,
      advice: "Send it in the body.",
      example: RuleExample(
        .calls([ExampleCall(RuleExample.readings, body: #"{"minutes":5}"#, answer: "[]")]),
        .calls([ExampleCall(RuleExample.readings + "?minutes=5", answer: "[]")]),
        at: "minutes", reverse: ["request-parameter-moved-to-body"]),
      check: .operation { movedToQuery($0) }),
  ]

  /// The names, in lower case, that went one way or the other.
  static func names(_ site: OperationSite) -> Set<String> {
    Set((movedToBody(site) + movedToQuery(site)).compactMap { $0.pointer?.lowercased() })
  }

  private static func movedToBody(_ site: OperationSite) -> [Change] {
    guard let expected = site.expected, let observed = site.observed else { return [] }
    let allowed = Set(bodyNames(expected))
    return SchemaWalk.bodyMembers(observed.requestBody).compactMap { name, member in
      let lower = name.lowercased()
      guard !allowed.contains(lower), member.present.count > 0,
        let parameter = expected.query.first(where: { $0.name.lowercased() == lower }),
        lacks(observed.query, lower)
      else { return nil }
      return Change(
        at: parameter.name, expected: "in the query", observed: "in the body",
        member.present, of: observed.calls.count, "requests")
    }
  }

  private static func movedToQuery(_ site: OperationSite) -> [Change] {
    guard let expected = site.expected, let observed = site.observed else { return [] }
    let members = expected.bodyMembers
    return observed.query.members.sorted { $0.key < $1.key }.compactMap { name, member in
      let lower = name.lowercased()
      guard member.present.count > 0,
        let property = members.first(where: { $0.name.lowercased() == lower }),
        isOut(lower, of: observed.requestBody, site.baseline)
      else { return nil }
      // What may stand in the query too is still required in the body, if a document says so.
      let isAllowed = expected.query.contains { $0.name.lowercased() == lower }
      guard !isAllowed || property.presence == .required else { return nil }
      return Change(
        at: property.name, expected: "in the body", observed: "in the query",
        member.present, of: observed.calls.count, "requests")
    }
  }

  /// Whether bodies have no member of a name; of recorded ones, some.
  private static func isOut(_ name: String, of body: BodySummary, _ baseline: Baseline) -> Bool {
    let found = SchemaWalk.bodyMembers(body).filter { $0.0.lowercased() == name }.map(\.1)
    if baseline.isDeclared { return found.allSatisfy { $0.present.count == 0 } }
    return found.allSatisfy { $0.missing.count > 0 || $0.present.count == 0 }
  }

  /// Whether some queries have no parameter of a name.
  private static func lacks(_ query: ObjectSummary, _ name: String) -> Bool {
    let found = query.members.first { $0.key.lowercased() == name }?.value
    return found.map { $0.missing.count > 0 || $0.present.count == 0 } ?? true
  }

  /// Whether bodies must have members, or all that were recorded had some.
  static func hasRequiredMembers(_ operation: OperationSchema) -> Bool {
    operation.bodyMembers.contains { $0.presence != .optional }
  }

  private static func bodyNames(_ operation: OperationSchema) -> [String] {
    operation.bodyMembers.map { $0.name.lowercased() }
  }
}
