/// What the requests of an operation show of the names in their queries and at the top of their bodies:
/// which stand in either place, and which a request was refused for not having.
///
/// However often something is there, it may be a habit of the clients that were recorded. What shows that
/// it must be there are requests that lacked it alone, had no other value than accepted ones, and were refused
/// for an invalid argument.
struct RequestNames {
  /// The requests.
  let all: Tally
  /// The parameters that stand in the query of some requests and in the body of all others, in lower case.
  private let alternatives: Set<String>
  /// The parameters of the query that were accepted in several letter cases, in lower case.
  private let anyCase: Set<String>
  /// By name in lower case: the requests that lacked nothing but it of what all others have.
  private var refused: [String: Int] = [:]
  /// The names that refused requests had of which it is known what they lacked, as summaries have them.
  private var explained: [String: (lacking: String, messages: Int)] = [:]

  init(_ operation: OperationSummary) {
    let query = operation.query.withoutCase
    let bodies = [operation.requestBody.json.object, operation.requestBody.form]
    all = query.all
    anyCase = Set(
      Dictionary(grouping: operation.query.members.keys) { $0.lowercased() }
        .filter { $0.value.count > 1 }.keys)
    var inBody: [String: Int] = [:]
    for (name, member) in bodies.flatMap(\.withoutCase.members) {
      inBody[name.lowercased(), default: 0] += member.present.messages
    }
    var inQuery: [String: Int] = [:]
    for (name, member) in query.members {
      inQuery[name.lowercased()] = member.present.messages
    }
    // Each in one of the two places, none in both: then the ones make up for the others.
    let total = all.messages
    let unread = [BodyForm.dropped, .cut].compactMap { operation.requestBody.forms[$0]?.messages }
    let bodyTotal = total - unread.reduce(0, +)
    alternatives = Set(
      inQuery.filter { name, count in
        count < total && inBody[name].map { count + $0 == total } == true
      }.keys)
    let always = alternatives.union(inQuery.filter { $0.value == total }.keys)
      .union(inBody.filter { $0.value == bodyTotal }.keys)
    for (names, tally) in operation.refusals {
      let had = names.lowercased().split(separator: " ").map(Refusals.split)
      let lacking = always.subtracting(had.map(\.name))
      if had.allSatisfy(\.isSame), lacking.count == 1, let name = lacking.first {
        refused[name, default: 0] += tally.messages
        explained[names] = (name, tally.messages)
      }
    }
  }

  /// Whether a parameter stands in the query or else in the body, and always in one of them.
  func isInEither(_ name: String) -> Bool { alternatives.contains(name.lowercased()) }

  /// Whether letter case does not matter to the name of a parameter: requests with either were accepted.
  func isInAnyCase(_ name: String) -> Bool { anyCase.contains(name.lowercased()) }

  /// The requests of which refusals show what they should have had, by the names that they had.
  var answered: [String: Int] {
    explained.filter { refusedWithout($0.value.lacking) >= EvidenceThreshold.refused }
      .mapValues(\.messages)
  }

  /// How many requests were refused that lacked this alone.
  func refusedWithout(_ name: String) -> Int { refused[name.lowercased()] ?? 0 }
}
