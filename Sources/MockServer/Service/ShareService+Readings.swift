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
      account.readings.reversed().lazy.prefix { $0.systemTime >= start }.prefix(limit))
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

  /// Readings as the text of a list. Each is written once, and so is a list where what is asked for next
  /// begins it: followers ask for the same day, or a part of it, again and again.
  mutating func text(of readings: [StoredReading], of account: Account) -> [UInt8] {
    if let list = lists[account.id], list.offsetMinutes == account.offsetMinutes,
      let text = list.text(of: readings)
    {
      return text
    }
    var list = WrittenList(offsetMinutes: account.offsetMinutes, count: readings.count)
    for reading in readings { list.append(reading, text(of: reading, of: account)) }
    if lists.count >= Self.listLimit { lists.removeAll(keepingCapacity: true) }
    lists[account.id] = list
    return list.text
  }

  private mutating func text(of reading: StoredReading, of account: Account) -> [UInt8] {
    let key = WrittenReading(reading: reading, offsetMinutes: account.offsetMinutes)
    if let known = written[key] { return known }
    if written.count >= Self.writtenLimit { written.removeAll(keepingCapacity: true) }
    let text = AnswerWriter(form: form).json(wire(reading, of: account).wire)
    written[key] = text
    return text
  }

  /// A week of seven accounts; past it all are written anew.
  private static let writtenLimit = 7 * 7 * 288

  /// Lists of so many accounts are kept, ten megabytes.
  private static let listLimit = 256

  /// A reading on the wire.
  func wire(_ stored: StoredReading, of account: Account) -> Reading {
    wire(stored, offsetMinutes: account.offsetMinutes)
  }

  private func wire(_ stored: StoredReading, offsetMinutes: Int) -> Reading {
    var reading = Reading()
    reading.wallTime = form.date(stored.wallTime)
    reading.systemTime = form.date(stored.systemTime)
    reading.displayTime = form.date(stored.displayTime, offsetMinutes: offsetMinutes)
    reading.value = GlucoseValue(milligramsPerDeciliter: stored.value)
    reading.trend = form.trend(stored.trend)
    return reading
  }

  /// The first half of a list with a reading of this minute.
  func brokenReadings() -> [UInt8] {
    let time = form.readingsHaveMilliseconds ? now : now / 1_000 * 1_000
    let reading = StoredReading(
      wallTime: time, systemTime: time, displayTime: time, value: 120, trend: 4)
    let list = JSONValue.array([wire(reading, offsetMinutes: -240).wire])
    let text = AnswerWriter(form: form).json(list)
    return Array(text.prefix(text.count / 2))
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

/// A list of readings that was written, newest first, in which shorter lists of the same readings are found.
struct WrittenList {
  let offsetMinutes: Int
  /// All of it, as an answer has it.
  private(set) var text = [UInt8(ascii: "[")]
  private var readings: [StoredReading] = []
  /// Where each reading ends in the text.
  private var ends: [Int] = []

  /// A list of no readings yet, with room for some.
  init(offsetMinutes: Int, count: Int) {
    self.offsetMinutes = offsetMinutes
    text.reserveCapacity(count * Self.usualLength + 2)
    text.append(UInt8(ascii: "]"))
  }

  /// A reading has hardly more bytes, and a comma.
  private static let usualLength = 160

  /// Adds the next older reading.
  mutating func append(_ reading: StoredReading, _ written: [UInt8]) {
    text.removeLast()
    if !readings.isEmpty { text.append(UInt8(ascii: ",")) }
    text += written
    readings.append(reading)
    ends.append(text.count)
    text.append(UInt8(ascii: "]"))
  }

  /// The text of a list; nil where this one does not begin with it.
  func text(of list: [StoredReading]) -> [UInt8]? {
    guard readings.starts(with: list) else { return nil }
    guard list.count < readings.count else { return text }
    return text[..<(list.isEmpty ? 1 : ends[list.count - 1])] + [UInt8(ascii: "]")]
  }
}
