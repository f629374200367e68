/// A day, a month or a year.
public struct RevisionDate: Hashable, Sendable, CustomStringConvertible {
  /// The year.
  public let year: Int
  /// The month; nil for a whole year.
  public let month: Int?
  /// The day; nil for a whole month.
  public let day: Int?

  /// Reads `2018`, `2018-09` or `2018-09-12`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count),
      zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else { return nil }
    year = numbers[0]
    month = numbers.count > 1 ? numbers[1] : nil
    day = numbers.count > 2 ? numbers[2] : nil
    guard (1...12).contains(month ?? 1), day.map({ (1...lastDay).contains($0) }) ?? true
    else { return nil }
  }

  private var lastDay: Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Its first day, as a number that grows with time.
  var start: Int { number(month ?? 1, day ?? 1) }

  /// Its last day.
  var end: Int { number(month ?? 12, day ?? 31) }

  private func number(_ month: Int, _ day: Int) -> Int { (year * 100 + month) * 100 + day }

  /// As it was written.
  public var description: String {
    func padded(_ number: Int?, _ width: Int) -> String? {
      number.map { String(repeating: "0", count: max(0, width - String($0).count)) + String($0) }
    }
    return [padded(year, 4), padded(month, 2), padded(day, 2)].compactMap { $0 }
      .joined(separator: "-")
  }
}
