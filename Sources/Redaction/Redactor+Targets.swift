internal import HTTPMessages
internal import ShareAPI

/// What to show of the parts of a request line.
extension Redactor {
  /// A host: a known one as it is.
  public func host(_ host: String) -> String {
    Hosts.region(of: host) != nil || Hosts.isPublicAPI(host) ? host : text(host)
  }

  /// A method: one that looks like a method as it is.
  public func method(_ method: String) -> String {
    let isPlain = method.utf8.count <= 10 && method.utf8.allSatisfy { 65...90 ~= $0 }
    return isPlain ? method : unknown(method)
  }

  /// The path of an undocumented operation below its service: the name is shown, what follows it may
  /// be anything.
  public func path(_ operation: String) -> String {
    let steps = operation.split(separator: "/", omittingEmptySubsequences: false)
    let rest = steps.dropFirst().map { unknown(String($0)) }
    return ([text(String(steps.first ?? ""))] + rest).joined(separator: "/")
  }

  /// The whole path of an undocumented operation.
  public func sharePath(_ path: String) -> String {
    let steps = path.split(separator: "/").map { percentDecoded($0, plusIsSpace: false) }
    let root = steps.prefix(3).map { text($0) }
    return "/"
      + (root + [self.path(steps.dropFirst(3).joined(separator: "/"))])
      .joined(separator: "/")
  }
}
