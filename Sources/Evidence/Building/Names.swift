internal import HTTPMessages
internal import Redaction
internal import ShareAPI

/// What a summary may say of the names in a recording; the same for every recording.
enum Names {
  /// What stands for all names and words that may be somebody's secret. No name has brackets.
  static let hidden = "(hidden)"
  /// What stands for a host, a method or a media type that is none of those in public use.
  static let other = "other"

  /// The name of a member, a parameter or a field.
  static func shown(_ name: String) -> String {
    isKnown(name) || PublicNames.isName(name) ? name : hidden
  }

  /// Whether a member or parameter belongs to the known messages, in any letter case.
  static func isKnown(_ name: String) -> Bool { known.contains(name.lowercased()) }

  private static let known = Set(WireNames.all.union(faultMembers).map { $0.lowercased() })

  /// The members of the details of a fault.
  ///
  /// **Source**: facts, section 4.2.
  private static let faultMembers: Set<String> = [
    "OnlineException", "DateThrownLocal", "DateThrown", "ErrorCode", "Type", "Category", "Severity",
    "TypeString", "CategoryString", "SeverityString", "HostName", "HostIP", "Id", "FullText",
  ]

  /// Members that hold one of a few small numbers; a number elsewhere may be a reading.
  ///
  /// **Source**: facts, sections 2.4, 3.2 and 4.3.
  static let enumerations: Set<String> = [
    "Trend", "State", "Permissions", "permissions", "AlertType", "Type", "Category", "Severity",
  ]

  /// Members of known operations that hold a word of an enumeration. A word there that looks like a name
  /// was given by the service, and is the first thing that anybody asks for when it is new. Elsewhere a
  /// `State` may be that of somebody's address.
  ///
  /// **Source**: facts, sections 2.4 and 3.2.
  static let wordEnumerations: Set<String> = ["Trend", "State"]

  /// The name of an operation, with its service; nil for calls of somebody else.
  static func operation(of call: Call) -> String? {
    guard call.standing != .foreign, let service = call.service, let operation = call.operation
    else { return nil }
    if call.typed != nil { return "\(service)/\(operation)" }
    // Where more follows than a name, each step may be somebody's.
    return "\(shown(service))/\(operation.contains("/") ? hidden : shown(operation))"
  }

  /// Which of two spellings of one name it goes by: that of more words, `GetPublisherImage` rather than
  /// `getpublisherimage`, and no one in capitals. The same whatever comes first.
  static func clearer(_ left: String, _ right: String) -> String {
    func key(_ name: String) -> (Int, Int, String) {
      let words = zip(name.utf8, name.utf8.dropFirst()).count { before, after in
        !(65...90 ~= before) && 65...90 ~= after
      }
      return (-words, name == name.uppercased() ? 1 : 0, name)
    }
    return key(left) <= key(right) ? left : right
  }

  /// Whether an operation is one of the known ones.
  static func isKnown(operation name: String) -> Bool {
    let steps = name.split(separator: "/", maxSplits: 1)
    return steps.count == 2
      && OperationCatalog.find(service: String(steps[0]), name: String(steps[1])) != nil
  }

  /// Whether a status is usual, so that it stays before others.
  static func isKnown(status: Int) -> Bool { usualStatuses.contains(status) }

  private static let usualStatuses: Set<Int> = [
    0, 200, 201, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 411, 413,
    415,
    429, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524,
  ]

  /// A host of the maker, known or not, by its name: `share2.dexcom.com`.
  static func host(_ host: String) -> String {
    let label = host.prefix { $0 != "." }
    let isShort = label.utf8.count <= 16 && host.split(separator: ".").count <= 3
    let isPlain = host.utf8.allSatisfy {
      97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
    }
    return Hosts.isVendor(host) && isShort && isPlain ? host : other
  }

  /// A host of the maker as summaries have it, with its scheme: `https://share2.dexcom.com`; without one
  /// where none is known.
  static func host(of target: RequestTarget) -> String {
    let name = host(target.host)
    let scheme = target.scheme + "://"
    return name != other && schemes.contains(scheme) ? scheme + name : name
  }

  /// Whether it is a host as summaries have it.
  static func isHost(_ text: String) -> Bool {
    let scheme = schemes.first(where: text.hasPrefix) ?? ""
    let name = String(text.dropFirst(scheme.count))
    return name == host(name) && (scheme.isEmpty || name != other)
  }

  private static let schemes = ["http://", "https://"]

  static func method(_ method: String) -> String { PublicNames.isMethod(method) ? method : other }

  /// A path in its spelling: that of a known operation, and of others the root and the steps that are
  /// names.
  static func path(of call: Call) -> String {
    let path = call.exchange.request.target.path
    let isDocumented = call.standing == .documented
    // All of a known operation's path is known, but for letter case, slashes and escapes.
    if isDocumented, !call.isMoved { return path.utf8.allSatisfy(isPathByte) ? path : hidden }
    var steps = path.split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    // The last two of a known operation are its service and its name.
    let count = steps.count(where: { !$0.isEmpty })
    let known = isDocumented ? count - 2 : .max
    // An operation of its own has two steps below the root.
    let limit = isDocumented || count > 4 ? 3 : 4
    var named = 0
    for index in steps.indices where !steps[index].isEmpty {
      let isShown = (named < limit || named >= known) && isStep(steps[index])
      if !isShown { steps[index] = hidden }
      named += 1
    }
    return steps.prefix(12).joined(separator: "/")
  }

  /// Whether a path may be one that `path` gave for an operation.
  static func isPath(_ path: String, of operation: String) -> Bool {
    guard path.utf8.count <= 512 else { return false }
    let steps = path.split(separator: "/").map(String.init)
    if steps.allSatisfy({ $0 == hidden || isStep($0) }) { return true }
    return isKnown(operation: operation) && path.utf8.allSatisfy(isPathByte)
      && steps.dropFirst(2).joined(separator: "/").lowercased() == operation.lowercased()
  }

  /// Whether a step of a path may be shown: a name, or a version.
  private static func isStep(_ step: String) -> Bool {
    PublicNames.isName(step) || step.wholeMatch(of: /v[0-9]{1,2}/) != nil
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "/")
  }
}
