internal import APISchema
internal import JSONDecoding

/// The answers that several operations of a document share, such as its faults: an operation that fails in
/// one of these ways needs no description of its own.
struct KnownAnswers {
  /// By reference: the answer, and the statuses that it is known to have.
  private var answers: [String: (response: ResponseSchema, statuses: Set<Int>)] = [:]

  init(_ places: SchemaPlaces, _ operations: some Collection<OperationSchema>) {
    for operation in operations {
      guard let steps = places.operation(named: operation.name) else { continue }
      for (status, response) in operation.responses {
        let place = steps + ["responses", status, "$ref"]
        guard let number = Int(status), number >= 400,
          let reference = places.value(place)?.string
        else { continue }
        answers[reference, default: (response, [])].statuses.insert(number)
      }
    }
  }

  /// The reference to an answer that allows all that was observed; nil where there is none.
  func reference(for summary: ResponseSummary, status: Int) -> String? {
    answers.filter { $0.value.response.allows(summary) }.min { left, right in
      let (one, other) = (
        left.value.statuses.contains(status), right.value.statuses.contains(status)
      )
      return one == other ? left.key < right.key : one
    }?.key
  }
}

extension ResponseSchema {
  fileprivate func allows(_ summary: ResponseSummary) -> Bool {
    let forms = Set(summary.body.forms.keys).subtracting([.dropped, .cut])
    guard let body else { return forms.isSubset(of: [.empty]) && !forms.isEmpty }
    guard !forms.isEmpty, forms == [.json] else { return false }
    return body.contents.contains { type, value in
      MediaType.isJSON(type) && !value.kinds.isEmpty && value.allows(summary.body.json)
    }
  }
}

extension ValueSchema {
  /// Whether all that was observed is allowed, and all that is required was there.
  fileprivate func allows(_ summary: ValueSummary) -> Bool {
    guard kinds.isEmpty || kinds.isSuperset(of: summary.kinds.keys),
      shapes.isEmpty || shapes.isSuperset(of: summary.shapes.keys)
    else { return false }
    if let elements, let seen = summary.elements, !elements.value.allows(seen.value) {
      return false
    }
    guard summary.object.all.count > 0 else { return true }
    let names = Set(members.map(\.name))
    return names.isSuperset(of: summary.object.members.keys)
      && members.allSatisfy { member in
        guard let seen = summary.object.members[member.name] else {
          return member.presence != .required
        }
        return (member.presence != .required || seen.missing.count == 0)
          && member.value.allows(seen.value)
      }
  }
}
