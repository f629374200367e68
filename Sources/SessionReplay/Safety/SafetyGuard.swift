internal import HTTPMessages
public import ShareAPI

/// Decides what may be sent, and to whom. All that leaves this machine in a replay has passed it twice:
/// when the plan is made, and when a connection is about to be made.
///
/// It is a value without options that loosen it afterwards; what it refuses, it refuses with advice.
public struct SafetyGuard: Hashable, Sendable {
  /// The only host that is ever contacted.
  public let target: ReplayTarget
  /// Whether calls that change something may be sent.
  public let allowsWrites: Bool
  /// Whether the target's certificate is verified.
  public let verifiesTLS: Bool

  /// Checks the target.
  ///
  /// - Parameters:
  ///   - allowedHost: The host named a second time; needed where it is not this machine.
  ///   - verifiesTLS: May be false for this machine alone.
  public init(
    _ target: ReplayTarget, allowedHost: String? = nil, allowsWrites: Bool = false,
    verifiesTLS: Bool = true
  ) throws(ReplayRefusal) {
    if !target.isLoopback {
      guard let allowed = allowedHost, allowed.lowercased() == target.urlHost else {
        let other = allowedHost == nil ? "" : " --allow-host names another host."
        throw ReplayRefusal(
          "--target \(target) is not this machine",
          "Replaying against a host that is not loopback needs it named twice: add --allow-host "
            + "\(target.urlHost).\(other)\n  Readings are never posted to the vendor's hosts, and "
            + "writes need --allow-writes.")
      }
      guard target.scheme == "https" else {
        throw ReplayRefusal(
          "--target \(target) would get your password unencrypted",
          "Use https:// for hosts that are not this machine; --ca FILE names an authority of your "
            + "own.")
      }
      guard verifiesTLS else {
        throw ReplayRefusal(
          "--insecure is for this machine alone",
          "Trust the authority of \(target.urlHost) with --ca FILE instead.")
      }
    }
    self.target = target
    self.allowsWrites = allowsWrites
    self.verifiesTLS = verifiesTLS
  }

  /// Whether the target belongs to the vendor of the service.
  public var isVendor: Bool { Hosts.isVendor(target.host) }

  /// Why a call is not sent, in words; nil where it may be.
  public func reason(against call: Call) -> String? {
    switch call.standing {
    case .foreign: return "it is for somebody else than the Share service"
    case .signed: return "it is signed, and a signature cannot be made again"
    case .documented, .undocumented: break
    }
    if isVendor, GlucoseContent.isPossible(in: call) {
      return "readings are never posted to the vendor's hosts"
    }
    switch OperationEffect(call) {
    case .reads, .logsIn: return nil
    case .writes: return allowsWrites ? nil : "it writes (--allow-writes)"
    case .unknown:
      return allowsWrites ? nil : "nobody knows whether it writes (--allow-writes)"
    }
  }

  /// Refuses an address that a connection is about to be made to.
  ///
  /// - Parameter address: In numbers, without brackets.
  public func check(address: String, port: Int?) throws(ReplayRefusal) {
    guard port == nil || port == target.port else {
      throw ReplayRefusal(
        "a connection to another port than \(target.port) was refused", "Report this as a bug.")
    }
    let host = HostName(address.contains(":") ? "[\(address)]" : address)
    guard !target.isLoopback || host?.isAddress == true && host?.isLoopback == true else {
      throw ReplayRefusal(
        "\(target.host) is not this machine: it has the address \(address)",
        "Mend its line in /etc/hosts, or use http://127.0.0.1:\(target.port).")
    }
  }
}
