internal import Bytes
internal import JSONDecoding

/// Replaces the times and durations of one example by invented ones of their form.
///
/// Any time may tell of a person: when they were born, when they were ill, when a reading was taken. Which
/// do is not to be told by their names, so all are replaced. The times of a day stay as far apart as they
/// were, by minutes, so that readings still come every five; the latest of them is at an invented moment.
/// All that lie further away, such as a date of birth, become that moment.
struct ExampleClock {
  /// Milliseconds since 1970 of all times that were recorded, without those that say that there is none.
  private var times: [Int64] = []
  /// The latest time of the day in which most of them lie; nil as long as it is not asked for.
  private var latest: Int64?

  /// The invented moment: 2023-11-14T22:13:20Z, in milliseconds since 1970.
  private static let moment: Int64 = 1_700_000_000_000
  private static let (minute, day): (Int64, Int64) = (60_000, 86_400_000)
  /// Of times that have fractions of a second; the first three are milliseconds.
  private static let fraction = "5270695"
  /// What stands for a clock that is not that of Greenwich: five hours west.
  private static let offsetMinutes = -300

  // MARK: What was recorded

  /// Looks at a message before anything in it is moved.
  mutating func add(_ value: JSONValue?) {
    switch value {
    case .string(let text)?: add(text)
    case .array(let elements)?:
      for element in elements.prefix(Typical.listLength) { add(element) }
    case .object(let members)?:
      for member in members {
        add(member.name)
        add(member.value)
      }
    case .null?, .bool?, .number?, nil: break
    }
  }

  /// Looks at a text before anything in it is moved.
  mutating func add(_ text: String) {
    latest = nil
    for match in text.matches(of: Self.serviceDate()) {
      if let time = Int64(match.output.1), !Self.isNone(time) { times.append(time) }
    }
    for match in text.matches(of: Self.calendarDate()) {
      if let time = Self.milliseconds(match.output) { times.append(time) }
    }
  }

  // MARK: What is shown

  /// The message with other times.
  mutating func moved(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): return .string(moved(text))
    case .number(let number): return .number(Self.moved(number))
    case .array(let elements):
      var all: [JSONValue] = []
      for element in elements { all.append(moved(element)) }
      return .array(all)
    case .object(let members):
      var all: [JSONValue.Member] = []
      var names: Set<String> = []
      for member in members {
        // Two names that were times may have become the same.
        let name = movedTimes(member.name)
        let isFirst = names.insert(name).inserted
        if isFirst || name == member.name { all.append(.init(name, moved(member.value))) }
      }
      return .object(all)
    case .null, .bool: return value
    }
  }

  /// The text with other times and durations.
  mutating func moved(_ text: String) -> String {
    movedTimes(text).replacing(Self.duration()) { Self.typicalDuration(String($0.output)) }
  }

  private mutating func movedTimes(_ text: String) -> String {
    let latest = latest ?? Self.latest(of: times)
    self.latest = latest
    return
      text
      .replacing(Self.serviceDate()) { Self.serviceDate($0.output, latest) }
      .replacing(Self.calendarDate()) { Self.calendarDate($0.output, latest) }
      .replacing(Self.otherDate()) { Self.otherDate(String($0.output)) }
      .replacing(Self.timeOfDay()) { Self.timeOfDay($0.output) }
      .replacing(Self.count()) { Self.count($0.output) }
  }

  /// Numbers that may count the seconds since 1970, or parts of them.
  private static func moved(_ number: JSONNumber) -> JSONNumber {
    guard case .integer(let integer) = number else {
      switch abs(number.double) {
      case 1e8..<1e11: return .double(Double(moment) / 1_000 + 0.5)
      case 1e11..<1e14: return .double(Double(moment) + 0.5)
      default: return number
      }
    }
    switch integer.magnitude {
    case 100_000_000..<100_000_000_000: return .integer(moment / 1_000)
    case 100_000_000_000..<100_000_000_000_000: return .integer(moment)
    case 100_000_000_000_000..<100_000_000_000_000_000: return .integer(moment * 1_000)
    default: return number
    }
  }

  /// Of the day in which most times lie the latest; of two such days that of the later one.
  private static func latest(of times: [Int64]) -> Int64 {
    let times = times.sorted()
    var (best, most, first) = (moment, 0, 0)
    for (index, time) in times.enumerated() {
      while time.subtractingReportingOverflow(times[first]).overflow || time - times[first] > day {
        first += 1
      }
      if index - first + 1 >= most { (best, most) = (time, index - first + 1) }
    }
    return best
  }

  /// The invented time of a recorded one, in whole seconds.
  private static func shown(_ time: Int64?, _ latest: Int64) -> Int64 {
    guard let time else { return moment }
    let (distance, overflow) = latest.subtractingReportingOverflow(time)
    guard !overflow, (0...day).contains(distance) else { return moment }
    return moment - (distance + minute / 2) / minute * minute
  }

  // MARK: Forms

  /// `Date(1426780716000-0700)`, with or without slashes around it.
  private static func serviceDate() -> Regex<(Substring, Substring, Substring?)> {
    /Date\((-?[0-9]{1,19})([+\-][0-9]{4})?\)/
  }

  private static func serviceDate(
    _ parts: (Substring, Substring, Substring?), _ latest: Int64
  ) -> String {
    let offset = parts.2.map { $0.dropFirst() == "0000" ? String($0) : "-0500" } ?? ""
    let time = Int64(parts.1)
    // On the first day of 1970 there is none; what else stands there may be a time of day.
    if let time, isNone(time) { return "Date(\(time < 0 ? time : 0)\(offset))" }
    let isWhole = parts.1.hasSuffix("000")
    return "Date(\(shown(time, latest) + (isWhole ? 0 : 527))\(offset))"
  }

  /// Whether a number of milliseconds says that there is no time: the beginning of 1970 or of year 1.
  private static func isNone(_ time: Int64) -> Bool {
    (0..<day).contains(time) || time == -62_135_596_800_000
  }

  private typealias CalendarParts = (
    Substring, date: Substring, time: Substring?, mark: Substring?, seconds: Substring?,
    fraction: Substring?, zone: Substring?
  )

  /// A day, or a day and a time of day.
  private static func calendarDate() -> Regex<CalendarParts> {
    /\b(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?<time>(?<mark>[Tt ])[0-9]{2}:[0-9]{2}(?<seconds>:[0-9]{2}(?<fraction>\.[0-9]+)?)?(?<zone>[Zz]|[+\-][0-9]{2}:?[0-9]{2})?)?(?![0-9])/
      .wordBoundaryKind(.simple)
  }

  /// Milliseconds since 1970; nil where the text names no time, or says that there is none.
  private static func milliseconds(_ parts: CalendarParts) -> Int64? {
    let text = parts.time == nil ? parts.0 + "T00:00:00Z" : parts.0
    return Timestamp(iso8601: text).map { $0.nanoseconds / 1_000_000 }
  }

  private static func calendarDate(_ parts: CalendarParts, _ latest: Int64) -> String {
    if parts.date == "0001-01-01" || parts.date == "9999-12-31" { return String(parts.0) }
    let time = shown(milliseconds(parts), latest)
    let isOther = parts.zone?.contains { "123456789".contains($0) } ?? false
    let offset = isOther ? offsetMinutes : 0
    let text = CalendarTime(milliseconds: time, offsetMinutes: offset).iso8601
    var shown = String(text.prefix(10))
    guard parts.time != nil else { return shown }
    shown += String(parts.mark ?? "T")
    shown += text.dropFirst(11).prefix(parts.seconds == nil ? 5 : 8)
    if let digits = parts.fraction?.dropFirst() {
      let isZero = digits.allSatisfy { $0 == "0" }
      shown += "." + (isZero ? String(digits) : fraction.padded(to: digits.count))
    }
    if let zone = parts.zone {
      shown += isOther ? (zone.contains(":") ? "-05:00" : "-0500") : String(zone)
    }
    return shown
  }

  /// A day as people write it, in numbers or with the name of the month.
  private static func otherDate() -> Regex<Substring> {
    /\b(?:[0-9]{4}[.\/][0-9]{1,2}[.\/][0-9]{1,2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{1,2}\/[0-9]{1,2}\/[0-9]{4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}|(?:19|20)[0-9]{6}|[0-9]{1,2}(?:st|nd|rd|th)?[ \-](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[ \-][0-9]{4}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})\b/
      .wordBoundaryKind(.simple)
  }

  /// The eleventh of November, which is right in any order of day and month.
  private static func otherDate(_ text: String) -> String {
    if text.allSatisfy(\.isNumber) { return "20231111" }
    return text.replacing(/[0-9]+/) { $0.output.count == 4 ? "2023" : "11" }
      .replacing(/[A-Z][a-z]+/, with: "Nov")
  }

  /// A time of day, with the day before it where there is one.
  private static func timeOfDay() -> Regex<(Substring, Substring?, Substring?)> {
    /\b([0-9]{4}-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?\b/
      .wordBoundaryKind(.simple)
  }

  private static func timeOfDay(_ parts: (Substring, Substring?, Substring?)) -> String {
    // With a day it is moved already.
    if parts.1 != nil { return String(parts.0) }
    return "22:13:20" + (parts.2.map { "." + fraction.padded(to: $0.count - 1) } ?? "")
  }

  /// Seconds or milliseconds since 1970 in a text; those of a date of the service are moved already.
  private static func count() -> Regex<(Substring, Substring?)> {
    /(Date\()?\b1(?:[0-9]{9}|[0-9]{12})\b/.wordBoundaryKind(.simple)
  }

  private static func count(_ parts: (Substring, Substring?)) -> String {
    if parts.1 != nil { return String(parts.0) }
    return parts.0.count > 10 ? "\(moment)" : "\(moment / 1_000)"
  }

  /// `PT1H30M`, and periods of days and more.
  private static func duration() -> Regex<Substring> {
    /\bP(?=[0-9T])(?:[0-9]+[YMWD])*(?:T(?:[0-9]+(?:[.,][0-9]+)?[HMS])+)?\b/
      .wordBoundaryKind(.simple)
  }

  /// The same units, of each a usual number; where there are none, as many.
  private static func typicalDuration(_ text: String) -> String {
    text.replacing(/([0-9]+)([.,][0-9]+)?([YMWDHS])/) { match in
      if match.output.0.allSatisfy({ !$0.isNumber || $0 == "0" }) { return String(match.output.0) }
      let usual = match.output.3 == "M" ? "30" : match.output.3 == "S" ? "15" : "1"
      let half = match.output.2.map { "\($0.prefix(1))5" } ?? ""
      return "\(usual)\(half)\(match.output.3)"
    }
  }
}

extension String {
  /// As many characters, again and again from the start.
  fileprivate func padded(to count: Int) -> String {
    String(repeating: self, count: count / self.count + 1).prefix(count).description
  }
}
