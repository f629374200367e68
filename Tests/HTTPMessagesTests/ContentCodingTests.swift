import Compression
import Foundation
import HTTPMessages
import Testing

struct ContentCodingTests {
  /// "the same text, the same text", packed by Python and libbrotlienc.
  private static let text = Array("the same text, the same text".utf8)

  @Test(arguments: contentCodingFixtures)
  func `a body is decoded by the name of its coding`(name: String, base64: String) {
    let (body, problem) = contentDecoded(bytes(base64), contentEncoding: name)
    #expect(String(decoding: body.bytes, as: UTF8.self) == "the same text, the same text")
    #expect(body.completeness == .whole)
    #expect(problem == nil)
  }

  @Test func `an unknown coding leaves the bytes and is reported`() {
    let (body, problem) = contentDecoded(Self.text, contentEncoding: "compress, identity")
    #expect(body == HTTPBody(bytes: Self.text, completeness: .cut))
    #expect(problem == .unknown(coding: "compress"))
  }

  @Test func `damage keeps the bytes so far`() {
    let packed = bytes(contentCodingFixtures[0].base64)
    let (body, problem) = contentDecoded(Array(packed.dropLast(12)), contentEncoding: "gzip")
    #expect(Self.text.starts(with: body.bytes))
    #expect(body.completeness == .cut)
    #expect(problem == .damaged(CompressionError(.gzip, .cut, offset: packed.count - 12)))
  }

  @Test func `what unpacks to more than the limit is cut there`() {
    let packed = bytes(contentCodingFixtures[0].base64)
    let (body, problem) = contentDecoded(packed, contentEncoding: "gzip", limit: 8)
    #expect(body == HTTPBody(bytes: Array(Self.text.prefix(8)), completeness: .cut))
    guard case .damaged(let error) = problem else {
      Issue.record("expected a problem")
      return
    }
    #expect(error.reason == .limit(8))
  }

  @Test func `a body of no bytes has nothing to undo`() {
    #expect(contentDecoded([], contentEncoding: "gzip, br").problem == nil)
  }
}

private func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

/// Names of codings, with a body that each has made.
private let contentCodingFixtures: [(name: String, base64: String)] = [
  (
    "gzip",
    "H4sIAAAAAAACAyvJSFUoTsxNVShJrSjRUShB5gIAINxSlhwAAAA="
  ),
  (
    "X-GZip",
    "H4sIAAAAAAACAyvJSFUoTsxNVShJrSjRUShB5gIAINxSlhwAAAA="
  ),
  (
    "\u{0C}gzip ",
    "H4sIAAAAAAACAyvJSFUoTsxNVShJrSjRUShB5gIAINxSlhwAAAA="
  ),
  (
    "deflate",
    "eJwryUhVKE7MTVUoSa0o0VEoQeYCAJHYCiU="
  ),
  (
    "Deflate",
    "K8lIVShOzE1VKEmtKNFRKEHmAgA="
  ),
  (
    "br",
    "GxsA+I2Ubt6qpGMBqTK8OiSeEgAZTekA"
  ),
  (
    "zstd",
    "KLUv/QRYrQAAeHRoZSBzYW1lIHRleHQsIAEAcsw6aN7UBg=="
  ),
  (
    "identity",
    "dGhlIHNhbWUgdGV4dCwgdGhlIHNhbWUgdGV4dA=="
  ),
  (
    "",
    "dGhlIHNhbWUgdGV4dCwgdGhlIHNhbWUgdGV4dA=="
  ),
  (
    "deflate, gzip",
    "H4sIAAAAAAACA6uYo33SI1TD74xvqIbnWo2LgRqOz5gYJt7gUgUAaSlWjhoAAAA="
  ),
  (
    "gzip,identity , br",
    "ixKAH4sIAAAAAAACAyvJSFUoTsxNVShJrSjRUShB5gIAINxSlhwAAAAD"
  ),
  (
    "gzip, gzip",
    "H4sIAAAAAAACA5Pv5mAAASZm7ZMeoRp+Z3xDNTzXalwM1HB8xsSgcCdomgxQFgA9YTLWJgAAAA=="
  ),
]
