import Testing

@testable import SessionReplay

struct ReplayTargetTests {
  @Test(arguments: [
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
    ("HTTP://LOCALHOST", "http://localhost:80"),
    ("https://localhost", "https://localhost:443"),
    ("http://127.255.0.9:1", "http://127.255.0.9:1"),
    ("http://[::1]:9", "http://[::1]:9"),
    ("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]:80"),
  ])
  func `this machine is known by its name and addresses`(url: String, shown: String) throws {
    let target = try ReplayTarget(url)
    #expect(target.isLoopback)
    #expect(target.description == shown)
  }

  @Test(arguments: [
    "https://localhost.evil.example", "https://127.0.0.1.nip.io", "https://foo.localhost",
    "https://128.0.0.1", "https://0.0.0.0", "https://[::]", "https://[::2]",
    "https://[::ffff:128.0.0.1]", "https://[64:ff9b::7f00:1]", "https://127-0-0-1.example.com",
    "https://share2.dexcom.com",
  ])
  func `what only looks like this machine is not`(url: String) throws {
    #expect(try !ReplayTarget(url).isLoopback)
  }

  /// Two readers of these might find different hosts, or a secret.
  @Test(arguments: [
    "http://127.0.0.1@evil.example", "http://user:hunter2@127.0.0.1",
    "http://127.0.0.1:80@evil.example",
    "http://0x7f.1", "http://0x7f000001", "http://2130706433", "http://127.1", "http://0177.0.0.1",
    "http://127.0.0.01", "http://127.0.0.1.", "http://localhost.", "http://127.0.0.256",
    "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:", "http://127.0.0.1:+80",
    "http://127.0.0.1:80:80", "http://127.0.0.1#@evil.example", "http://127.0.0.1?x",
    "http://127.0.0.1/a",
    "http://127.0.0.1\\@evil.example", "http://127.0.0.1%2eevil.example", "http://[::1",
    "http://::1",
    "http://[::1%25eth0]", "http://[::1]evil.example", "http://", "http:///", "127.0.0.1:80",
    "ftp://127.0.0.1", "http://ⓛocalhost", "http://127。0。0。1", "http://a..b", "http://-a.example",
    "http://127.0.0.1 ", "http://127.0.0.1\r\nHost: evil.example", "",
  ])
  func `what can be read in two ways is refused`(url: String) {
    let refusal = #expect(throws: ReplayRefusal.self) { try ReplayTarget(url) }
    #expect(refusal?.description.contains("hunter2") == false)
    #expect(refusal?.advice.isEmpty == false)
  }
}
