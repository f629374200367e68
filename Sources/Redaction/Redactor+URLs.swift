internal import HTTPMessages
internal import ShareAPI

/// URLs and addresses without secrets, still URLs and addresses.
extension Redactor {
  /// What a request asks for.
  ///
  /// - Parameter isAuthority: Whether it is the host and port of CONNECT.
  func target(
    _ target: RequestTarget, of standing: Call.Standing, isAuthority: Bool
  ) -> RequestTarget {
    var host = self.site(target.host)
    if let port = target.port { host += ":\(port)" }
    if isAuthority, target.scheme.isEmpty, target.path.isEmpty {
      return RequestTarget(authority: host)
    }
    var url = target.scheme.isEmpty ? "" : "\(scheme(target.scheme))://\(host)"
    switch standing {
    case .documented: url += target.path
    case .undocumented, .signed: url += servicePath(target.path, of: standing)
    case .foreign: url += foreignPath(target.path)
    }
    if target.query != nil { url += "?" + query(target) }
    return RequestTarget(url: url)
  }

  /// A URL in a field.
  func url(_ text: String) -> String {
    let target = RequestTarget(url: text)
    return self.target(target, of: .foreign, isAuthority: false).url
  }

  /// A host, and where it stands for one, an address.
  func site(_ host: String) -> String {
    SafeText.isAddress(host) ? address(host, isOfService: false) : self.host(host)
  }

  /// A host and a port.
  func authority(_ text: String) -> String {
    let target = RequestTarget(authority: text)
    return site(target.host) + (target.port.map { ":\($0)" } ?? "")
  }

  /// An address of the Internet. One of this machine is no secret, nor that of the service; others may
  /// be somebody's home.
  func address(_ text: String, isOfService: Bool) -> String {
    if isRevealing || text.hasPrefix("127.") || ["::1", "[::1]"].contains(text) { return text }
    let isAddress = SafeText.isAddress(text) || SafeText.isAddress("[\(text)]")
    guard isAddress else { return unknown(text) }
    return isOfService && SafeText.isPublicAddress(text) ? text : standIn(forAddress: text)
  }

  private func scheme(_ scheme: String) -> String {
    ["http", "https", "ws", "wss"].contains(scheme) ? scheme : unknown(scheme)
  }

  /// The path of an undocumented operation. A stand-in for its name keeps what tells the signed
  /// generation from others: the `2` at its end.
  private func servicePath(_ path: String, of standing: Call.Standing) -> String {
    let shown = sharePath(path)
    guard form == .shape, shown.hasSuffix("2") != (standing == .signed) else { return shown }
    return shown + (standing == .signed ? "-v2" : "-v1")
  }

  private func query(_ target: RequestTarget) -> String {
    target.queryItems.map { item in
      let role = role(ofName: item.name)
      let value = role.map { secret(item.value, $0) } ?? unknown(item.value)
      return encoded(name(item.name)) + "=" + encoded(value)
    }.joined(separator: "&")
  }

  /// Percent-encoded; a variable is what it will be.
  private func encoded(_ text: String) -> String {
    form == .variable && text.contains(StandInForm.variableMark) ? text : percentEncoded(text)
  }
}

extension SafeText {
  /// True for an address that is routed on the Internet.
  static func isPublicAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ".").compactMap { UInt8($0) }
    guard parts.count == 4, text.count(where: { $0 == "." }) == 3 else {
      let start = text.drop { $0 == "[" }.prefix(2).lowercased()
      return ["20", "24", "26", "28", "2a", "2c"].contains(start)
    }
    switch (parts[0], parts[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127),
      (224..., _):
      return false
    default: return true
    }
  }
}
