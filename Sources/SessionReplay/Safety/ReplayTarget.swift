internal import Foundation

/// Where a session is replayed: scheme, host and port, and nothing else.
///
/// **Shape**: `http://127.0.0.1:8080`, `https://share.example.com`, `http://[::1]:8080`. Everything that two
/// readers of URLs could take for different hosts is refused: user information, addresses written as
/// `0x7f.1` or `2130706433`, dots at the end, letters that are not ASCII.
public struct ReplayTarget: Hashable, Sendable, CustomStringConvertible {
  /// `http` or `https`.
  public let scheme: String
  /// The host in lower case; an address of IPv6 without brackets.
  public let host: String
  /// The port.
  public let port: Int
  /// Whether the host is an address, not a name.
  public let isAddress: Bool
  /// Whether it names this machine: `localhost`, an address of 127.0.0.0/8, or `::1`.
  public let isLoopback: Bool

  /// Reads a URL.
  public init(_ url: String) throws(ReplayRefusal) {
    func refusal(_ why: String, _ advice: String) -> ReplayRefusal {
      ReplayRefusal("--target is no URL of a target: \(why)", advice)
    }
    let example = "Write it as http://127.0.0.1:8080 or https://share.example.com."
    guard url.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw refusal("it has spaces, or letters that are not ASCII", example)
    }
    let parts = url.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()) else {
      throw refusal("it begins with neither http:// nor https://", example)
    }
    scheme = parts[0].lowercased()
    var rest = parts[1]
    if rest.hasSuffix("/") { rest.removeLast() }
    guard !rest.contains("@") else {
      throw refusal(
        "it has a user name or a password in it",
        "Leave it out: credentials come from SHAREPROTO_ACCOUNT_NAME and SHAREPROTO_PASSWORD, from "
          + "--secrets FILE, or are asked for.")
    }
    guard !rest.contains(where: { "/?#\\%".contains($0) }) else {
      throw refusal("it has more than scheme, host and port", "Leave out the path. \(example)")
    }
    let authority: (host: Substring, port: Substring?)
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      let after = rest[rest.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else {
        throw refusal("its host is none", example)
      }
      authority = (rest[...end], after.isEmpty ? nil : after.dropFirst())
    } else {
      let colon = rest.firstIndex(of: ":")
      authority = (rest[..<(colon ?? rest.endIndex)], colon.map { rest[rest.index(after: $0)...] })
    }
    if let text = authority.port {
      guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text),
        1...65_535 ~= number
      else { throw refusal("its port is none", "A port is a number from 1 to 65535.") }
      port = number
    } else {
      port = scheme == "https" ? 443 : 80
    }
    guard let host = HostName(authority.host.lowercased()) else {
      throw refusal(
        "its host is neither a name nor an address in its usual form",
        "Write addresses as 127.0.0.1 or [::1], and names without a dot at the end.")
    }
    (self.host, isAddress, isLoopback) = (host.text, host.isAddress, host.isLoopback)
  }

  /// The host as URLs have it.
  var urlHost: String { host.contains(":") ? "[\(host)]" : host }

  /// The URL, with its port, without a slash at the end.
  public var description: String { "\(scheme)://\(urlHost):\(port)" }
}

/// A host in a URL, read strictly.
struct HostName {
  let text: String
  let isAddress: Bool
  let isLoopback: Bool

  /// - Parameter host: In lower case; an address of IPv6 in brackets.
  init?(_ host: String) {
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inside = String(host.dropFirst().dropLast())
      var bytes = [UInt8](repeating: 0, count: 16)
      // No zone: `fe80::1%eth0` is another address on every machine.
      guard inet_pton(AF_INET6, inside, &bytes) == 1 else { return nil }
      (text, isAddress, isLoopback) = (inside, true, Self.isLoopback(bytes))
      return
    }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard host.utf8.count <= 253,
      labels.allSatisfy({ label in
        1...63 ~= label.utf8.count && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy {
            $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0
          }
      }), let last = labels.last
    else { return nil }
    text = host
    // What ends in a number is an address for resolvers, in forms that few people can read.
    let endsInNumber = last.utf8.allSatisfy { 0x30...0x39 ~= $0 } || last.hasPrefix("0x")
    guard endsInNumber else {
      (isAddress, isLoopback) = (false, host == "localhost")
      return
    }
    let numbers = labels.compactMap { label in
      UInt8(label).flatMap { String($0) == label ? $0 : nil }
    }
    guard numbers.count == 4, labels.count == 4 else { return nil }
    (isAddress, isLoopback) = (true, Self.isLoopback(numbers))
  }

  /// Whether an address of 4 or 16 bytes is of this machine.
  static func isLoopback(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 { return bytes[0] == 127 }
    guard bytes.count == 16 else { return false }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    if isMapped { return bytes[12] == 127 }
    return bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
  }
}
