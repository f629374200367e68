internal import APISchema
internal import Evidence

/// The fields of all requests and of all answers, each once, and by operation: what one operation's answers
/// have, those of the others mostly have too.
struct HeaderFields {
  /// A field, in all messages together and in those of each operation.
  struct Field {
    let direction: Direction
    let all: FieldSite
    fileprivate let parts: [(operation: String, site: FieldSite)]

    /// The field by operation.
    ///
    /// - Parameter isShown: Whether all together show a change, so that the few messages of one operation
    ///   need not prove it.
    func parts(isShown: Bool) -> [(operation: String, site: FieldSite)] {
      parts.map { operation, site in
        var site = site
        site.scope = isShown ? .operationOfAll : .operation
        return (operation, site)
      }
    }

    /// How many operations could show what a rule tells.
    func comparable(by rule: String) -> Int {
      guard rule.hasSuffix("header-changed") else { return parts.count }
      return parts.count { $0.site.expected != nil && $0.site.observed != nil }
    }
  }

  private(set) var fields: [Field] = []

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
    var requests = Sides()
    var answers = Sides()
    for operation in expected.operations {
      guard let name = SchemaWalk.name(of: operation, in: observed),
        let found = observed.operations[name]
      else { continue }
      requests.add(
        operation.requestFields, found.requestFields, of: found.calls, to: operation.name)
      for (status, response) in found.responses where status != 0 {
        guard let schema = operation.response(to: status), Self.says(schema, baseline) else {
          continue
        }
        answers.add(schema.fields, response.fields, of: response.answers, to: operation.name)
      }
    }
    // Nobody says what fields requests have, but the clients; and a document that names none of the usual
    // ones does not mean that there are none.
    let usual = baseline.known.requestFields
    for (direction, sides, known) in [
      (
        Direction.request, requests,
        usual.isDisjoint(with: requests.all.expected.keys) ? [] : usual
      ),
      (.response, answers, baseline.known.responseFields),
    ] {
      let names = Set(sides.all.expected.keys).union(sides.all.observed.keys)
      for name in names.sorted() where Self.counts(name, sides.all, known, baseline) {
        let parts = sides.parts.sorted { $0.key < $1.key }.map {
          (operation: $0.key, site: $0.value.site(name, baseline))
        }
        fields.append(
          Field(direction: direction, all: sides.all.site(name, baseline), parts: parts))
      }
    }
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

  /// The messages of all operations, and of each.
  private struct Sides {
    var all = Side()
    var parts: [String: Side] = [:]

    mutating func add(
      _ fields: [PropertySchema], _ found: [String: FieldSummary], of messages: Tally,
      to operation: String
    ) {
      all.add(fields, found, of: messages)
      parts[operation, default: Side()].add(fields, found, of: messages)
    }
  }

  private struct Side {
    var expected: [String: PropertySchema] = [:]
    var observed: [String: FieldSummary] = [:]
    var lacks: [String: FieldSite.Lack] = [:]
    var total = Tally()
    /// The messages of the baseline; none in documents.
    var baselineMessages = 0

    func site(_ name: String, _ baseline: Baseline) -> FieldSite {
      FieldSite(
        baseline: baseline, name: name, expected: expected[name], observed: observed[name],
        total: total, baselineMessages: baselineMessages, lack: lacks[name] ?? FieldSite.Lack())
    }

    /// Adds the messages of one kind, such as the answers of an operation with one status.
    mutating func add(
      _ fields: [PropertySchema], _ found: [String: FieldSummary], of messages: Tally
    ) {
      for field in fields {
        let name = field.name.lowercased()
        lacks[name, default: FieldSite.Lack()].add(field.presence, messages)
      }
      // Some field is in all of them.
      baselineMessages += fields.map(\.presence.messages).max() ?? 0
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

extension Presence {
  /// The messages of the baseline that it tells of; none in documents.
  fileprivate var messages: Int {
    if case .observed(let with, let without) = self { with + without } else { 0 }
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
    if scope == .operationOfAll { return lack.missing.count > 0 ? .gone : .unremarkable }
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

  /// Whether the field is new, if the baseline has none: other operations may have it there, and then it
  /// takes as much to miss it in the baseline as it would here.
  var isNew: Bool {
    guard scope == .operation, !baseline.isDeclared, let observed else { return true }
    guard baseline.isInferred else { return false }
    let (with, all) = (observed.messages.messages, total.messages)
    return Absence(missing: baselineMessages, with: with, without: all - with) == .gone
  }

  /// Whether old values are missing from enough messages of one operation.
  var areOldValuesGone: Bool {
    guard scope == .operation, baseline.isInferred, let expected, let observed,
      case .observed(let with, _) = expected.presence
    else { return true }
    return Absence(missing: observed.messages.messages, with: with, without: 0) == .gone
  }

  var isUnclear: Bool { absence == .tooFewToTell }
}
