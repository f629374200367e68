public import Bytes

/// The clock of a stand-in: it can run fast, and be moved on.
public struct ShareClock: Sendable {
  private var start: Timestamp
  private var realStart: Timestamp
  /// How many seconds pass in one.
  public let speed: Double

  /// A clock that starts at a time.
  public init(realNow: Timestamp, start: Timestamp? = nil, speed: Double = 1) {
    (realStart, self.start, self.speed) = (realNow, start ?? realNow, speed)
  }

  /// The time on this clock.
  public func now(realNow: Timestamp) -> Timestamp {
    let passed = Double(realNow.nanoseconds - realStart.nanoseconds) * speed
    let limit = Double(Int64.max - max(0, start.nanoseconds)) / 2
    return Timestamp(nanoseconds: start.nanoseconds + Int64(min(max(passed, 0), limit)))
  }

  /// Moves on.
  public mutating func advance(milliseconds: Int64) {
    start.nanoseconds += min(max(milliseconds, 0), Self.longest) * 1_000_000
  }

  /// Ten years: the calendar of nanoseconds ends in 2262.
  static let longest: Int64 = 3_650 * 86_400_000

  /// The milliseconds of a duration: `500ms`, `2s`, `10m`, `24h`, `7d`; nil for another text.
  public static func milliseconds(_ text: String) -> Int64? {
    let units: [(name: String, milliseconds: Double)] = [
      ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
      let number = Double(text.dropLast(unit.name.count)), number >= 0,
      number * unit.milliseconds <= Double(longest)
    else { return nil }
    return Int64(number * unit.milliseconds)
  }

  /// The speed of a text such as `60x`; nil for another text.
  public static func speed(_ text: String) -> Double? {
    let digits = text.hasSuffix("x") ? String(text.dropLast()) : text
    guard let speed = Double(digits), speed > 0, speed <= 100_000 else { return nil }
    return speed
  }
}
