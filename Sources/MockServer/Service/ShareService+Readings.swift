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

  /// Readings as the text of a list. Each is written once, since followers ask for the same day again
  /// and again.
  mutating func text(of readings: [StoredReading], of account: Account) -> [UInt8] {
    var text = [UInt8(ascii: "[")]
    text.reserveCapacity(readings.count * Self.usualLength + 2)
    for reading in readings {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      text += self.text(of: reading, of: account)
    }
    text.append(UInt8(ascii: "]"))
    return text
  }

  private mutating func text(of reading: StoredReading, of account: Account) -> [UInt8] {
    let key = WrittenReading(reading: reading, offsetMinutes: account.offsetMinutes)
    if let known = written[key] { return known }
    if written.count >= Self.writtenLimit { written.removeAll(keepingCapacity: true) }
    let text = AnswerWriter(form: form).json(wire(reading, of: account).wire)
    written[key] = text
    return text
  }

  /// A reading has hardly more bytes, and a comma.
  private static let usualLength = 160

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
