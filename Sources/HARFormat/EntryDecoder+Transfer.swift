internal import HTTPMessages
internal import JSONDecoding

extension EntryDecoder {
  /// What an entry says of connection and times; what is not as it should be is no news here, nobody
  /// needs it to understand the exchange.
  func transfer(
    _ request: JSONNode?, _ timings: JSONNode?, time: Double?, address: JSONNode?,
    connection: JSONNode?
  ) -> Exchange.Transfer? {
    let version = request?["httpVersion"]?.string.flatMap(HTTPVersion.init(har:))
    let id = connection?.string.flatMap { $0.isEmpty ? nil : $0 }
    let server = address?.string.flatMap { $0.isEmpty ? nil : $0 }
    let timings = self.timings(timings, of: time)
    if version == nil, id == nil, server == nil, timings == Exchange.Timings() { return nil }
    let carrier =
      id == nil && server == nil ? nil : Exchange.Connection(id: id, serverAddress: server)
    return Exchange.Transfer(version: version, connection: carrier, timings: timings)
  }

  private func timings(_ node: JSONNode?, of whole: Double?) -> Exchange.Timings {
    var timings = Exchange.Timings()
    guard let node, node.kind == .object else { return timings }
    for member in node.members {
      // HAR has -1 for what does not apply.
      guard let time = member.value.double, time >= 0 else { continue }
      if member.hasName("wait") {
        timings.wait = time
      } else if member.hasName("send") {
        timings.send = time
      } else if member.hasName("receive") {
        timings.receive = time
      } else if member.hasName("connect") {
        timings.connect = time
      } else if member.hasName("ssl") {
        timings.ssl = time
      } else if member.hasName("dns") {
        timings.dns = time
      } else if member.hasName("blocked") {
        timings.blocked = time
      }
    }
    // HAR counts `ssl` as a part of `connect`; mitmproxy and Playwright count it beside it.
    if let ssl = timings.ssl {
      let connect = timings.connect ?? 0
      let sum =
        connect + (timings.blocked ?? 0) + (timings.dns ?? 0) + (timings.send ?? 0)
        + (timings.wait ?? 0) + (timings.receive ?? 0)
      let isBeside = whole.map { abs(sum + ssl - $0) < abs(sum - $0) } ?? false
      if ssl > connect || isBeside { timings.connect = connect + ssl }
    }
    return timings
  }
}

extension HTTPVersion {
  /// As recorders write it: `HTTP/1.1`, `http/2.0`, `h2`; nil for what names none.
  init?(har text: String) {
    switch text.lowercased() {
    case "h2", "h2c", "http/2", "http/2.0": self = .http2
    case "h3", "http/3", "http/3.0": self = .http3
    case let name where name.hasPrefix("http/") && name.utf8.count == 8:
      self.init(rawValue: String(name.dropFirst(5)))
    default: return nil
    }
  }

  /// As HAR 1.2 and the newer RFCs write it: `HTTP/1.1`, `HTTP/2`.
  var har: String { "HTTP/\(rawValue)" }
}
