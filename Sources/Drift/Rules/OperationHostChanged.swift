internal import APISchema
internal import Evidence

/// Other hosts.
enum OperationHostChanged {
  static let rules = [
    Rule(
      "host-added", .info, .unknown, "calls go to a host that the baseline does not have",
      explanation: """
        A host of the service was called that the baseline does not have: another region's, or a new \
        one. Hosts that are none of the service's, such as a proxy's or a test server's, are not \
        compared.
        """,
      advice: "Let people choose the host; accounts live on one of them alone.",
      example: RuleExample(
        .calls([OperationAdded.clock]), .calls([moved]), at: "", reverse: ["host-added"]),
      check: .service { site in
        guard !site.expected.hosts.isEmpty else { return [] }
        var hosts: [String: Tally] = [:]
        for operation in site.observed.operations.values {
          for (host, tally) in operation.hosts {
            hosts[host] = hosts[host].map { $0 + tally } ?? tally
          }
        }
        let total = hosts.values.map(\.count).reduce(0, +)
        return hosts.sorted { $0.key < $1.key }.compactMap { host, tally in
          guard host != "other", !site.expected.hosts.contains(host) else { return nil }
          return Change(
            expected: site.expected.hosts.sorted().joined(separator: ", "), observed: host,
            site.baseline.isDeclared ? Tally(count: 1) : tally, of: total)
        }
      }),
    Rule(
      "host-removed", .warning, .breaksWriters, "a host is no longer in the schema",
      explanation: """
        One schema has a host that the other has not. Only schemas can show it: that a recording does \
        not call a host says nothing.
        """,
      advice: "Move clients of that host to another before it is switched off.",
      example: RuleExample(
        .document(
          document("[{url: 'https://share2.dexcom.com'}, {url: 'https://share.dexcom.jp'}]")),
        .document(document("[{url: 'https://share2.dexcom.com'}]")), at: "",
        reverse: ["host-added"]),
      check: .service { site in
        guard site.baseline.isDeclared else { return [] }
        let hosts = Set(site.observed.operations.values.flatMap(\.hosts.keys))
        guard !hosts.isEmpty else { return [] }
        return site.expected.hosts.subtracting(hosts).sorted().map {
          Change(expected: $0, observed: "not there", key: $0, Tally(count: 1))
        }
      }),
  ]

  private static func document(_ servers: String) -> String {
    """
    openapi: 3.1.0
    info: {title: Example, version: '1'}
    servers: \(servers)
    paths: {/clock: {get: {responses: {'200': {description: fine}}}}}
    """
  }

  private static let moved: ExampleCall = {
    var call = OperationAdded.clock
    call.host = "shareous1.dexcom.com"
    return call
  }()
}
