import Bytes
import HARFormat
import HTTPMessages
import JSONDecoding
import Testing

/// What the writer writes, read by a plain JSON parser and by the reader.
struct HARWriterTests {
  private static func archive(_ exchanges: [Exchange]) -> String {
    var writer = HARWriter(version: "1.0")
    var bytes: [UInt8] = []
    for exchange in exchanges {
      writer.write(exchange)
      writer.take { bytes += $0 }
    }
    writer.finish()
    writer.take { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let url =
    "https://share2.dexcom.com/ShareWebServices/Services/General/SystemUtcTime"

  private static func exchange(_ change: (inout Exchange) -> Void = { _ in }) -> Exchange {
    var exchange = Exchange(
      place: .init(capture: "a.pcapng", stream: 3, firstPacket: 10, lastPacket: 14),
      time: Timestamp(nanoseconds: 1_400_000_000_123_456_789), durationMilliseconds: 17.5,
      request: HTTPRequest(
        method: "POST", target: RequestTarget(url: url),
        fields: HTTPFields([
          ("Content-Type", "application/json"), ("Cookie", "a=b=c; d"), ("Content-Length", "7"),
        ]), body: HTTPBody(bytes: Array(#"{"a":1}"#.utf8))),
      response: HTTPResponse(
        status: 302,
        fields: HTTPFields([
          ("Location", "/x"), ("Set-Cookie", "s=1; Path=/p; Secure"), ("Content-Type", "text/html"),
        ]), body: HTTPBody(bytes: Array("ok".utf8))),
      transfer: .init(
        version: .http2, streamID: 1,
        connection: .init(id: "3", serverAddress: "203.0.113.7")))
    exchange.transfer?.timings = .init(
      request: .init(start: Timestamp(nanoseconds: 0), end: Timestamp(nanoseconds: 2_500_000)),
      response: .init(
        start: Timestamp(nanoseconds: 12_500_000), end: Timestamp(nanoseconds: 17_500_000)))
    change(&exchange)
    return exchange
  }

  /// The members that HAR 1.2 asks for, by the object that has them.
  private static let required: [(path: [String], names: [String])] = [
    ([], ["startedDateTime", "time", "request", "response", "cache", "timings"]),
    (
      ["request"],
      [
        "method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize",
        "bodySize",
      ]
    ),
    (["request", "postData"], ["mimeType", "text"]),
    (
      ["response"],
      [
        "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL",
        "headersSize", "bodySize",
      ]
    ),
    (["response", "content"], ["size", "mimeType"]),
    (["timings"], ["send", "wait", "receive"]),
  ]

  @Test func `an entry has all that HAR 1.2 asks for`() throws {
    let log = try JSONParser().value(of: Self.archive([Self.exchange()]))["log"]
    #expect(log?["version"]?.string == "1.2")
    #expect(log?["creator"]?["name"]?.string == "shareproto")
    // HAR may go without; Firefox 153 then reads nothing ("har.log.pages is undefined").
    #expect(log?["pages"] == .array([]))
    guard case .array(let entries) = log?["entries"], let entry = entries.first else {
      Issue.record("no entry")
      return
    }
    for (path, names) in Self.required {
      let object = path.reduce(entry) { $0?[$1] }
      for name in names { #expect(object?[name] != nil, "\(path) \(name)") }
    }
    #expect(entry["startedDateTime"]?.string == "2014-05-13T16:53:20.123Z")
    #expect(entry["time"] == .number(.double(17.5)))
    #expect(entry["serverIPAddress"]?.string == "203.0.113.7")
    #expect(entry["connection"]?.string == "3")
    #expect(entry["response"]?["redirectURL"]?.string == "/x")
    #expect(
      entry["response"]?["cookies"]
        == .array([
          .object([
            .init("name", .string("s")), .init("value", .string("1")), .init("path", .string("/p")),
            .init("secure", .bool(true)),
          ])
        ]))
    #expect(
      entry["request"]?["cookies"]
        == .array([.object([.init("name", .string("a")), .init("value", .string("b=c"))])]))
  }

  @Test func `the times of an entry add up, and begin with the connection`() throws {
    let exchange = Self.exchange {
      $0.transfer?.timings.connect = 30
      $0.transfer?.timings.ssl = 20
    }
    let entries = try JSONParser().value(of: Self.archive([exchange]))["log"]?["entries"]
    guard case .array(let list) = entries, let entry = list.first else { return }
    #expect(entry["time"] == .number(.double(47.5)))
    #expect(entry["timings"]?["ssl"] == .integer(20))
    #expect(entry["timings"]?["dns"] == .integer(-1))
    #expect(entry["startedDateTime"]?.string == "2014-05-13T16:53:20.093Z")
  }

  @Test func `an archive without entries is one`() throws {
    let log = try JSONParser().value(of: Self.archive([]))["log"]
    #expect(log?["entries"] == .array([]))
    #expect(Recording(Self.archive([])).error == nil)
  }

  private static let hard: [(String, @Sendable (inout Exchange) -> Void)] = [
    ("a usual one", { _ in }),
    ("no response", { $0.response = nil }),
    ("no time", { $0.time = nil }),
    ("no duration", { $0.durationMilliseconds = nil }),
    ("a time before 1970", { $0.time = Timestamp(nanoseconds: -1_500_000_001) }),
    ("a time of 1677", { $0.time = Timestamp(nanoseconds: .min + 86_400_000_000_000) }),
    ("a duration that the times do not add up to", { $0.durationMilliseconds = 12.25 }),
    ("no host", { $0.request.target = RequestTarget(url: "/ShareWebServices/Services/a/b?c=d") }),
    ("no URL", { $0.request.target = RequestTarget(url: "") }),
    (
      "a URL with all that is not of one",
      {
        $0.request.target = RequestTarget(url: "http://host/a b\u{0}\"<{é}?q=\u{1B}[31m#f")
      }
    ),
    ("a port out of range", { $0.request.target = RequestTarget(url: "http://host:99999/a") }),
    (
      "the host and port of CONNECT",
      {
        $0.request.method = "CONNECT"
        $0.request.target = RequestTarget(authority: "share2.dexcom.com:443")
      }
    ),
    (
      "a request that was not recorded",
      {
        $0.request = HTTPRequest(method: "", target: RequestTarget(url: ""))
      }
    ),
    (
      "bodies that are no text",
      {
        $0.request.body = HTTPBody(bytes: [0, 0xFF, 0x80, 1])
        $0.response?.body = HTTPBody(bytes: [0x1F, 0x8B, 8, 0, 0xFE])
      }
    ),
    (
      "a body of gzip under the coding gzip",
      {
        $0.response?.fields = HTTPFields([("Content-Encoding", "gzip")])
        $0.response?.body = HTTPBody(bytes: [0x1F, 0x8B, 8, 0, 0xFE])
      }
    ),
    (
      "characters that are escaped",
      {
        $0.request.body = HTTPBody(
          bytes: Array("\u{0}\u{7F}\"\\\u{2028}\u{202E}\u{FEFF}é😀\r\n".utf8))
      }
    ),
    (
      "a text that looks like bytes",
      {
        $0.request.fields = HTTPFields([("Content-Length", "1")])
        $0.request.body = HTTPBody(bytes: Array("é".utf8))
      }
    ),
    (
      "bodies that are cut",
      {
        $0.request.body.completeness = .cut
        $0.response?.body.completeness = .cut
      }
    ),
    (
      "bodies that were not recorded",
      {
        $0.request.body = HTTPBody(bytes: [], completeness: .dropped(size: 12))
        $0.response?.body = HTTPBody(bytes: [], completeness: .dropped(size: nil))
      }
    ),
    (
      "an empty body under a coding",
      {
        $0.response?.fields = HTTPFields([("Content-Encoding", "br"), ("Content-Length", "9")])
        $0.response?.body = .absent
      }
    ),
    (
      "repeated and empty fields",
      {
        $0.response?.fields = HTTPFields([("a", ""), ("A", "1"), ("a", "\u{1}")])
      }
    ),
    ("an upgrade", { $0.response = HTTPResponse(status: 101) }),
    (
      "what is missing",
      {
        $0.diagnostics = [
          Diagnostic(
            "http-gap", at: "a.pcapng, packet 12", "9 bytes lost", advice: "x", isDamage: true),
          Diagnostic("other", at: "b", "c"),
        ]
      }
    ),
  ]

  @Test(arguments: hard.indices)
  func `an exchange reads back just as it was written`(index: Int) throws {
    let (what, change) = Self.hard[index]
    let written = Self.exchange(change)
    let archive = Self.archive([written, Self.exchange()])
    let recording = Recording(archive)
    #expect(recording.diagnostics.isEmpty && recording.exchanges.count == 2, "\(what)")
    let read = try #require(recording.exchanges.first)
    #expect(read.time == written.time, "\(what)")
    #expect(read.durationMilliseconds == written.durationMilliseconds, "\(what)")
    #expect(read.request.method == written.request.method, "\(what)")
    #expect(read.request.target == written.request.target, "\(what)")
    #expect(read.request.body == written.request.body, "\(what)")
    #expect(read.response?.status == written.response?.status, "\(what)")
    #expect(read.response?.body == written.response?.body, "\(what)")
    #expect(Self.pairs(read.request.fields) == Self.pairs(written.request.fields), "\(what)")
    #expect(Self.pairs(read.response?.fields) == Self.pairs(written.response?.fields), "\(what)")
    #expect(read.transfer?.connection == written.transfer?.connection, "\(what)")
    #expect(read.diagnostics == written.diagnostics, "\(what)")
  }

  private static func pairs(_ fields: HTTPFields?) -> [String] {
    (fields ?? HTTPFields()).map { "\($0.name): \($0.value)" }
  }

  @Test func `the URL of an entry is absolute, and of ASCII`() throws {
    for (_, change) in Self.hard {
      let value = try JSONParser().value(of: Self.archive([Self.exchange(change)]))
      guard case .array(let entries) = value["log"]?["entries"] else { return }
      let url = try #require(entries.first?["request"]?["url"]?.string)
      #expect(url.wholeMatch(of: /https?:\/\/[a-z0-9.-]+(:\d{1,5})?\/[!-~]*/) != nil, "\(url)")
    }
  }
}
