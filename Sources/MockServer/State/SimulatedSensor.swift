/// Gives the readings of a curve, and computes each of them once: followers ask for the same day again
/// and again.
struct SimulatedSensor {
  private let curve: GlucoseCurve
  private let hasMilliseconds: Bool
  private var known: [Int64: StoredReading] = [:]

  /// A week.
  private static let limit = 7 * 288

  /// - Parameter hasMilliseconds: Whether times are finer than a second, as they are of a G7.
  init(_ curve: GlucoseCurve, hasMilliseconds: Bool) {
    (self.curve, self.hasMilliseconds) = (curve, hasMilliseconds)
  }

  /// The newest readings up to a time, newest first.
  mutating func readings(from start: Int64, through end: Int64, limit: Int) -> [StoredReading] {
    var readings: [StoredReading] = []
    var slot = end / GlucoseCurve.interval + 1
    while readings.count < limit {
      let reading = reading(of: slot)
      if reading.systemTime < start { break }
      if reading.systemTime <= end { readings.append(reading) }
      slot -= 1
    }
    return readings
  }

  private mutating func reading(of slot: Int64) -> StoredReading {
    if let reading = known[slot] { return reading }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    let reading = curve.reading(of: slot, hasMilliseconds: hasMilliseconds)
    known[slot] = reading
    return reading
  }
}
