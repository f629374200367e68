internal import APISchema
internal import Evidence

/// New fields of headers.
enum HeaderAdded {
  static let rules = Direction.allCases.map { direction in
    Rule(
      "\(direction)-header-added", .info, .harmless,
      "\(direction.messages) have a new field in their headers",
      explanation: """
        A field of the header came that the baseline does not have. Against a schema only fields count \
        that some revision of it has; between recordings those that come and go with the connection, \
        the client and the cache (`Date`, `Set-Cookie`, `CF-RAY`) do not. A field that other operations of \
        the baseline have takes a sample (see the rule about absence in Docs/Drift.md).
        """,
      advice: direction == .response
        ? "Mostly nothing: something in front of the service has changed." : "Nothing.",
      example: HeaderExample.pair(direction, nil, ("Pragma", "no-cache"), at: "pragma"),
      check: .field(direction) { site in
        guard site.expected == nil, let observed = site.observed, site.isNew else { return [] }
        let messages = messages(of: observed, at: site, direction)
        guard messages.count > 0 else { return [] }
        return [
          Change(
            expected: "not there", observed: "there", messages, of: site.total.count)
        ]
      })
  }

  /// The messages whose field is that of the service: before the service had it, a field of the same name
  /// may have come from elsewhere.
  private static func messages(
    of observed: FieldSummary, at site: FieldSite, _ direction: Direction
  ) -> Tally {
    guard !site.baseline.isInferred, direction == .response, !observed.values.isEmpty,
      let known = site.baseline.known.responseFieldValues[site.name], !known.isEmpty
    else { return observed.messages }
    return observed.values.filter { known.contains($0.key) }.values.sum
  }
}

/// Calls with and without a field.
enum HeaderExample {
  static func pair(
    _ direction: Direction, _ before: (String, String)?, _ after: (String, String)?,
    at pointer: String, reverse: [String] = []
  ) -> RuleExample {
    func calls(_ field: (String, String)?) -> RuleExample.Side {
      var call = OperationAdded.clock
      if direction == .request {
        call.requestFields = field.map { [$0] } ?? []
      } else {
        call.fields += field.map { [$0] } ?? []
      }
      return .calls([call])
    }
    return RuleExample(
      calls(before), calls(after), at: pointer,
      reverse: reverse.isEmpty
        ? [before == nil ? "\(direction)-header-removed" : "\(direction)-header-added"] : reverse)
  }
}
