internal import APISchema
internal import Bytes
internal import CallRendering
internal import Evidence

/// Short texts that several pages have; not yet markup.
enum Words {
  /// `integer or null`, `array of objects`, `array of arrays of integers or strings`.
  static func kinds(of value: ValueSchema) -> String {
    let kinds = kinds(of: value, plural: "")
    return kinds.isEmpty ? "anything" : kinds
  }

  private static func kinds(of value: ValueSchema, plural: String) -> String {
    value.kinds.sorted().map { kind in
      guard kind == .array, let elements = value.elements?.value else {
        return kind.rawValue + plural
      }
      let inside = kinds(of: elements, plural: "s")
      return "array\(plural) of " + (inside.isEmpty ? "values" : inside)
    }.joined(separator: " or ")
  }

  /// What stands above the table of a body that is an array; empty where the table says so itself.
  static func elements(of value: ValueSchema) -> String {
    var (inner, depth) = (value, 0)
    while inner.kinds == [.array], let elements = inner.elements?.value {
      (inner, depth) = (elements, depth + 1)
    }
    switch depth {
    case _ where inner.members.isEmpty: return ""
    case 0: return ""
    case 1: return "An array; each of its elements has:"
    default: return "An array of arrays; each of the elements inside has:"
    }
  }

  /// `From 39 to 401.`
  static func range(of value: ValueSchema) -> String {
    switch (value.minimum.map(number), value.maximum.map(number)) {
    case (let minimum?, let maximum?): "From \(minimum) to \(maximum)."
    case (let minimum?, nil): "From \(minimum) on."
    case (nil, let maximum?): "Up to \(maximum)."
    case (nil, nil): ""
    }
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }

  /// `2021-12-08` of `share@2021-12-08`.
  static func date(_ revision: String) -> String {
    revision.hasPrefix("share@") ? String(revision.dropFirst(6)) : revision
  }

  /// `2024-07-21`
  static func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }

  /// `once`, `3 times`
  static func times(_ count: Int) -> String {
    count == 1 ? "once" : "\(NumberText.grouped(count)) times"
  }

  /// `2,881 of 2,881`
  static func count(_ count: Int, of total: Int) -> String {
    "\(NumberText.grouped(count)) of \(NumberText.grouped(total))"
  }

  /// `seen 2,881 times, 2015-03-19 … 2025-11-14`
  static func seen(_ tally: Tally) -> String {
    let times = "seen \(times(tally.count))"
    let days = [tally.first?.time, tally.last?.time].compactMap {
      $0.map(day)
    }
    guard let first = days.first, let last = days.last else { return times }
    return times + ", " + (first == last ? first : "\(first) … \(last)")
  }
}
