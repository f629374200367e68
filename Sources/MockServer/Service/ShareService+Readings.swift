internal import JSONDecoding
internal import ShareAPI

/// Readings, as answers have them.
extension ShareService {
  /// The newest readings of an account, newest first.
  mutating func readings(
    of account: Account, minutes: Int64, maxCount: Int64
  ) -> [StoredReading] {
    guard account.isSharing, maxCount > 0, minutes > 0 else { return [] }
    // So many the service gives at the most (facts, section 2.2).
    let limit = Int(min(maxCount, 288))
    let start = now - min(minutes, 1_440) * 60_000
    var readings = Array(
      account.readings.reversed().lazy.filter { $0.systemTime >= start }.prefix(limit))
    if let curve = account.curve {
      let unknown = SimulatedSensor(curve, hasMilliseconds: form.readingsHaveMilliseconds)
      readings += sensors[curve, default: unknown].readings(
        from: start, through: min(now, (account.sensorEnds ?? .max) - 1),
        limit: limit - readings.count)
    }
    return readings
  }

  /// Both bounds of a question for readings.
  func bounds(
    _ minutes: Wire<Int64>, _ maxCount: Wire<Int64>
  ) throws(Refusal) -> (minutes: Int64, maxCount: Int64) {
    try (required(minutes, "minutes"), required(maxCount, "maxCount"))
  }

  /// Readings as a list on the wire. Each is written once, since followers ask for the same day again
  /// and again.
  mutating func list(_ readings: [StoredReading], of account: Account) -> JSONValue {
    .array(
      readings.map { reading in
        let key = WrittenReading(reading: reading, offsetMinutes: account.offsetMinutes)
        if let known = written[key] { return known }
        if written.count >= Self.writtenLimit { written.removeAll(keepingCapacity: true) }
        let json = wire(reading, of: account).wire
        written[key] = json
        return json
      })
  }

  /// A week of seven accounts; past it all are written anew.
  private static let writtenLimit = 7 * 7 * 288

  /// A reading on the wire.
  func wire(_ stored: StoredReading, of account: Account) -> Reading {
    var reading = Reading()
    reading.wallTime = form.date(stored.wallTime)
    reading.systemTime = form.date(stored.systemTime)
    reading.displayTime = form.date(
      stored.displayTime, offsetMinutes: account.offsetMinutes)
    reading.value = GlucoseValue(milligramsPerDeciliter: stored.value)
    reading.trend = form.trend(stored.trend)
    return reading
  }

  /// A time with its offset, as contacts and subscriptions have it.
  func dateTimeOffset(_ milliseconds: Int64) -> DateTimeOffset {
    var time = DateTimeOffset()
    time.dateTime = form.date(milliseconds)
    time.offsetMinutes = 0
    return time
  }
}

/// What the text of a reading depends on.
struct WrittenReading: Hashable {
  var reading: StoredReading
  var offsetMinutes: Int
}
