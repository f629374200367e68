internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

// What goes in and comes out.

extension OperationPageBuilder {
  func requests(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ table: PropertyTable
  ) -> [OperationPage.Message] {
    guard let body = operation.requestBody else { return [] }
    return messages(
      body, evidence?.requestBody, table, operation.provenance,
      emptiness: requestEmptiness(operation, body, evidence),
      example: reference.examples[operation.name]?.request,
      day: reference.examples[operation.name]?.day
    ).filter { $0.table != nil }.map { message in
      var message = message
      let alternatives = Set(body.contents.values.flatMap(\.members).map(\.name))
      if operation.query.contains(where: { alternatives.contains($0.name) }) {
        message.note = [
          message.note, markup.text("What stands here need not stand in the query."),
        ].filter { !$0.isEmpty }.joined(separator: " ")
      }
      return message
    }
  }

  /// Whether the body of a request may be empty. Of what was learned, only recordings say so.
  private func requestEmptiness(
    _ operation: OperationSchema, _ body: BodySchema, _ evidence: OperationSummary?
  ) -> String {
    if body.isRequired { return "" }
    guard operation.isLearned else { return "It may be empty." }
    let forms = evidence?.requestBody.forms ?? [:]
    let all = forms.values.reduce(0) { $0 + $1.messages }
    guard let empty = forms[.empty]?.messages, empty > 0 else {
      return "Whether it may be empty is not known."
    }
    return "It was empty in \(Words.count(empty, of: all))."
  }

  private func messages(
    _ body: BodySchema, _ evidence: BodySummary?, _ table: PropertyTable,
    _ provenance: Provenance, emptiness: String, example: JSONValue?, day: String?
  ) -> [OperationPage.Message] {
    // That the operation was called so often does not say that there was this body.
    var provenance = provenance
    provenance.sightings = body.sightings
    return body.contents.sorted { $0.key < $1.key }.map { type, value in
      let isJSON = type.hasSuffix("json")
      let seen =
        isJSON
        ? evidence?.json
        : type.hasSuffix("xml")
          ? evidence?.xml : type == "application/x-www-form-urlencoded" ? evidence?.formValue : nil
      let shown = (isJSON ? example : nil) ?? body.examples[type]
      return OperationPage.Message(
        title: markup.code(type),
        meaning: markup.prose(value.summary),
        note: [
          value.hasMemberOrder || value.elements?.value.hasMemberOrder == true
            ? "The members come in this order." : "",
          emptiness,
          Words.elements(of: value),
        ].filter { !$0.isEmpty }.map(markup.text).joined(separator: " "),
        table: isEmpty(value)
          ? nil : Rows(table.rows(of: value, in: "body", provenance: provenance, seen: seen)),
        example: shown.map { markup.block(Samples.json($0), language: "json") },
        exampleTitle: exampleTitle(isJSON ? example : nil, day))
    }
  }

  func exampleTitle(_ recorded: JSONValue?, _ day: String?) -> String {
    guard let recorded else { return markup.text("Example, invented:") }
    return markup.text(
      "Example, recorded\(day.map { " " + $0 } ?? ""), with secrets, times and measured values replaced"
        + (recorded.mayBeCut ? ", and lists cut to two elements:" : ":"))
  }

  /// Whether a body is nothing: an empty object, or an empty text.
  func isEmpty(_ value: ValueSchema) -> Bool {
    value.members.isEmpty && value.kinds.isSubset(of: [.object, .string, .null])
      && (value.kinds.isEmpty || value.shapes == [.empty])
  }

  func answers(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ table: PropertyTable
  ) -> [OperationPage.Message] {
    operation.responses.filter { $0.key.hasPrefix("2") }.sorted { $0.key < $1.key }.flatMap {
      status, response -> [OperationPage.Message] in
      let seen = Int(status).flatMap { evidence?.responses[$0] }
      let example = reference.examples[operation.name]?.answer
      let parts =
        response.body.map {
          messages(
            $0, seen?.body, table, operation.provenance,
            emptiness: $0.isRequired || $0.isUnsure
              ? "" : operation.isLearned ? "It was empty at times." : "It may be empty.",
            example: example,
            day: reference.examples[operation.name]?.day)
        } ?? []
      let meaning = markup.prose(response.summary)
      guard !parts.isEmpty else {
        return [
          .init(
            title: markup.code(status), meaning: meaning, note: markup.text("The body is empty."),
            table: nil, example: nil)
        ]
      }
      return parts.map { part in
        var part = part
        part.title = markup.code(status) + " " + part.title
        part.meaning = [meaning, part.meaning].filter { !$0.isEmpty }.joined(separator: " ")
        return part
      }
    }
  }

  func others(
    _ operation: OperationSchema, _ evidence: OperationSummary?
  ) -> [OperationPage.OtherAnswer] {
    let described = operation.responses.filter { !$0.key.hasPrefix("2") }
    let known = described.sorted { $0.key < $1.key }.map { status, response in
      let seen = Int(status).flatMap { evidence?.responses[$0]?.answers.count } ?? 0
      return OperationPage.OtherAnswer(
        status: markup.code(status), meaning: markup.prose(response.summary),
        seen: seen > 0 ? NumberText.grouped(seen) : "")
    }
    let others = (evidence?.responses ?? [:]).filter { operation.responses[String($0.key)] == nil }
    return known
      + others.sorted { $0.key < $1.key }.map { status, response in
        .init(
          status: status > 0 ? markup.code(String(status)) : markup.text("none"),
          meaning: markup.text(
            Self.meaning(
              of: status, response, isDescribed: operation.responses["\(status / 100)XX"] != nil)),
          seen: NumberText.grouped(response.answers.count))
      }
  }

  /// What recordings say of a status that the schema does not have.
  private static func meaning(
    of status: Int, _ response: ResponseSummary, isDescribed: Bool
  ) -> String {
    guard status > 0 else { return "No answer came, or it was not recorded." }
    let forms = response.body.forms.keys.sorted().map { form in
      switch form {
      case .json: "JSON"
      case .html: "a page of HTML"
      case .xml: "XML"
      case .empty: "empty"
      case .text: "a text"
      case .form: "a form"
      case .binary: "binary"
      case .dropped: "not recorded"
      case .cut: "cut off"
      }
    }
    let body = forms.isEmpty ? "" : " The body: \(forms.joined(separator: ", "))."
    return (isDescribed ? "As \(status / 100)XX." : "Not in the schema; seen in these recordings.")
      + body
  }
}
