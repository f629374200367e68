internal import APISchema
internal import Evidence

/// Other hosts.
enum OperationHostChanged {
  /// Another scheme, of which no revision says anything.
  static let schemeID = "host-scheme-changed"

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
        var hosts: [Substring: Tally] = [:]
        for (host, tally) in site.observed.operations.values.flatMap(\.hosts) {
          let name = Host(host).name
          hosts[name] = hosts[name].map { $0 + tally } ?? tally
        }
        let total = hosts.values.map(\.count).reduce(0, +)
        let known = Set(site.expected.hosts.map { Host($0).name })
        return hosts.sorted { $0.key < $1.key }.compactMap { host, tally in
          guard host != "other", !known.contains(host) else { return nil }
          return Change(
            expected: known.sorted().joined(separator: ", "),
            observed: String(host),
            site.baseline.isDeclared ? Tally(count: 1) : tally, of: total)
        }
      }),
    Rule(
      schemeID, .warning, .breaksWriters,
      "calls go to the same host by another scheme",
      explanation: """
        Calls go to a host of the baseline by `http` where all went by `https`, or the other way round. \
        Only recordings can show it. Whoever sends requests as before, be it to read or to write, may find \
        nobody there, or be sent on with a redirect; by `http` everybody on the way reads passwords and \
        readings. A recording that has both for its host, and is the baseline, says nothing.
        """,
      advice: "Send requests by the new scheme; by `http` alone only to a server of your own.",
      example: RuleExample(
        .calls([OperationAdded.clock]), .calls([plain]), at: "", reverse: [schemeID]),
      check: .service { site in
        guard site.baseline.isInferred, !site.baseline.isAnswer else { return [] }
        let known = site.expected.hosts.map(Host.init)
        var (calls, total, old, new) = (Tally(), 0, Set<String>(), Set<String>())
        for (text, tally) in site.observed.operations.values.flatMap(\.hosts) {
          total += tally.count
          let host = Host(text)
          let before = known.filter { $0.name == host.name }
          // Of what was recorded by an unknown scheme nobody knows whether it is another one.
          guard host.hasScheme, !before.isEmpty, before.allSatisfy(\.hasScheme),
            !before.contains(where: { $0.text == text })
          else { continue }
          calls = calls + tally
          old.formUnion(before.map(\.text))
          new.insert(text)
        }
        guard !new.isEmpty else { return [] }
        return [
          Change(
            expected: old.sorted().joined(separator: ", "),
            observed: new.sorted().joined(separator: ", "), calls, of: total)
        ]
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
        let hosts = Set(site.observed.operations.values.flatMap(\.hosts.keys).map { Host($0).name })
        guard !hosts.isEmpty else { return [] }
        return Set(site.expected.hosts.map { Host($0).name }).subtracting(hosts).sorted().map {
          Change(expected: String($0), observed: "not there", key: String($0), Tally(count: 1))
        }
      }),
  ]

  /// A host as summaries have it: `https://share2.dexcom.com`, where the scheme is not known
  /// `share2.dexcom.com`.
  private struct Host {
    let text: String
    let name: Substring
    let hasScheme: Bool

    init(_ text: String) {
      self.text = text
      let scheme = ["http://", "https://"].first(where: text.hasPrefix) ?? ""
      hasScheme = !scheme.isEmpty
      name = text.dropFirst(scheme.count)
    }
  }

  private static func document(_ servers: String) -> String {
    """
    openapi: 3.1.0
    info: {title: Example, version: '1'}
    servers: \(servers)
    paths: {/clock: {get: {responses: {'200': {description: fine}}}}}
    """
  }

  private static let plain: ExampleCall = {
    var call = OperationAdded.clock
    call.scheme = "http"
    return call
  }()

  private static let moved: ExampleCall = {
    var call = OperationAdded.clock
    call.host = "shareous1.dexcom.com"
    return call
  }()
}
