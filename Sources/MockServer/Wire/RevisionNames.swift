/// The revisions of the service, by the month or day from which each was seen.
public enum RevisionNames {
  /// Oldest first, without `share@`.
  public static let all = [
    "2015-03", "2015-08", "2016-02-04", "2018-01", "2020-04", "2021-09-14", "2021-12-08",
    "2021-12-16", "2023-04", "2024-04-07", "2024-07-01", "2024-07-21", "2025-01", "2025-06",
    "2025-11",
  ]

  /// The revision in force at the end of a year, a month or a day, `share@2021-12` or `2021-12`; nil for
  /// a text that is no date, or one before the first revision.
  public static func resolve(_ text: String) -> String? {
    let date = text.hasPrefix("share@") ? String(text.dropFirst(6)) : text
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].count == 4,
      parts.dropFirst().allSatisfy({ $0.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    // A date is not later than the end of another where it is one of its days or comes before it.
    return all.last { $0.hasPrefix(date) || $0 < date }
  }
}
