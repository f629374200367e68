import ArgumentParser
import SessionReplay
import Testing

@testable import ShareProtoTool

struct TargetOptionsTests {
  private static let target = "https://share.example.com"

  /// The environment, the target, and the proxy.
  @Test(arguments: [
    (["HTTPS_PROXY": "http://proxy.example.com:3128"], target, "proxy.example.com:3128"),
    (["https_proxy": "proxy.example.com"], target, "proxy.example.com:1080"),
    (["https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:2"], target, "a:1"),
    (["https_proxy": "", "ALL_PROXY": "http://b:2"], target, "b:2"),
    (["HTTP_PROXY": "http://a:1"], target, nil),
    (["HTTPS_PROXY": "http://a:1", "NO_PROXY": "x, example.com"], target, nil),
    (["HTTPS_PROXY": "http://a:1", "no_proxy": ".example.com"], target, nil),
    (["HTTPS_PROXY": "http://a:1", "no_proxy": "*"], target, nil),
    (["HTTPS_PROXY": "http://a:1", "no_proxy": "ample.com"], target, "a:1"),
    // This machine is reached without anybody's help.
    (["HTTPS_PROXY": "http://a:1"], "https://localhost:8443", nil),
    (["ALL_PROXY": "http://a:1"], "http://127.0.0.1:8080", nil),
  ])
  func `the proxy is the one that curl would take`(
    environment: [String: String], target: String, expected: String?
  ) throws {
    let proxy = try TargetOptions.proxy(environment, for: ReplayTarget(target))
    #expect(proxy.map { "\($0.host):\($0.port)" } == expected)
  }

  @Test(arguments: ["https://a:1", "socks5://a:1", "http://me:secret@a:1", "http://"])
  func `a proxy that cannot be used is refused, and its password not told`(text: String) throws {
    let error = #expect(throws: ValidationError.self) {
      try TargetOptions.proxy(["HTTPS_PROXY": text], for: ReplayTarget(Self.target))
    }
    #expect(error?.message.contains("secret") == false)
  }
}
