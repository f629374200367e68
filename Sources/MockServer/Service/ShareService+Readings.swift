internal import ShareAPI

/// Readings, as answers have them.
extension ShareService {
  /// The newest readings of an account, newest first.
  func readings(
    of account: Account, minutes: Int64, maxCount: Int64
  ) -> [StoredReading] {
    guard account.isSharing, maxCount > 0, minutes > 0 else { return [] }
    // So many the service gives at the most (facts, section 2.2).
    let limit = Int(min(maxCount, 288))
    let start = now - min(minutes, 1_440) * 60_000
    var readings = Array(
      account.readings.reversed().lazy.filter { $0.systemTime >= start }.prefix(limit))
    if let curve = account.curve {
      readings += curve.readings(
        from: start, through: min(now, (account.sensorEnds ?? .max) - 1),
        limit: limit - readings.count, hasMilliseconds: form.readingsHaveMilliseconds)
    }
    return readings
  }

  /// Both bounds of a question for readings.
  func bounds(
    _ minutes: Wire<Int64>, _ maxCount: Wire<Int64>
  ) throws(Refusal) -> (minutes: Int64, maxCount: Int64) {
    try (required(minutes, "minutes"), required(maxCount, "maxCount"))
  }

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
