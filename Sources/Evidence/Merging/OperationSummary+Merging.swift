internal import Bytes
internal import HTTPMessages

extension OperationSummary {
  /// Adds what was seen of the operation elsewhere.
  mutating func add(_ other: OperationSummary) {
    standing = min(standing, other.standing)
    calls.add(other.calls)
    leftOut.add(other.leftOut)
    methods.add(other.methods, .methods, &leftOut)
    hosts.add(other.hosts, .paths, &leftOut)
    paths.add(other.paths, .paths, &leftOut)
    query.add(other.query)
    header.add(other.header)
    refusals.add(other.refusals, .refusals, &leftOut)
    requestFields.add(other.requestFields, &leftOut)
    requestBody.add(other.requestBody)
    for (status, response) in other.responses {
      responses[status, default: ResponseSummary()].add(response)
    }
    for (operation, tallies) in other.delays {
      delays[operation, default: [:]].add(tallies)
    }
    let gone = delays.keep(Limit.delays.count) { StableHash.precedes($0, $1) }
    leftOut.count(gone.flatMap(\.value.values).reduce(0) { $0 + $1.count }, .delays)
  }

  /// All calls, with those of OPTIONS and HEAD.
  var total: Int {
    methods.values.reduce(leftOut[.methods] ?? 0) { $0 + $1.count }
  }
}

extension ResponseSummary {
  fileprivate mutating func add(_ other: ResponseSummary) {
    answers.add(other.answers)
    leftOut.add(other.leftOut)
    body.add(other.body)
    fields.add(other.fields, &leftOut)
    faultCodes.add(other.faultCodes, .faultCodes, &leftOut)
    redirects.add(other.redirects, .paths, &leftOut)
  }
}

extension BodySummary {
  fileprivate mutating func add(_ other: BodySummary) {
    forms.add(other.forms)
    leftOut.add(other.leftOut)
    mediaTypes.add(other.mediaTypes, .mediaTypes, &leftOut)
    sizes.add(other.sizes)
    json.add(other.json)
    form.add(other.form)
    xml.add(other.xml)
  }
}

extension [String: FieldSummary] {
  fileprivate mutating func add(
    _ other: [String: FieldSummary], _ leftOut: inout [Limit: Int]
  ) {
    merge(other) { left, right in
      var sum = left
      sum.messages.add(right.messages)
      sum.leftOut.add(right.leftOut)
      sum.values.add(right.values, .fieldValues, &sum.leftOut)
      return sum
    }
    let gone = keep(Limit.fields.count, FieldValues.precedes)
    leftOut.count(gone.reduce(0) { $0 + $1.value.messages.count }, .fields)
  }
}
