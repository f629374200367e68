internal import APISchema
internal import Evidence

/// Operations that are answered no more.
enum OperationRemoved {
  static let id = "operation-removed"

  static let rules = [
    Rule(
      id, .error, .breaksReaders, "an operation is no longer there",
      explanation: """
        Every call was answered with 404, 405, 410 or 501, none of which the baseline knows; or one \
        schema has the operation and the other has not. All who call it fail. That a recording does \
        not call an operation says nothing.
        """,
      advice: "Look for the operation under another name or path, and change the clients.",
      example: RuleExample(
        .calls([OperationAdded.clock]),
        .calls([
          ExampleCall(
            "GET \(OperationAdded.root)General/SystemUtcTime", status: 404, type: "text/html",
            answer: "<html>")
        ]), at: "", reverse: []),
      check: .operation { site in
        guard let expected = site.expected else { return [] }
        guard let observed = site.observed else {
          guard site.baseline.isDeclared, !hasMoved(site) else { return [] }
          return [
            Change(expected: "the operation", observed: "no such operation", Tally(count: 1))
          ]
        }
        let answers = observed.responses.filter { $0.key != 0 }
        guard !answers.isEmpty,
          answers.keys.allSatisfy({
            isAbsence($0) && expected.response(to: $0) == nil
          })
        else { return [] }
        let statuses = answers.keys.sorted().map(String.init)
        let tally = answers.values.map(\.answers).sum
        return [
          Change(
            expected: "an answer", observed: "only status " + Words.list(statuses, "or"),
            key: "gone", tally, of: observed.calls.count)
        ]
      })
  ]

  /// Whether a status says that there is no such operation.
  static func isAbsence(_ status: Int) -> Bool { [404, 405, 410, 501].contains(status) }

  /// Whether there is a new operation of the same name in another service.
  private static func hasMoved(_ site: OperationSite) -> Bool {
    guard !OperationName.isForeign(site.name), let own = site.name.split(separator: "/").last else {
      return false
    }
    return site.baseline.observedNames.contains {
      $0 != site.name && $0.hasSuffix("/" + own) && !site.baseline.names.contains($0)
    }
  }
}
