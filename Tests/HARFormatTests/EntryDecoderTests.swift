import Bytes
import Foundation
import HARFormat
import HTTPMessages
import Testing

struct EntryDecoderTests {
  private func exchange(
    request: String = #"{"method":"POST","url":"https://a.example/x"}"#,
    response: String? = nil, more: String = ""
  ) throws -> Exchange {
    let answer = response.map { #","response":\#($0)"# } ?? ""
    let recording = Recording(
      #"{"log":{"entries":[{"request":\#(request)\#(answer)\#(more)}]}}"#)
    #expect(recording.diagnostics.isEmpty && recording.error == nil)
    return try #require(recording.exchanges.first)
  }

  private func answer(
    _ content: String, status: Int = 200, fields: String = ""
  ) throws -> (body: HTTPBody?, diagnostics: [String]) {
    let exchange = try exchange(
      response: #"{"status":\#(status),"headers":[\#(fields)],"content":\#(content)}"#)
    return (exchange.response?.body, exchange.diagnostics.map(\.id))
  }

  private func post(
    _ data: String, _ more: String = ""
  ) throws -> (body: HTTPBody, diagnostics: [String]) {
    let exchange = try exchange(
      request: #"{"method":"POST","url":"https://a.example/x","postData":\#(data)\#(more)}"#)
    return (exchange.request.body, exchange.diagnostics.map(\.id))
  }

  /// A member of the wrong type, and the pointer of the one diagnostic that it gives.
  @Test(arguments: [
    (#""request":{"method":1,"url":""}"#, "/request/method"),
    (#""request":{"method":"GET","url":null}"#, "/request/url"),
    (#""request":{"method":"GET","url":"","headers":"none"}"#, "/request/headers"),
    (
      #""request":{"method":"GET","url":"","headers":[{"name":"a","value":[]}]}"#,
      "/request/headers/0/value"
    ),
    (#""request":{"method":"GET","url":"","headers":[7]}"#, "/request/headers/0"),
    (#""request":{"method":"GET","url":"","postData":"x"}"#, "/request/postData"),
    (#""request":[]"#, "/request"), (#""other":1"#, "/request"),
    (#""request":{"method":"GET","url":""},"response":[]"#, "/response"),
    (#""request":{"method":"GET","url":""},"response":{"status":"200"}"#, "/response/status"),
    (
      #""request":{"method":"GET","url":""},"response":{"status":1,"content":{"text":5}}"#,
      "/response/content/text"
    ),
    (#""request":{"method":"GET","url":""},"time":"soon""#, "/time"),
    (#""request":{"method":"GET","url":""},"startedDateTime":"today""#, "/startedDateTime"),
  ])
  func `a member of the wrong type gives one diagnostic`(members: String, pointer: String) throws {
    let recording = Recording(#"{"log":{"entries":[{\#(members)}]}}"#)
    let exchange = try #require(recording.exchanges.first)
    #expect(
      exchange.diagnostics.map(\.place)
        == ["a.har, entry 1, /log/entries/0\(pointer), entry at byte 19"])
    #expect(recording.diagnostics.isEmpty)
  }

  @Test func `a status or a time in quotes is taken for what it says`() throws {
    let exchange = try exchange(response: #"{"status":"404"}"#, more: #","time":"1.5""#)
    #expect(exchange.response?.status == 404)
    #expect(exchange.durationMilliseconds == 1.5)
    #expect(exchange.diagnostics.map(\.id) == ["har-wrong-type", "har-wrong-type"])
  }

  @Test func `diagnostics quote no values`() throws {
    let secret = "hunter2"
    let exchange = try exchange(
      request: #"{"method":["\#(secret)"],"url":{"a":"\#(secret)"},"headers":"\#(secret)"}"#,
      response: #"{"status":"\#(secret)","content":{"text":"\#(secret)!","encoding":"base64"}}"#,
      more: #","startedDateTime":"\#(secret)","time":"\#(secret)""#)
    #expect(exchange.diagnostics.count == 7)
    #expect(!"\(exchange.diagnostics)".contains(secret))
  }

  @Test func `the last of repeated members counts`() throws {
    let exchange = try exchange(response: #"{"status":0,"status":201}"#)
    #expect(exchange.response?.status == 201)
    #expect(exchange.diagnostics.isEmpty)
  }

  @Test func `fields of HTTP 2 stand for a URL that is not there`() throws {
    let fields = [
      (":authority", "b.example"), (":path", "/p?q=1"), (":scheme", "https"), ("a", "1"),
    ]
    .map { #"{"name":"\#($0.0)","value":"\#($0.1)"}"# }.joined(separator: ",")
    let request = try exchange(request: #"{"method":"GET","url":"","headers":[\#(fields)]}"#)
      .request
    #expect(request.target.url == "https://b.example/p?q=1")
    #expect(request.fields.map { $0.name } == ["a"])
  }

  @Test func `a query that stands apart is part of the target`() throws {
    let query = #"[{"name":"a b","value":"1&2"},{"name":"c"}]"#
    let url = #""method":"GET","url":"https://a.example/x"#
    let target = try exchange(request: #"{\#(url)","queryString":\#(query)}"#).request.target
    #expect(target.url == "https://a.example/x")
    #expect(target.queryItems == [.init(name: "a b", value: "1&2"), .init(name: "c", value: "")])
    let own = try exchange(request: #"{\#(url)?own=1","queryString":\#(query)}"#).request.target
    #expect(own.query == "own=1")
  }

  /// Texts and what Python's `base64` makes of them.
  @Test(arguments: [
    ("aGVsbG8=", "hello", true, true), ("aGVs\\nbG8=\\n", "hello", true, false),
    ("aGVsbG8", "hello", true, false), ("aGVs!bG8=", "hello", false, false),
    ("aGVsbG8gd29ybGQh", "hello world!", true, true), ("aGVsb", "hel", false, false),
  ])
  func `base64 is decoded, and complained about`(
    text: String, expected: String, isWhole: Bool, isStrict: Bool
  ) throws {
    let (body, diagnostics) = try answer(#"{"size":5,"encoding":"Base64","text":"\#(text)"}"#)
    #expect(
      body
        == HTTPBody(bytes: Array(expected.utf8), completeness: isWhole ? .whole : .cut))
    #expect(diagnostics == (isStrict ? [] : ["har-base64"]))
  }

  @Test func `base64 of any bytes is read back`() throws {
    for count in 0..<80 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      let text = Data(bytes).base64EncodedString()
      let (body, diagnostics) = try answer(#"{"size":0,"encoding":"base64","text":"\#(text)"}"#)
      #expect(body == HTTPBody(bytes: bytes))
      #expect(diagnostics.isEmpty)
    }
  }

  @Test func `a body that is not there is left out, or none`() throws {
    let length = #"{"name":"Content-Length","value":"9"}"#
    let coded = #"{"name":"Content-Encoding","value":"gzip"}"#
    let none = HTTPBody.absent
    func left(_ size: Int?) -> HTTPBody { HTTPBody(bytes: [], completeness: .dropped(size: size)) }
    #expect(try answer(#"{"size":5}"#).body == left(5))
    #expect(try answer(#"{"size":5}"#).diagnostics == ["har-body-dropped"])
    #expect(try answer(#"{"size":5,"text":""}"#).body == left(5))
    #expect(try answer(#"{"size":0}"#, fields: length).body == left(9))
    #expect(try answer(#"{"size":0}"#, fields: length + "," + coded).body == left(nil))
    #expect(try answer(#"{"size":0}"#, fields: coded).body == left(nil))
    #expect(try answer(#"{"size":-1}"#).body == left(nil))
    #expect(try answer(#"{"size":0}"#).body == none)
    #expect(try answer(#"{"size":0,"text":""}"#, fields: coded).body == none)
    #expect(try answer(#"{}"#).body == none)
    for status in [101, 204, 304, 0] {
      #expect(try answer(#"{"size":5}"#, status: status, fields: length).body == none)
    }
    let head = try exchange(
      request: #"{"method":"HEAD","url":"https://a.example/"}"#,
      response: #"{"status":200,"headers":[\#(length)],"content":{"size":9}}"#)
    #expect(head.response?.body == none && head.diagnostics.isEmpty)
  }

  /// "the same text, the same text" packed by Python's gzip.
  private static let packed = "H4sIAAAAAAACAyvJSFUoTsxNVShJrSjRUShB5gIAINxSlhwAAAA="
  private static let gzip = #"{"name":"content-encoding","value":"gzip"}"#

  @Test func `a coding that was left on is taken off, one that was taken off is not`() throws {
    let text = Array("the same text, the same text".utf8)
    let packed = #"{"size":1,"encoding":"base64","text":"\#(Self.packed)"}"#
    #expect(try answer(packed, fields: Self.gzip).body == HTTPBody(bytes: text))
    let bytes = Array(Data(base64Encoded: Self.packed) ?? Data())
    #expect(try answer(packed).body == HTTPBody(bytes: bytes))
    let plain = #"{"size":1,"encoding":"base64","text":"dGhlIHNhbWU="}"#
    for coding in ["gzip", "br", "deflate", "zstd"] {
      let field = Self.gzip.replacing("gzip", with: coding)
      let (body, diagnostics) = try answer(plain, fields: field)
      #expect(body == HTTPBody(bytes: Array("the same".utf8)))
      #expect(diagnostics.isEmpty)
    }
  }

  @Test func `a coded body that is cut gives its beginning`() throws {
    let cut = String(Self.packed.prefix(28))
    let (body, diagnostics) = try answer(
      #"{"size":1,"encoding":"base64","text":"\#(cut)"}"#, fields: Self.gzip)
    #expect(body?.completeness == .cut)
    #expect(Array("the same text, the same text".utf8).starts(with: body?.bytes ?? [0]))
    #expect(diagnostics == ["har-content-coding"])
  }

  @Test func `a post is its text, or the form that its params make`() throws {
    #expect(
      try post(#"{"text":"a=1","params":[{"name":"b"}]}"#).body
        == HTTPBody(bytes: Array("a=1".utf8)))
    let params = #""params":[{"name":"a b","value":"ü&"},{"name":"c"}]"#
    let (form, diagnostics) = try post(#"{"text":"",\#(params)}"#)
    #expect(form == HTTPBody(bytes: Array("a%20b=%C3%BC%26&c=".utf8)))
    #expect(diagnostics == ["har-body-from-params"])
    #expect(
      try post(#"{"mimeType":"multipart/form-data; boundary=x",\#(params)}"#).body.completeness
        == .dropped(size: nil))
    #expect(
      try post(#"{"text":"aGk=","encoding":"base64"}"#).body == HTTPBody(bytes: Array("hi".utf8)))
    #expect(try post("null", #","bodySize":7"#).body.completeness == .dropped(size: 7))
    #expect(try post("{}", #","bodySize":-1"#).body == .absent)
  }

  @Test func `bytes that were written as characters become bytes again`() throws {
    // Three bytes, FF 00 41, as mitmproxy writes them; the length on the wire tells.
    let data = #"{"text":"\u00ff\u0000A"}"#
    #expect(try post(data, #","bodySize":3"#).body == HTTPBody(bytes: [0xFF, 0, 0x41]))
    #expect(try post(data, #","bodySize":4"#).body == HTTPBody(bytes: [0xC3, 0xBF, 0, 0x41]))
    #expect(try post(#"{"text":"\u20ac"}"#, #","bodySize":1"#).body.bytes == [0xE2, 0x82, 0xAC])
  }

  @Test func `a body in another file is asked for by its name`() throws {
    let text = """
      {"log":{"entries":[{"request":{"method":"GET","url":"","postData":{"text":"","_file":"a"}},
       "response":{"status":200,"content":{"size":3,"_file":"b"}}}]}}
      """
    var reader = HARReader(capture: "a.zip") { $0 == "a" ? [1, 2] : nil }
    reader.receive(Array(text.utf8))
    reader.finish()
    var exchanges: [Exchange] = []
    while let event = try reader.next() {
      if case .exchange(let exchange) = event { exchanges.append(exchange) }
    }
    #expect(exchanges.first?.request.body == HTTPBody(bytes: [1, 2]))
    #expect(exchanges.first?.response?.body.completeness == .dropped(size: nil))
    #expect(exchanges.first?.diagnostics.map(\.id) == ["har-body-file"])
  }

  /// Members of a response without a text, and the size that its body had.
  @Test(arguments: [
    (#""status":200,"bodySize":235,"content":{"size":0}"#, 235 as Int?),
    (#""status":200,"bodySize":235"#, 235),
    (#""status":200,"headersSize":100,"_transferSize":700,"content":{"size":0}"#, nil),
    (#""status":200,"headers":[{"name":"a","value":"b"}],"_transferSize":700"#, nil),
  ])
  func `sizes on the wire tell of a body that was left out`(members: String, size: Int?) throws {
    let exchange = try exchange(response: "{\(members)}")
    #expect(
      exchange.response?.body == HTTPBody(bytes: [], completeness: .dropped(size: size)))
    #expect(exchange.diagnostics.map(\.id) == ["har-body-dropped"])
  }

  @Test(arguments: [
    #""status":204,"bodySize":5"#, #""status":304,"_transferSize":700,"headersSize":100"#,
    #""status":200,"bodySize":0,"_transferSize":90,"headers":[{"name":"a","value":"b"}]"#,
    #""status":200,"bodySize":-1,"_transferSize":-1"#, #""status":200,"_transferSize":700"#,
    #""status":200,"headersSize":695,"_transferSize":700"#,
  ])
  func `sizes on the wire tell of no body where there was none`(members: String) throws {
    let exchange = try exchange(response: "{\(members)}")
    #expect(exchange.response?.body == .absent)
    #expect(exchange.diagnostics.isEmpty)
  }

  @Test func `a text that stops half-way, or says so, is the beginning of a body`() throws {
    for content in [
      #"{"size":5000,"text":"[{\"a\":1},{\"b"}"#,
      #"{"size":13,"text":"[{\"a\":1},{\"b","comment":"Truncated by the recorder"}"#,
      #"{"size":13,"text":"[{\"a\":1},{\"b","_isTruncated":true}"#,
    ] {
      let (body, diagnostics) = try answer(content)
      #expect(body == HTTPBody(bytes: Array(#"[{"a":1},{"b"#.utf8), completeness: .cut))
      #expect(diagnostics == ["har-body-cut"])
    }
    for content in [
      #"{"size":5000,"text":"[{\"a\":1},{\"b\":2}]"}"#, #"{"size":5000,"text":"plain words"}"#,
      #"{"size":30,"text":"[{\"a\":1},{\"b"}"#, #"{"size":5000,"text":"a","_truncated":false}"#,
    ] {
      let (body, diagnostics) = try answer(content)
      #expect(body?.completeness == .whole && diagnostics.isEmpty)
    }
  }

  @Test func `a post that is no text is read from where HTTP Toolkit keeps it`() throws {
    let request = try exchange(
      request: #"{"method":"POST","url":"https://a.example/","bodySize":2,"#
        + #""_requestBodyStatus":"discarded:not-representable","#
        + #""_content":{"text":"/wA=","size":2,"encoding":"base64"}}"#
    ).request
    #expect(request.body == HTTPBody(bytes: [0xFF, 0x00]))
  }

  @Test func `an answer in gzip that was written as characters is unpacked`() throws {
    let packed = Data(base64Encoded: Self.packed) ?? Data()
    let text = packed.map { String(format: "\\u%04x", $0) }.joined()
    let (body, diagnostics) = try answer(#"{"size":35,"text":"\#(text)"}"#, fields: Self.gzip)
    #expect(body == HTTPBody(bytes: Array("the same text, the same text".utf8)))
    #expect(diagnostics.isEmpty)
  }

  /// HAR 1.2 counts `ssl` as a part of `connect`. The first is Chrome's, which does so; the next are of
  /// mitmproxy, and the last of Playwright, where the sum tells.
  @Test(arguments: [
    (
      #""time":146.638,"timings":{"blocked":1,"connect":120.869,"ssl":113.1,"wait":24.769}"#,
      120.869
    ),
    (#""time":31.99,"timings":{"connect":0.99,"ssl":28.44,"send":0.47,"wait":2.09}"#, 29.43),
    (#""timings":{"connect":0.99,"ssl":28.44,"send":0.47,"wait":2.09}"#, 29.43),
    (#""time":37,"timings":{"connect":3,"ssl":2,"send":0,"wait":32}"#, 5),
    (#""time":35,"timings":{"connect":3,"ssl":2,"send":0,"wait":32}"#, 3),
    (#""timings":{"connect":-1,"ssl":-1,"send":0,"wait":32}"#, nil),
  ])
  func `the handshake of TLS is a part of the time to connect`(
    timings: String, connect: Double?
  ) throws {
    let read = try exchange(more: "," + timings).transfer?.timings.connect
    #expect((read == nil) == (connect == nil))
    #expect(abs((read ?? 0) - (connect ?? 0)) < 0.001)
  }
}
