import NIOCore
import NIOEmbedded
import Testing

@testable import MockServer

struct RequestFilterTests {
  static let read = "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
  static let login = "POST /login HTTP/1.1\r\nCONTENT-LENGTH:  5\r\n\r\n{\"\":0"
  static let time = "GET /time HTTP/1.1\nHost: a\n\n"

  /// What comes in, and what the decoder may see of it.
  static let streams: [(String, String)] = [
    (read + "\"\"" + read, read + read), (login + "\r\n" + read, login + read),
    (time + "null" + login + "\"\"" + time + "{}", time + login + time),
    ("\r\n" + read, read), (read + "a stream of garbage", read + "a stream of garbage"),
    (
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\"\"\r\n0\r\n\r\n\"\"GET",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\"\"\r\n0\r\n\r\n\"\"GET"
    ),
    (
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n\"\"",
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n\"\""
    ),
    (
      "GET /time HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUPGRADE: h2c\r\nHost: a\r\n\r\n"
        + read,
      "GET /time HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHost: a\r\n\r\n" + read
    ),
    (
      "POST /login HTTP/1.1\r\nUpgrade: a\r\nContent-Length: 5\r\nUpgrade: b\r\n\r\n{\"\":0\r\n"
        + read,
      login.replacing("CONTENT-LENGTH:  5", with: "Content-Length: 5") + read
    ),
    (
      "POST / HTTP/1.1\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "GET /time HTTP/1.0\r\nHost: a\r\n\r\n",
      "GET /time HTTP/1.0\r\nHost: a\r\nconnection: close\r\n\r\n"
    ),
    (
      "GET /time HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
      "GET /time HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
    ),
    (
      "POST / HTTP/1.1\r\nConnection: TE, Close\r\nContent-Length: 2\r\n\r\n{}\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 2\r\nconnection: close\r\n\r\n{}"
    ),
  ]

  @Test(arguments: streams)
  func `requests come through as the server reads them, however they come`(
    input: String, expected: String
  ) throws {
    for size in [1, 2, 3, 5, 17, 1_000] { #expect(try filtered(input, by: size) == expected) }
    for split in 1..<input.utf8.count {
      let parts = [input.utf8.prefix(split), input.utf8.dropFirst(split)]
      #expect(try filtered(parts.map { Array($0) }) == expected)
    }
  }

  private func filtered(_ text: String, by size: Int) throws -> String {
    let bytes = Array(text.utf8)
    return try filtered(
      stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min($0 + size, bytes.count)])
      })
  }

  private func filtered(_ parts: [[UInt8]]) throws -> String {
    let channel = EmbeddedChannel(handler: RequestFilter())
    defer { _ = try? channel.finish() }
    var output: [UInt8] = []
    for part in parts {
      try channel.writeInbound(ByteBuffer(bytes: part))
      while let buffer = try channel.readInbound(as: ByteBuffer.self) {
        output += buffer.readableBytesView
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
