public import Bytes
internal import HTTPMessages
public import ShareAPI

/// Which calls of a capture are wanted.
public struct CallFilter: Sendable {
  /// Names of operations, with or without their service, in any letter case; empty for all.
  public var operations: Set<String> = []
  /// Standings; empty for all but foreign exchanges.
  public var standings: Set<Call.Standing> = []
  /// The first instant that counts.
  public var since: Timestamp?
  /// The first instant that does not count any more.
  public var until: Timestamp?
  /// Status codes; empty for all.
  public var statuses: [ClosedRange<Int>] = []

  /// A filter that lets every Share call through.
  public init() {}

  /// Whether nothing but exchanges with somebody else is held back.
  public var isOpen: Bool {
    operations.isEmpty && standings.isEmpty && since == nil && until == nil && statuses.isEmpty
  }

  /// Whether a call is wanted. One without a time is not wanted where a time is asked for.
  public func accepts(_ call: Call) -> Bool {
    if standings.isEmpty ? call.standing == .foreign : !standings.contains(call.standing) {
      return false
    }
    if !operations.isEmpty {
      let name = (call.operation ?? "").lowercased()
      let path = "\(call.service ?? "")/\(call.operation ?? "")".lowercased()
      guard operations.contains(where: { [name, path].contains($0.lowercased()) }) else {
        return false
      }
    }
    if since != nil || until != nil {
      guard let time = call.exchange.time else { return false }
      if let since, time < since { return false }
      if let until, time >= until { return false }
    }
    if !statuses.isEmpty {
      guard let status = call.exchange.response?.status else { return false }
      return statuses.contains { $0.contains(status) }
    }
    return true
  }
}
