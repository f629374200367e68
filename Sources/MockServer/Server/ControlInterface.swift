internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// What tests ask a stand-in besides the service, below `/__shareproto/`; only from this machine.
struct ControlInterface {
  static let prefix = "/__shareproto/"

  let host: StandInHost
  let revision: String

  /// The answer to a request below the prefix.
  ///
  /// - Parameter isLocal: Whether it came from this machine.
  func answer(_ request: HTTPRequest, isLocal: Bool) async -> HTTPResponse {
    // A page of some site may send requests here with the browser of whoever runs this.
    guard isLocal, request.fields["Origin"] == nil else {
      return text(403, "The control interface is for programs on this machine.\n")
    }
    let action = String(request.target.path.dropFirst(Self.prefix.count))
    let items = request.target.queryItems
    if let name = Dictionary(grouping: items, by: \.name).first(where: { $0.value.count > 1 })?.key
    {
      return text(400, "\(name.prefix(40)) is there more than once; say it once.\n")
    }
    func parameter(_ name: String) -> String? { items.first { $0.name == name }?.value }
    switch (request.method, action) {
    case ("GET", ""): return overview()
    case ("GET", "requests"): return json(host.requests())
    case ("POST", "reset"):
      await host.reset()
      return json(.object([.init("reset", .bool(true))]))
    case ("POST", "advance"):
      guard let milliseconds = parameter("by").flatMap({ ShareClock.milliseconds($0) }) else {
        return text(400, "Say how far: advance?by=5m (ms, s, m, h or d).\n")
      }
      let time = await host.advance(milliseconds: milliseconds)
      return json(.object([.init("time", .string(time.description))]))
    case ("POST", "accept-invitation"):
      guard let subscriber = await host.acceptInvitation(parameter("subscriptionId")) else {
        return text(404, "Nobody waits for an invitation to be accepted.\n")
      }
      return json(
        .object([
          .init("accountId", .string(subscriber.id)),
          .init("password", .string(subscriber.password)),
        ]))
    case (_, "requests"), (_, "reset"), (_, "advance"), (_, "accept-invitation"):
      return text(405, "Reading is GET, changing is POST.\n")
    default: return text(404, "There is no such thing; \(Self.prefix) says what there is.\n")
    }
  }

  private func overview() -> HTTPResponse {
    let time = host.time()
    return json(
      .object([
        .init("revision", .string(revision)),
        .init("time", .string(time.description)),
        .init(
          "actions",
          .object([
            .init("GET requests", .string("the last 500 requests, redacted")),
            .init("POST reset", .string("starts over")),
            .init("POST advance?by=5m", .string("moves the clock on")),
            .init(
              "POST accept-invitation?subscriptionId=…",
              .string("does what a follower's phone does; gives its account and password")),
          ])),
      ]))
  }

  private func json(_ value: JSONValue) -> HTTPResponse {
    let writer = JSONWriter()
    writer.value(value)
    return json(writer.bytes)
  }

  private func json(_ bytes: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      status: 200, fields: HTTPFields([("Content-Type", "application/json")]),
      body: HTTPBody(bytes: bytes))
  }

  private func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status: status, fields: HTTPFields([("Content-Type", "text/plain; charset=utf-8")]),
      body: HTTPBody(bytes: Array(text.utf8)))
  }
}
