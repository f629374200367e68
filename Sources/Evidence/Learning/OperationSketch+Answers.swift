internal import JSONDecoding

// Answers and faults.

extension OperationSketch {
  mutating func drawResponses() -> JSONValue {
    var responses = ObjectBuilder()
    for (status, response) in summary.responses.sorted(by: { $0.key < $1.key }) where status > 0 {
      if response.isPage(status) {
        questions.append(.page(status: status))
        unsureStatuses.append(status)
        continue
      }
      responses.add(String(status), self.response(status, response))
    }
    return responses.value
  }

  /// The answer of a status.
  mutating func response(_ status: Int, _ summary: ResponseSummary) -> JSONValue {
    let evidence = Evidence(summary.answers, of: self.summary.calls.messages)
    var response = ObjectBuilder()
    if status >= 400, let reference = answers.reference(for: summary, status: status) {
      let name = reference.split(separator: "/").last.map(String.init) ?? reference
      facts.append(Fact(.answer, String(status), name, evidence))
      response.add("$ref", reference)
      return response.value
    }
    // Of failures, the service writes those that are JSON.
    let isFailure = status >= 400
    if isFailure, summary.body.forms.keys.contains(where: BodyForm.pages.contains) {
      questions.append(.page(status: status))
    }
    let content = drawContent(
      summary.body, .answer, at: "\(status) $", without: isFailure ? BodyForm.pages : [])
    if content == nil {
      facts.append(
        Fact(.answer, String(status), "empty", evidence))
    }
    response.add(
      "description",
      "\(content == nil ? "An empty answer" : "An answer"), learned from recordings: "
        + "\(evidence.description).")
    response.addLearned(evidence)
    if content != nil { addPresence(summary.body, without: isFailure, to: &response) }
    var headers = ObjectBuilder()
    for (name, field) in summary.fields.sorted(by: { $0.key < $1.key })
    where name != Names.hidden {
      var header = ObjectBuilder()
      header.add(
        "x-usual",
        flag: field.messages.count == summary.answers.count
          && field.messages.messages >= EvidenceThreshold.always)
      header.add("schema", .object([.init("type", .string("string"))]))
      headers.add(name, header)
    }
    response.add("headers", headers)
    response.add("content", content)
    return response.value
  }

  mutating func drawFaults(into operation: inout ObjectBuilder) {
    var faults = ObjectBuilder()
    for fault in summary.faults {
      facts += fault.facts(of: summary.calls.messages)
      faults.add(fault.code, fault.json(of: summary.calls.messages))
    }
    operation.add("x-open-faults", .bool(true))
    operation.add("x-faults", faults)
  }
}

/// The code of a fault that was seen, with one status or with several.
struct SeenFault {
  let code: String
  /// How often it was seen with each.
  var tallies: [(status: Int, tally: Tally)]

  /// How often it was seen. Captures may have it with several statuses, so that there are as many as have
  /// it with the most usual one, or more.
  var tally: Tally {
    var sum = tallies.map(\.tally).sum
    sum.captures = tallies.map(\.tally.captures).max() ?? 0
    return sum
  }

  /// A fact for each status.
  func facts(of total: Int) -> [Fact] {
    tallies.map { Fact(.fault, code, "status \($0.status)", Evidence($0.tally, of: total)) }
  }

  /// What a schema says of it; without its statuses, that is 500.
  func json(of total: Int) -> ObjectBuilder {
    var json = ObjectBuilder()
    json.addLearned(Evidence(tally, of: total))
    let statuses = tallies.map(\.status)
    if statuses != [500] {
      json.add("x-statuses", .array(statuses.map { .number(.integer(Int64($0))) }))
    }
    return json
  }
}

extension OperationSummary {
  /// The faults that were seen, by their codes.
  var faults: [SeenFault] {
    let all = responses.flatMap { status, response in
      response.faultCodes.filter { $0.key != Names.hidden }.map {
        (code: $0.key, status: status, tally: $0.value)
      }
    }
    return Dictionary(grouping: all, by: \.code).sorted { $0.key < $1.key }.map { code, seen in
      SeenFault(
        code: code,
        tallies: seen.sorted { $0.status < $1.status }.map { ($0.status, $0.tally) })
    }
  }
}

extension OperationSummary {
  /// Whether some of the requests, or of the answers that are no failures, had a body and others none, or
  /// another status: of several methods each may have its own.
  var hasMixedMessages: Bool {
    let answers = responses.filter { 200..<400 ~= $0.key }
    return answers.count > 1
      || ([requestBody] + answers.values.map(\.body)).contains { body in
        let forms = Set(body.forms.keys).subtracting([.dropped, .cut])
        return forms.count > 1
      }
  }
}

extension ResponseSummary {
  /// Whether failures of a status are nothing but pages, texts and empty bodies, as a web server that
  /// knows no such path, or something in front of a service, answers.
  func isPage(_ status: Int) -> Bool {
    status >= 400 && !body.forms.isEmpty
      && Set(body.forms.keys).isSubset(of: BodyForm.pages.union([.dropped, .cut]))
  }
}

extension BodyForm {
  /// What failures have that the service itself did not write.
  static let pages: Set<BodyForm> = [.empty, .html, .text]
}
