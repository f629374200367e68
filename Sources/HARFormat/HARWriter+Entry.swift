internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

extension HARWriter {
  mutating func write(entry exchange: Exchange) {
    let timings = EntryTimings(exchange)
    let start = exchange.time.map { timings.start(of: $0) } ?? lastStart
    lastStart = start
    let url = EntryURL(exchange.request.target)
    json.beginObject()
    json.member("startedDateTime", start.description)
    json.member("time", milliseconds: timings.total)
    write(exchange.request, url, exchange.transfer?.version)
    write(exchange.response, exchange.transfer?.version)
    json.name("cache")
    json.beginObject()
    json.endObject()
    write(timings)
    if let address = exchange.transfer?.connection?.serverAddress {
      json.member("serverIPAddress", address)
    }
    if let id = exchange.transfer?.connection?.id { json.member("connection", id) }
    writeOwn(exchange, start, timings, url)
    json.endObject()
  }

  private func write(_ timings: EntryTimings) {
    json.name("timings")
    json.beginObject()
    json.member("blocked", milliseconds: timings.blocked)
    json.member("dns", milliseconds: timings.dns)
    json.member("connect", milliseconds: timings.connect)
    json.member("ssl", milliseconds: timings.ssl)
    json.member("send", milliseconds: timings.send)
    json.member("wait", milliseconds: timings.wait)
    json.member("receive", milliseconds: timings.receive)
    json.endObject()
  }

  /// The member of our own: see `ExportedEntry`.
  private func writeOwn(
    _ exchange: Exchange, _ start: Timestamp, _ timings: EntryTimings, _ url: EntryURL
  ) {
    json.name("_shareproto")
    json.beginObject()
    json.member("capture", exchange.place.capture)
    switch exchange.place.position {
    case .entry(let number): json.member("entry", number)
    case .packets(let first, let last, let stream):
      json.member("stream", stream)
      json.name("packets")
      json.beginArray()
      json.integer(Int64(first))
      json.integer(Int64(last))
      json.endArray()
    }
    if exchange.time != start {
      json.name("time")
      if let time = exchange.time { json.string(time.description) } else { json.null() }
    }
    if exchange.durationMilliseconds != JSONWriter.rounded(timings.total) {
      json.name("durationMs")
      if let duration = exchange.durationMilliseconds, duration.isFinite {
        json.number(.double(duration))
      } else {
        json.null()
      }
    }
    if !url.isAsRecorded { json.member("url", exchange.request.target.url) }
    if exchange.response == nil { json.member("response", "missing") }
    write("requestBody", "requestSize", exchange.request.body)
    write("responseBody", "responseSize", exchange.response?.body ?? .absent)
    write(exchange.diagnostics)
    json.endObject()
  }

  private func write(_ name: StaticString, _ sizeName: StaticString, _ body: HTTPBody) {
    let state = ExportedEntry.State(body.completeness)
    if state != .whole { json.member(name, state.rawValue) }
    if body.size != body.bytes.count { json.member(sizeName, body.size) }
  }

  private func write(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    json.name("notes")
    json.beginArray()
    for diagnostic in diagnostics {
      json.beginObject()
      json.member("id", diagnostic.id)
      json.member("where", diagnostic.place)
      json.member("what", diagnostic.what)
      if let advice = diagnostic.advice { json.member("do", advice) }
      if diagnostic.isDamage {
        json.name("damage")
        json.bool(true)
      }
      json.endObject()
    }
    json.endArray()
  }
}

/// The times of an entry as HAR wants them: those that every entry has are not negative, and their
/// sum is `time`.
private struct EntryTimings {
  let blocked, dns, connect, ssl: Double?
  let send, wait, receive: Double
  /// The sum, without `ssl`, which is a part of `connect`.
  let total: Double
  /// How long before the exchange began its connection was begun for it.
  private let lead: Double

  init(_ exchange: Exchange) {
    func known(_ time: Double?) -> Double? { time.flatMap { $0 >= 0 && $0 < 1e12 ? $0 : nil } }
    let timings = exchange.transfer?.timings ?? Exchange.Timings()
    (blocked, dns) = (known(timings.blocked), known(timings.dns))
    (connect, ssl) = (known(timings.connect), known(timings.ssl))
    send = known(timings.send) ?? 0
    receive = known(timings.receive) ?? 0
    // Where nothing but the whole is known, all of it is waiting.
    let isUnknown = timings.send == nil && timings.wait == nil && timings.receive == nil
    wait = known(timings.wait) ?? (isUnknown ? known(exchange.durationMilliseconds) ?? 0 : 0)
    let before = (blocked ?? 0) + (dns ?? 0) + (connect ?? 0)
    total = before + send + wait + receive
    // An archive's start is that of all this; packets give the time of the request itself.
    if case .packets = exchange.place.position { lead = before } else { lead = 0 }
  }

  func start(of time: Timestamp) -> Timestamp {
    let (nanoseconds, overflow) = time.nanoseconds.subtractingReportingOverflow(
      Int64((lead * 1_000_000).rounded()))
    // To the millisecond: readers that know no finer times refuse them.
    guard !overflow, nanoseconds > .min + 1_000_000 else { return time }
    let rest = nanoseconds % 1_000_000
    return Timestamp(nanoseconds: nanoseconds - (rest < 0 ? rest + 1_000_000 : rest))
  }
}

/// The URL of an entry: absolute, and of nothing but what a URL may have, for other readers refuse a
/// whole archive for one that is not.
struct EntryURL {
  let text: String
  /// It is the one of the recording.
  var isAsRecorded: Bool

  init(_ target: RequestTarget) {
    if ["http", "https"].contains(target.scheme), Self.isHost(target.host),
      (0...65_535).contains(target.port ?? 0), target.url.utf8.allSatisfy(Self.isPlain)
    {
      (text, isAsRecorded) = (target.url, true)
      return
    }
    isAsRecorded = false
    let scheme = target.scheme == "http" ? "http" : "https"
    let port = target.port.flatMap { (0...65_535).contains($0) ? ":\($0)" : nil } ?? ""
    let host = Self.isHost(target.host) ? target.host : Self.unknownHost
    var rest = target.path.isEmpty || target.path.hasPrefix("/") ? target.path : "/" + target.path
    if let query = target.query { rest += "?" + query }
    text = "\(scheme)://\(host)\(port)\(Self.encoded(rest.isEmpty ? "/" : rest))"
  }

  /// RFC 2606: a name that no host has.
  private static let unknownHost = "unknown.invalid"

  private static func isHost(_ host: String) -> Bool {
    !host.isEmpty && host.utf8.count <= 253
      && host.utf8.allSatisfy {
        65...90 ~= $0 & 0xDF || 48...57 ~= $0 || "-._[]:".utf8.contains($0)
      } && (host.hasPrefix("[") || !host.utf8.contains(where: "[]:".utf8.contains))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    0x21...0x7E ~= byte && !"\"<>\\^`{|}".utf8.contains(byte)
  }

  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if isPlain(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += percentEncoded(byte)
      }
    }
    return result
  }

  private static func percentEncoded(_ byte: UInt8) -> String {
    "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
