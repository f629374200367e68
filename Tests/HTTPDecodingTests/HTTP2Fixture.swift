import Bytes
import NIOCore
import NIOHPACK
import Testing

/// Writes what one end of an HTTP/2 connection sends.
struct HTTP2Writer {
  private var encoder = HPACKEncoder(allocator: ByteBufferAllocator())

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  static func frame(_ type: UInt8, _ flags: UInt8, _ stream: Int, _ payload: [UInt8]) -> [UInt8] {
    [UInt8(payload.count >> 16), UInt8(payload.count >> 8 & 0xFF), UInt8(payload.count & 0xFF)]
      + [type, flags, 0, 0, UInt8(stream >> 8), UInt8(stream & 0xFF)] + payload
  }

  static let settings = frame(4, 0, 0, [0, 3, 0, 0, 0, 100])

  static func data(_ stream: Int, _ text: String, ends: Bool = true) -> [UInt8] {
    frame(0, ends ? 1 : 0, stream, Array(text.utf8))
  }

  static func reset(_ stream: Int, code: UInt8 = 8) -> [UInt8] {
    frame(3, 0, stream, [0, 0, 0, code])
  }

  /// A header block.
  mutating func block(_ fields: KeyValuePairs<String, String>) -> [UInt8] {
    var buffer = ByteBuffer()
    do {
      try encoder.encode(headers: HPACKHeaders(fields.map { ($0.key, $0.value) }), to: &buffer)
    } catch {
      Issue.record(error)
    }
    return Array(buffer.readableBytesView)
  }

  mutating func headers(
    _ stream: Int, _ fields: KeyValuePairs<String, String>, ends: Bool = true
  ) -> [UInt8] {
    Self.frame(1, ends ? 5 : 4, stream, block(fields))
  }

  mutating func get(_ stream: Int, _ path: String) -> [UInt8] {
    headers(
      stream,
      [":method": "GET", ":scheme": "http", ":authority": "a.test", ":path": path, "agent": "us"])
  }

  mutating func answer(_ stream: Int, _ status: Int, _ body: String) -> [UInt8] {
    headers(
      stream,
      [":status": String(status), "content-length": String(body.utf8.count), "server": "them"],
      ends: false) + Self.data(stream, body)
  }
}

enum HTTP2Fixture {
  /// Streams that overlap, padding, priority, CONTINUATION, trailers, an interim response, a push,
  /// a reset, frames of unknown type.
  static let everything: [Step] = {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let post = client.block([
      ":method": "POST", ":scheme": "https", ":authority": "a.test:81", ":path": "/post?x=1",
      "te": "trailers", "cookie": "a=1", "cookie": "b=2",
    ])
    let half = post.count / 2
    return [
      .sends(
        .client,
        HTTP2Writer.preface + HTTP2Writer.settings + client.get(1, "/1")
          + HTTP2Writer.frame(1, 0x28, 3, [2, 0, 0, 0, 0, 15] + post[..<half] + [0, 0])
          + HTTP2Writer.frame(9, 4, 3, Array(post[half...]))),
      .sends(
        .server,
        HTTP2Writer.settings + HTTP2Writer.frame(4, 1, 0, [])
          + server.headers(3, [":status": "100"], ends: false)
          + server.headers(1, [":status": "200", "x": "y"], ends: false)
          + HTTP2Writer.data(1, "one ", ends: false) + HTTP2Writer.frame(0xEE, 0xFF, 9, [1, 2, 3])),
      .sends(
        .client,
        HTTP2Writer.frame(0, 8, 3, [3] + Array("body".utf8) + [0, 0, 0])
          + HTTP2Writer.frame(8, 0, 3, [0, 0, 1, 0]) + client.headers(3, ["check": "sum"])
          + client.get(5, "/reset")),
      .sends(
        .server,
        HTTP2Writer.frame(
          5, 4, 1,
          [0, 0, 0, 2]
            + server.block([
              ":method": "GET", ":scheme": "https", ":authority": "a.test", ":path": "/pushed",
            ])) + server.answer(3, 201, "three") + HTTP2Writer.data(1, "more", ends: false)
          + server.headers(1, ["trailer": "t"]) + server.answer(2, 200, "pushed")),
      .sends(.client, HTTP2Writer.reset(5) + client.get(7, "/late")),
      .sends(
        .server,
        server.headers(7, [":status": "404"])
          + HTTP2Writer.frame(7, 0, 0, [0, 0, 0, 7, 0, 0, 0, 0])),
    ]
  }()

  static let upgrade: [Step] = {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    return [
      .client(
        "GET /up HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
          + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"),
      .sends(
        .server,
        Array(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".utf8)
          + HTTP2Writer.settings),
      .sends(.client, HTTP2Writer.preface + HTTP2Writer.settings),
      .sends(.server, server.answer(1, 200, "upgraded")),
      .sends(.client, client.get(3, "/next")), .sends(.server, server.answer(3, 200, "next")),
    ]
  }()
}
