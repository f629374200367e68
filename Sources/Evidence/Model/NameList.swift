extension [String] {
  /// The first three of these names, and how many more there are: `a, b, c and 2 more`.
  public var firstNames: String {
    let more = count > 3 ? " and \(count - 3) more" : ""
    return prefix(3).joined(separator: ", ") + more
  }
}
