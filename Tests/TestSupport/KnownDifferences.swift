internal import Foundation

/// Where we know to differ from another program, and why: the tables of
/// `Docs/Decisions/0009-where-we-differ-from-tshark.md`, which are the one list of them. The tests
/// hold it: what differs and is not listed fails, and so does what is listed and does not differ.
public enum KnownDifferences {
  /// How often each capture of a table differs.
  ///
  /// **Shape**: under `### NAME`, rows of `| capture | how often | why |`.
  public static func counts(of table: String) throws -> [String: Int] {
    try Dictionary(rows(of: table).map { ($0[0], Int($0[1]) ?? 0) }) { $0 + $1 }
  }

  private static func rows(of table: String) throws -> [[String]] {
    let text = try CheckoutFiles.text("Docs/Decisions/0009-where-we-differ-from-tshark.md")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { $0 != "### \(table)" }.dropFirst().prefix { !$0.hasPrefix("#") }
      .filter { $0.hasPrefix("| `") }
      .map { line in
        line.split(separator: "|").map {
          $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "")
        }
      }
  }
}
