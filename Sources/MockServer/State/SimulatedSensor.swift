/// Gives the readings of a curve, and computes each of them once: followers ask for the same day again
/// and again.
struct SimulatedSensor {
  private let curve: GlucoseCurve
  private let hasMilliseconds: Bool
  private var known: [Int64: StoredReading] = [:]
  /// The slot of the newest reading that was given last, and the readings from there on, newest first.
  private var newest = Int64.min
  private var latest: [StoredReading] = []

  /// A week.
  private static let limit = 7 * 288

  /// - Parameter hasMilliseconds: Whether times are finer than a second, as they are of a G7.
  init(_ curve: GlucoseCurve, hasMilliseconds: Bool) {
    (self.curve, self.hasMilliseconds) = (curve, hasMilliseconds)
  }

  /// The newest readings up to a time, newest first.
  mutating func readings(from start: Int64, through end: Int64, limit: Int) -> [StoredReading] {
    var slot = end / GlucoseCurve.interval + 1
    while reading(of: slot).systemTime > end { slot -= 1 }
    if slot != newest { (newest, latest) = (slot, []) }
    while latest.count < limit, latest.last.map({ $0.systemTime >= start }) ?? true {
      latest.append(reading(of: newest - Int64(latest.count)))
    }
    return Array(latest.prefix(limit).prefix { $0.systemTime >= start })
  }

  private mutating func reading(of slot: Int64) -> StoredReading {
    if let reading = known[slot] { return reading }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    let reading = curve.reading(of: slot, hasMilliseconds: hasMilliseconds)
    known[slot] = reading
    return reading
  }
}
