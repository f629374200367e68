internal import APISchema
internal import ShareAPI

extension Summary {
  /// Adds what was observed of other captures.
  mutating func add(_ other: Summary) {
    captures = (captures + other.captures).sorted { $0.id < $1.id }
    leftOut.add(other.leftOut)
    let names = Dictionary(
      operations.keys.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    for (name, operation) in other.operations {
      let old = names[name.lowercased()] ?? name
      let clearer = Names.clearer(old, name)
      if clearer != old { operations[clearer] = operations.removeValue(forKey: old) }
      operations[clearer, default: OperationSummary(standing: operation.standing)].add(operation)
    }
    trim()
  }

  /// Leaves out what goes past the limit on shapes.
  mutating func trim() {
    let threshold = Observation.threshold(operations.flatMap { ranks(of: $0, $1) })
    guard threshold < .max else { return }
    for (name, operation) in operations {
      let rank = Rank(operation: name, isKnown: Names.isKnown(operation: name))
      if rank.value > threshold {
        leftOut.count(operation.total, .operations)
        operations[name] = nil
      } else {
        operations[name]?.trim(rank, to: threshold)
      }
    }
  }

  private func ranks(of name: String, _ operation: OperationSummary) -> [UInt64] {
    operation.ranks(Rank(operation: name, isKnown: Names.isKnown(operation: name)))
  }

  /// How often something was left out anywhere because a limit was reached.
  public var overflows: [Limit: Int] {
    var sum = leftOut
    for operation in operations.values { sum.add(operation.overflows) }
    return sum
  }
}

extension OperationSummary {
  fileprivate func ranks(_ rank: Rank) -> [UInt64] {
    var ranks = [rank.value] + query.ranks(rank.inside("query"))
    ranks += header.ranks(rank.inside("header"))
    ranks += requestBody.ranks(rank.inside("request"))
    for (status, response) in responses {
      let inside = rank.inside(String(status), isKnown: Names.isKnown(status: status))
      ranks.append(inside.value)
      ranks += response.body.ranks(inside.inside("body"))
    }
    return ranks
  }

  fileprivate mutating func trim(_ rank: Rank, to threshold: UInt64) {
    query.trim(rank.inside("query"), to: threshold)
    header.trim(rank.inside("header"), to: threshold)
    requestBody.trim(rank.inside("request"), to: threshold)
    for (status, response) in responses {
      let inside = rank.inside(String(status), isKnown: Names.isKnown(status: status))
      if inside.value > threshold {
        leftOut.count(response.answers.count, .statuses)
        responses[status] = nil
      } else {
        responses[status]?.body.trim(inside.inside("body"), to: threshold)
      }
    }
  }

  fileprivate var overflows: [Limit: Int] {
    var sum = leftOut
    sum.add(query.overflows)
    sum.add(header.overflows)
    sum.add(requestBody.overflows)
    for field in requestFields.values { sum.add(field.leftOut) }
    for response in responses.values {
      sum.add(response.leftOut)
      sum.add(response.body.overflows)
      for field in response.fields.values { sum.add(field.leftOut) }
    }
    return sum
  }
}

extension BodySummary {
  fileprivate func ranks(_ rank: Rank) -> [UInt64] {
    json.ranks(rank) + form.ranks(rank.inside("form")) + xml.ranks(rank.inside("xml"))
  }

  fileprivate mutating func trim(_ rank: Rank, to threshold: UInt64) {
    json.trim(rank, to: threshold)
    form.trim(rank.inside("form"), to: threshold)
    xml.trim(rank.inside("xml"), to: threshold)
  }

  fileprivate var overflows: [Limit: Int] {
    var sum = leftOut
    for part in [json.overflows, form.overflows, xml.overflows] { sum.add(part) }
    return sum
  }
}

extension ValueSummary {
  fileprivate func ranks(_ rank: Rank) -> [UInt64] {
    var ranks = object.ranks(rank)
    if let elements { ranks += elements.value.ranks(rank.inside("[*]")) }
    for (shape, content) in contents {
      ranks += content.value.ranks(rank.inside(shape.rawValue, isKnown: true))
    }
    return ranks
  }

  fileprivate mutating func trim(_ rank: Rank, to threshold: UInt64) {
    object.trim(rank, to: threshold)
    elements?.value.trim(rank.inside("[*]"), to: threshold)
    for shape in contents.keys {
      contents[shape]?.value.trim(rank.inside(shape.rawValue, isKnown: true), to: threshold)
    }
  }

  fileprivate var overflows: [Limit: Int] {
    var sum = leftOut
    sum.add(object.overflows)
    if let elements { sum.add(elements.value.overflows) }
    for content in contents.values { sum.add(content.value.overflows) }
    return sum
  }
}

extension ObjectSummary {
  fileprivate func ranks(_ rank: Rank) -> [UInt64] {
    members.flatMap { name, member in
      let inside = rank.inside(name, isKnown: Names.isKnown(name))
      return [inside.value] + member.value.ranks(inside)
    }
  }

  fileprivate mutating func trim(_ rank: Rank, to threshold: UInt64) {
    for (name, member) in members {
      let inside = rank.inside(name, isKnown: Names.isKnown(name))
      if inside.value > threshold {
        leftOut.count(member.present.count, .members)
        members[name] = nil
      } else {
        members[name]?.value.trim(inside, to: threshold)
      }
    }
    forgetOrdersIfIncomplete()
  }

  fileprivate var overflows: [Limit: Int] {
    var sum = leftOut
    for member in members.values { sum.add(member.value.overflows) }
    return sum
  }
}
