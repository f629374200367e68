internal import JSONDecoding

/// What a log says about itself (HAR 1.2, `log`).
public struct HARLog: Hashable, Sendable {
  /// The version of the format; HAR 1.1 where it is nil or empty, as the specification has it.
  public var version: String?
  /// The program that wrote the log.
  public var creator: Program?
  /// The browser whose traffic it is.
  public var browser: Program?

  /// A program by name and version.
  public struct Program: Hashable, Sendable {
    /// Its name.
    public var name: String?
    /// Its version.
    public var version: String?

    init?(_ node: JSONNode) {
      guard node.kind == .object else { return nil }
      name = node["name"]?.string
      version = node["version"]?.string
    }
  }
}
