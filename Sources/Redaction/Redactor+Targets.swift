internal import HTTPMessages
internal import ShareAPI

/// What to show of the parts of a request line.
extension Redactor {
  /// A host: a known one as it is, of others the labels that name a site rather than somebody's place
  /// on it. What stands where a port should be is none of it.
  public func host(_ host: String) -> String {
    if isRevealing || host.isEmpty || Hosts.region(of: host) != nil || Hosts.isPublicAPI(host) {
      return host
    }
    if SafeText.isAddress(host) { return host }
    let name = host.prefix { $0 != ":" }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    // What does not end like a name of the Internet is none.
    guard labels.count <= 8, labels.count == 1 || SafeText.isHostLabel(labels.last ?? "", place: 0)
    else { return unknown(host) }
    let shown = labels.enumerated().map { index, label in
      let place = labels.count - 1 - index
      let isShown = SafeText.isHostLabel(label, place: labels.count == 1 ? nil : place)
      return isShown && !holdsSecret(label) ? label : unknown(label)
    }
    let rest = host.dropFirst(name.count)
    return shown.joined(separator: ".")
      + (rest.isEmpty ? "" : ":" + unknown(String(rest.dropFirst())))
  }

  /// A method: a known one as it is.
  public func method(_ method: String) -> String {
    SafeText.methods.contains(method) ? method : unknown(method)
  }

  /// The path of an undocumented operation below its service: the name is shown, what follows it may
  /// be anything.
  public func path(_ operation: String) -> String {
    let steps = operation.split(separator: "/", omittingEmptySubsequences: false)
    let rest = steps.dropFirst().map { unknown(String($0)) }
    return ([name(String(steps.first ?? ""))] + rest).joined(separator: "/")
  }

  /// The whole path of an undocumented operation.
  public func sharePath(_ path: String) -> String {
    let steps = path.split(separator: "/").map { percentDecoded($0, plusIsSpace: false) }
    // The first two are what makes it a path of the service.
    let root = steps.prefix(2) + steps.dropFirst(2).prefix(1).map(name)
    return "/"
      + (root + [self.path(steps.dropFirst(3).joined(separator: "/"))])
      .joined(separator: "/")
  }

  /// The path of somebody else's site: of its steps those that are made of technical words. What is no
  /// path, such as the target of CONNECT or of `data:`, is shown as far as it names a host.
  public func foreignPath(_ path: String) -> String {
    if isRevealing || !path.utf8.contains(where: isWordByte) { return path }
    guard path.hasPrefix("/") else {
      let parts = path.split(separator: ":", omittingEmptySubsequences: false)
      let isAuthority =
        parts.count == 2 && parts[0].contains(".") && !parts[0].contains("@")
        && (1...5).contains(parts[1].utf8.count)
        && UInt16(parts[1]) != nil
      return isAuthority ? "\(host(parts[0].lowercased())):\(parts[1])" : unknown(path)
    }
    return path.split(separator: "/", omittingEmptySubsequences: false).map { step in
      let step = String(step)
      return SafeText.isPathStep(step) && !holdsSecret(step) ? step : unknown(step)
    }.joined(separator: "/")
  }
}
