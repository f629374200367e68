internal import JSONDecoding
internal import ShareAPI

/// What to show of what a recording says about itself and its messages.
extension Redactor {
  /// A program and its version: known ones as they are.
  public func program(_ name: String, version: String?) -> String {
    let version = version ?? ""
    if isRevealing { return version.isEmpty ? name : "\(name) \(version)" }
    let shown = SafeText.programs.contains(name.lowercased()) ? name : unknown(name)
    return version.isEmpty ? shown : "\(shown) \(self.version(version))"
  }

  /// A version: numbers and points, behind a known program and a slash or not.
  public func version(_ version: String) -> String {
    let parts = version.split(separator: "/", maxSplits: 1).map(String.init)
    let isShown =
      SafeText.isVersion(parts.last ?? "") && !holdsSecret(version)
      && (parts.count == 1 || SafeText.programs.contains(parts[0].lowercased()))
    return isRevealing || isShown ? version : unknown(version)
  }

  /// The media type of a `Content-Type` without its parameters: well-known ones, in lower case.
  public func mediaType(_ field: String) -> String {
    let type = field.prefix { $0 != ";" && $0 != " " && $0 != "," }.lowercased()
    return isRevealing || SafeText.mediaTypes.contains(type) ? type : "unknown type"
  }

  /// A status code; nil for none, and for what is too large to be one.
  public func status(_ status: Int?) -> Int? {
    guard let status, status != 0 else { return nil }
    return isRevealing || (0..<100_000).contains(status) ? status : nil
  }

  /// A number of a documented place: one that is too large for it may be something else.
  public func number(_ number: Int64) -> String {
    isRevealing || SafeText.isSafe(.integer(number))
      ? String(number) : secret(String(number), .identifier)
  }

  /// The place of a diagnostic. Names in a path are the recording's, and those that are no plain names
  /// stand in brackets: `request.body $.Egvs[*]["Ann B"].x`.
  public func place(_ place: String) -> String {
    guard !isRevealing, let start = place.firstRange(of: " $") else { return label(place) }
    var shown = place[..<start.upperBound]
    var rest = place[start.upperBound...]
    while !rest.isEmpty {
      if rest.hasPrefix("[*]") {
        shown += rest.prefix(3)
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix(".") {
        let step = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
        shown += "." + name(String(step))
        rest = rest[step.endIndex...]
      } else {
        let step = rest.prefix { $0 != "]" }
        shown += "[" + unknown(String(step.dropFirst())) + "]"
        rest = rest[step.endIndex...].dropFirst()
      }
    }
    return String(shown)
  }
}
