import Bytes
import HTTPMessages
import JSONDecoding
import Redaction
import ShareAPI
import Testing

struct ExchangeRedactorTests {
  private static let session = "1a2b3c4d-1111-4222-8333-abcdefabcdef"
  private static let account = "9a2b3c4d-1111-4222-8333-abcdefabcdef"
  private static let share = "https://share2.dexcom.com/ShareWebServices/Services/"

  /// A redactor that keeps shapes, over several calls.
  private struct Run {
    var exchanges = ExchangeRedactor(.hiding(.shape))
    var calls = CallDecoder()

    mutating func exchange(
      _ path: String, request: String = "", requestFields: [(name: String, value: String)] = [],
      response: String = "", fields: [(name: String, value: String)] = [], status: Int = 200
    ) -> Exchange {
      let url = path.contains("://") ? path : ExchangeRedactorTests.share + path
      return exchanges.exchange(
        of: calls.decode(
          Exchange(
            place: .init(capture: "a.har", entry: 1),
            request: HTTPRequest(
              method: "POST", target: RequestTarget(url: url), fields: HTTPFields(requestFields),
              body: HTTPBody(bytes: Array(request.utf8))),
            response: HTTPResponse(
              status: status, fields: HTTPFields(fields),
              body: HTTPBody(bytes: Array(response.utf8))),
            transfer: .init(version: .http11))))
    }
  }

  private func answer(_ exchange: Exchange) -> String { text(exchange.response?.body) }

  private func text(_ body: HTTPBody?) -> String {
    String(decoding: body?.bytes ?? [], as: UTF8.self)
  }

  @Test func `the same ID has the same stand-in wherever it stands`() throws {
    var run = Run()
    let login = run.exchange(
      "General/LoginPublisherAccountById",
      request: """
        {"accountId":"\(Self.account)","password":"tr0ub4dor","applicationId":\
        "d89443d2-327c-4a6f-89e5-496bbb0317db"}
        """, response: "\"\(Self.session)\"")
    let session = answer(login).filter { $0 != "\"" }
    #expect(GUID(session) != nil && session != Self.session)
    let request = text(login.request.body)
    #expect(request.contains("d89443d2-327c-4a6f-89e5-496bbb0317db"))
    #expect(!request.contains("tr0ub4dor") && !request.contains(Self.account))
    let read = run.exchange(
      "Publisher/ReadPublisherLatestGlucoseValues?sessionID=\(Self.session.uppercased())&minutes=9",
      requestFields: [("X-Session-Id", Self.session), ("Cookie", "a=\(Self.session)")],
      response: """
        {"Code":"SessionIdNotFound","Message":"Failed to find session object. [SessionId = \
        \(Self.session)]","SubCode":"","TypeName":"FaultException"}
        """, status: 500)
    #expect(
      read.request.target.queryItems == [
        .init(name: "sessionID", value: session), .init(name: "minutes", value: "9"),
      ])
    #expect(answer(read).contains("[SessionId = \(session)]"))
    #expect(read.request.fields.map(\.value) == [session, "a=\(session)"])
    let zero = "00000000-0000-0000-0000-000000000000"
    let failed = run.exchange("General/LoginPublisherAccountById", response: "\"\(zero)\"")
    #expect(answer(failed) == "\"\(zero)\"")
  }

  @Test(arguments: [
    ("SM12345678", "SM[0-9]{8}"), ("412345678901", "[0-9]{12}"), ("80AB12", "[0-9]{6}"),
  ])
  func `a serial number stays one`(serial: String, shape: String) throws {
    var run = Run()
    let exchange = run.exchange(
      "Publisher/StartRemoteMonitoringSession?sessionId=\(Self.session)&serialNumber=\(serial)")
    let value = try #require(exchange.request.target.queryItems.last?.value)
    let isOne = try Regex(shape).wholeMatch(in: value) != nil
    #expect(value != serial && isOne)
  }

  @Test func `an e-mail address stays one, and readings stay as they are`() {
    var run = Run()
    let email = run.exchange(
      "Publisher/ReadPublisherAccountEmail", response: "\"ann.bee@mail.example\"")
    #expect(answer(email).wholeMatch(of: #/"[a-z]+-\d+@example\.com"/#) != nil)
    let readings =
      #"[{"WT":"Date(1691455258000)","ST":"Date(1691455258000)","Value":85,"Trend":"Flat"}]"#
    let read = run.exchange("Publisher/ReadPublisherLatestGlucoseValues", response: readings)
    #expect(answer(read) == readings)
  }

  @Test func `what kind of text an answer is stays`() {
    var run = Run()
    let page = run.exchange(
      "Publisher/ReadContact", response: "<!DOCTYPE html><p>Ann Bee</p>", status: 400)
    #expect(TextKind(page.response?.body.bytes ?? []) == .html)
    #expect(!answer(page).contains("Ann"))
    let time = run.exchange(
      "General/SystemUtcTime",
      response: """
        <?xml version="1.0"?><DateTimeOffset xmlns="http://ann.example/"><DateTime>\
        2018-10-12T10:11:12.1234567Z</DateTime><OffsetMinutes>0</OffsetMinutes><!-- Ann -->\
        <Owner name="Ann">Ann Bee</Owner></DateTimeOffset>
        """)
    let shown = answer(time)
    #expect(shown.contains("<DateTime>2018-10-12T10:11:12.1234567Z</DateTime>"))
    #expect(!shown.lowercased().contains("ann"), "\(shown)")
  }

  @Test(arguments: [
    ("Cookie", "sid=0123abcd"), ("Set-Cookie", "_cfuvid=0123abcd; Path=/"),
    ("Authorization", "Bearer 0123abcd"), ("X-Trace-Id", "0123abcd"), ("CF-RAY", "0123abcd-SJC"),
    ("X-Forwarded-For", "198.51.100.77"), ("From", "0123abcd"), ("X-Whatever", "0123abcd"),
    ("Referer", "https://x.example.org/0123abcd?token=0123abcd"), ("Etag", "\"0123abcd\""),
    ("User-Agent", "Hjalmar/1"), ("Host", "0123abcd.example.org"), ("Accept", "0123abcd"),
    ("Server", "10.1.2.3"), ("Content-Encoding", "0123abcd"), ("Content-Length", "0123abcd"),
    ("Retry-After", "0123abcd"),
  ])
  func `a field shows nothing that its place does not explain`(name: String, value: String) {
    var run = Run()
    let exchange = run.exchange(
      "https://site.example.org/a", requestFields: [(name, value)], fields: [(name, value)])
    for field in Array(exchange.request.fields) + Array(exchange.response?.fields ?? .init()) {
      for secret in ["0123abcd", "198.51.100.77", "Hjalmar", "10.1.2.3"] {
        #expect(!field.value.contains(secret), "\(field)")
      }
    }
  }

  @Test(arguments: [
    ("Content-Type", "application/json; charset=utf-8"), ("Accept", "*/*"),
    ("User-Agent", "Dexcom%20Share/3.0.2.11 CFNetwork/672.0.2 Darwin/14.0.0"),
    ("Date", "Mon, 03 Aug 2015 04:51:21 GMT"), ("Server", "Microsoft-IIS/8.5"),
    ("Strict-Transport-Security", "max-age=15780000; includeSubDomains; preload"),
    ("Host", "share2.dexcom.com"), ("Vary", "Origin, Access-Control-Request-Method"),
  ])
  func `a field of the protocol stays`(name: String, value: String) {
    var run = Run()
    let exchange = run.exchange("Publisher/ReadContact", requestFields: [(name, value)])
    #expect(exchange.request.fields.map(\.value) == [value])
  }

  @Test func `the length in a field is that of the body`() {
    var run = Run()
    let exchange = run.exchange(
      "General/LoginPublisherAccountByName", request: #"{"accountName":"a"}"#,
      requestFields: [("Content-Length", "19")],
      response: "\"\(Self.session)\"", fields: [("Content-Length", "38")])
    #expect(exchange.request.fields["content-length"] == "\(exchange.request.body.bytes.count)")
    #expect(exchange.response?.fields["content-length"] == "38")
    let packed = run.exchange(
      "General/LoginPublisherAccountByName", response: "\"\(Self.account)\"",
      fields: [("Content-Length", "60"), ("Content-Encoding", "gzip")])
    #expect(packed.response?.fields.map(\.name) == ["Content-Encoding"])
  }

  @Test func `an address is shown where it is the service's own, or this machine's`() {
    var run = Run()
    func address(_ url: String, _ address: String) -> String? {
      var call = run.calls.decode(
        Exchange(
          place: .init(capture: "a", entry: 1),
          request: HTTPRequest(method: "GET", target: RequestTarget(url: url))))
      call.exchange.transfer = .init(
        version: nil, connection: .init(id: "7", serverAddress: address))
      return run.exchanges.exchange(of: call).transfer?.connection?.serverAddress
    }
    #expect(address(Self.share, "104.16.1.2") == "104.16.1.2")
    let local = address(Self.share, "192.168.3.4")
    let routed = address("https://home.example.org/", "104.16.1.2")
    #expect(local == "192.0.2.1" && routed?.hasPrefix("192.0.2.") == true && routed != local)
    #expect(address("https://home.example.org/", "192.168.3.4") == local)
    #expect(address("https://home.example.org/", "fe80::1")?.hasPrefix("2001:db8::") == true)
    #expect(address("https://home.example.org/", "127.0.0.1") == "127.0.0.1")
  }

  @Test(arguments: [
    ("Publisher/GetPublisherImage7x9q2", Call.Standing.signed),
    ("Publisher/Hjalmar7Olsen", .undocumented), ("Publisher/Hjalmar7Olsen2", .signed),
  ])
  func `a path that is hidden keeps what its kind is known by`(
    path: String, standing: Call.Standing
  ) {
    var run = Run()
    for number in 0..<4 {
      let exchange = run.exchange(path.replacing("Publisher/", with: "Publisher/a\(number)"))
      #expect(run.calls.decode(exchange).standing == standing)
      #expect(!exchange.request.target.url.contains("Hjalmar"))
    }
  }

  @Test func `a revealing redactor changes nothing`() {
    var exchanges = ExchangeRedactor(.revealing())
    var calls = CallDecoder()
    let exchange = Exchange(
      place: .init(capture: "a", entry: 1),
      request: HTTPRequest(
        method: "POST", target: RequestTarget(url: "http://u:p@host/?password=x#y"),
        fields: HTTPFields([("Authorization", "x")]), body: HTTPBody(bytes: [1, 2])))
    let shown = exchanges.exchange(of: calls.decode(exchange))
    #expect(shown.request.target == exchange.request.target)
    #expect(shown.request.body == exchange.request.body)
  }
}
