internal import HTTPMessages
public import ShareAPI

/// How much was read, and what was left out.
public struct CallCounts: Sendable {
  private var byStanding: [Call.Standing: Int] = [:]
  private var faults = 0
  private var publicAPI = 0
  private var withoutRequest = 0
  private var wanted = 0
  private var wantedForeign = 0

  /// Nothing read.
  public init() {}

  /// Counts a call that was read.
  ///
  /// - Parameter isWanted: Whether it is shown.
  public mutating func add(_ call: Call, isWanted: Bool) {
    byStanding[call.standing, default: 0] += 1
    if isWanted { wanted += 1 }
    if isWanted, call.standing == .foreign { wantedForeign += 1 }
    if call.standing == .foreign, !call.exchange.hasRequest, !isWanted { withoutRequest += 1 }
    if call.fault != nil { faults += 1 }
    if call.notes.contains(where: { $0.id == "public-api" }) { publicAPI += 1 }
  }

  /// The exchanges that are calls of the Share service.
  public var shareCalls: Int { byStanding.values.reduce(0, +) - foreign }
  /// The exchanges that are something else.
  public var foreign: Int { byStanding[.foreign, default: 0] }
  /// The calls that a filter let through.
  public var shown: Int { wanted }

  /// What was read and what was not, in one line.
  public func description(ofCaptures captures: Int) -> String {
    var line = Self.counted(shareCalls, "call")
    let parts = [Call.Standing.documented, .undocumented, .signed].compactMap { standing in
      byStanding[standing].map { "\($0) \(standing.rawValue)" }
    }
    if !parts.isEmpty { line += " (" + parts.joined(separator: ", ") + ")" }
    line += ", " + Self.counted(faults, "fault")
    if captures > 1 { line += " in \(captures) captures" }
    let wantedCalls = wanted - wantedForeign
    if wantedCalls < shareCalls { line += " · \(wantedCalls) of them shown" }
    if foreign > wantedForeign {
      let others = foreign - wantedForeign - withoutRequest
      var left: [String] = []
      if others > 0 {
        left.append(Self.counted(others, "exchange") + " with others than the Share service")
      }
      if withoutRequest > 0 {
        left.append(Self.counted(withoutRequest, "answer") + " whose request was not recorded")
      }
      line += " · \(left.joined(separator: " and ")) left out"
      if publicAPI > 0 { line += ", \(publicAPI) of them with the maker's public OAuth API" }
      if wantedForeign == 0 { line += " (--all shows them)" }
    }
    return line
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
