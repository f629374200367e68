internal import APISchema
internal import Evidence

/// The fields of all requests and of all answers, each once: what one operation's answers have,
/// those of the others mostly have too.
struct HeaderFields {
  private var sites: [(Direction, FieldSite)] = []

  /// Fields that change with every message, or with the connection, the client and the edge.
  ///
  /// **Source**: RFC 9110, RFC 9112; facts, section 1.4.
  static let volatile: Set<String> = [
    "accept-encoding", "age", "alt-svc", "cf-ray", "connection",
    "content-encoding", "content-length", "content-type", "cookie", "date", "etag", "expect",
    "host", "http2-settings", "keep-alive", "last-modified", "nel", "origin", "priority",
    "proxy-authorization", "proxy-connection", "referer", "report-to", "server-timing",
    "set-cookie", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade",
    "user-agent", "via", "x-request-id", "x-trace-id",
  ]

  init(_ expected: Schema, _ observed: Summary, _ baseline: Baseline) {
    var requests = Side()
    var answers = Side()
    for operation in expected.operations {
      guard let name = SchemaWalk.name(of: operation, in: observed),
        let found = observed.operations[name]
      else { continue }
      requests.add(operation.requestFields, found.requestFields, of: found.calls)
      for (status, response) in found.responses where status != 0 {
        guard let schema = operation.response(to: status), Self.says(schema, baseline) else {
          continue
        }
        answers.add(schema.fields, response.fields, of: response.answers)
      }
    }
    // Nobody says what fields requests have, but the clients.
    for (direction, side, known) in [
      (Direction.request, requests, baseline.known.requestFields),
      (.response, answers, baseline.known.responseFields),
    ] {
      let names = Set(side.expected.keys).union(side.observed.keys)
      for name in names.sorted() where Self.counts(name, side, known, baseline) {
        sites.append(
          (
            direction,
            FieldSite(
              baseline: baseline, name: name, expected: side.expected[name],
              observed: side.observed[name], total: side.total,
              lack: side.lacks[name] ?? FieldSite.Lack())
          ))
      }
    }
  }

  func forEach(_ body: (Direction, FieldSite) -> Void) {
    for (direction, site) in sites { body(direction, site) }
  }

  /// Whether a schema says anything of the fields of an answer. Answers of the edge in front of the
  /// service have their own.
  private static func says(_ schema: ResponseSchema, _ baseline: Baseline) -> Bool {
    baseline.isInferred || baseline.isDeclared || !schema.fields.isEmpty
  }

  private static func counts(
    _ name: String, _ side: Side, _ known: Set<String>, _ baseline: Baseline
  ) -> Bool {
    if name == "content-type" { return false }
    // Several fields may stand behind it: that there is none of them, or one, is all that can be told.
    if name == Words.hidden {
      return baseline.isInferred && (side.expected[name] == nil) != (side.observed[name] == nil)
    }
    if baseline.isDeclared { return true }
    if baseline.isInferred { return !volatile.contains(name) }
    return side.expected[name] != nil || known.contains(name)
  }

  private struct Side {
    var expected: [String: PropertySchema] = [:]
    var observed: [String: FieldSummary] = [:]
    var lacks: [String: FieldSite.Lack] = [:]
    var total = Tally()

    /// Adds the messages of one kind, such as the answers of an operation with one status.
    mutating func add(
      _ fields: [PropertySchema], _ found: [String: FieldSummary], of messages: Tally
    ) {
      for field in fields {
        let name = field.name.lowercased()
        lacks[name, default: FieldSite.Lack()].add(field.presence, messages)
      }
      expect(fields)
      observe(found, of: messages)
    }

    private mutating func expect(_ fields: [PropertySchema]) {
      for field in fields {
        guard var known = expected[field.name.lowercased()] else {
          expected[field.name.lowercased()] = field
          continue
        }
        let words = Set(known.value.values.map(\.text))
        known.value.values += field.value.values.filter { !words.contains($0.text) }
        switch (known.presence, field.presence) {
        case (.observed(let with, let without), .observed(let more, let less)):
          known.presence = .observed(with: with + more, without: without + less)
        case (.required, .required): break
        default: known.presence = .optional
        }
        known.isUsual = known.isUsual && field.isUsual
        expected[field.name.lowercased()] = known
      }
    }

    private mutating func observe(_ fields: [String: FieldSummary], of messages: Tally) {
      total = total + messages
      for (name, field) in fields {
        guard var known = observed[name] else {
          observed[name] = field
          continue
        }
        known.messages = known.messages + field.messages
        for (value, tally) in field.values {
          known.values[value] = known.values[value].map { $0 + tally } ?? tally
        }
        observed[name] = known
      }
    }
  }
}

extension FieldSite {
  /// Messages that the baseline has the field in, where none of those observed has it.
  struct Lack {
    /// The messages that lack it.
    var missing = Tally()
    /// Messages of the baseline, of the same kinds, that have it or not; none in documents.
    var with = 0
    var without = 0

    /// Adds the messages of one kind, unless they may be those that lack it in the baseline as well:
    /// what pages of errors never had says nothing of other answers.
    mutating func add(_ presence: Presence, _ messages: Tally) {
      guard messages.count > 0 else { return }
      if case .observed(let with, let without) = presence {
        guard messages.messages > without else { return }
        self.with += with
        self.without += without
      }
      missing = missing + messages
    }
  }

  /// Whether the field may be gone.
  var absence: Absence {
    guard let expected, (observed?.messages.count ?? 0) == 0 else { return .unremarkable }
    if baseline.isDeclared { return .gone }
    switch expected.presence {
    case .required: return .gone
    case .observed:
      return Absence(missing: lack.missing.messages, with: lack.with, without: lack.without)
    case .optional where expected.isUsual:
      return Absence(
        missing: lack.missing.messages, with: 2 * Absence.leastMessages, without: 0)
    case .optional: return .unremarkable
    }
  }

  var isUnclear: Bool { absence == .tooFewToTell }
}
