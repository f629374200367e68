/// What is known about the hosts of the service.
///
/// **Source**: facts, section 1.2.
public enum Hosts {
  /// Whose accounts live on a host of the service, in words; nil for a host that is not known.
  public static func region(of host: String) -> String? {
    switch host {
    case "share1.dexcom.com", "share2.dexcom.com": "accounts of the US"
    case "shareous1.dexcom.com", "shareous2.dexcom.com": "accounts outside the US"
    case "share.dexcom.jp": "accounts of Japan and Asia-Pacific"
    default: nil
    }
  }

  /// True for hosts below the domains of the maker, known or not.
  public static func isVendor(_ host: String) -> Bool {
    ["dexcom.com", "dexcom.jp", "dexcom.eu"].contains { host == $0 || host.hasSuffix("." + $0) }
  }

  /// True for the hosts of the maker's public OAuth API, which is not the Share service.
  public static func isPublicAPI(_ host: String) -> Bool {
    host == "api.dexcom.com" || host == "sandbox-api.dexcom.com"
  }
}
