internal import APISchema
internal import Evidence

/// Redirects.
enum RedirectAdded {
  static let rules = [
    Rule(
      "response-redirect-added", .error, .breaksWriters, "calls are sent elsewhere",
      explanation: """
        A call was answered with a redirect. Many clients do not follow it for a POST, or follow it \
        with a GET and without the body; and one to another host may carry a password there.
        """,
      advice: "Look where it leads, and call that place directly.",
      example: RuleExample(
        .calls([ExampleCall(RuleExample.readings, answer: "[]")]),
        .calls([
          ExampleCall(
            RuleExample.readings, status: 307, answer: "",
            fields: [("Location", "https://share.dexcom.jp/")])
        ]), at: ""),
      check: .answer { site in
        guard site.status == 3 || (300..<400).contains(site.status), site.expected == nil,
          let observed = site.observed
        else { return [] }
        let places = observed.redirects.keys.sorted().map {
          $0 == "same-host" ? "to the same host" : "to another host"
        }
        let place = places.isEmpty ? "" : " " + Words.list(places, "and")
        return [
          Change(
            expected: "an answer", observed: StatusChanged.name(site.status) + place,
            observed.answers)
        ]
      })
  ]
}
