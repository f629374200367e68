internal import Bytes
internal import JSONDecoding
internal import ShareAPI

/// Writes faults the way a revision does: an envelope with details of one of three generations.
///
/// **Source**: facts, sections 4.1 and 4.2.
struct FaultWriter {
  let form: WireForm

  /// The envelope of a fault.
  ///
  /// - Parameter numbers: Where the ID of the fault comes from, and the decimals of its time.
  func envelope(
    _ fault: ServiceFault, at time: Timestamp, _ numbers: inout SeededNumbers
  ) -> FaultEnvelope {
    var envelope = FaultEnvelope()
    envelope.code = fault.code
    envelope.message = fault.message
    envelope.subCode = SubCode(details(fault, at: time, &numbers))
    envelope.typeName = FaultTypeName.names[0].value
    return envelope
  }

  private func details(
    _ fault: ServiceFault, at time: Timestamp, _ numbers: inout SeededNumbers
  ) -> String {
    let thrown = times(time, &numbers)
    let kind = fault.kind
    let id = numbers.guid()
    let members: [(name: String, value: JSONValue)] = [
      ("DateThrownLocal", .string(thrown.local)), ("DateThrown", .string(thrown.universal)),
      ("ErrorCode", .string(fault.repeatsCode ? fault.code.rawValue : "")),
      ("Type", .integer(kind.type.number)), ("Category", .integer(kind.category.number)),
      ("Severity", .integer(kind.severity.number)), ("TypeString", .string(kind.type.word)),
      ("CategoryString", .string(kind.category.word)),
      ("SeverityString", .string(kind.severity.word)), ("HostName", .string("")),
      ("HostIP", .string("")), ("Id", .string(id)), ("Message", .string(fault.message)),
      ("FullText", .string("\(form.exceptionClass): \(fault.message)")),
    ]
    return form.subCode == .json ? document(members) : element(members)
  }

  /// `<OnlineException A="…" … />`. The Java service escapes nothing, so that a message with quotes
  /// breaks the element.
  private func element(_ members: [(name: String, value: JSONValue)]) -> String {
    let attributes = members.map { name, value in
      var text =
        switch value {
        case .number(let number): number.text
        case .string(let text): text
        default: ""
        }
      if name == "Id" { text = "{\(form.isJava ? text : text.uppercased())}" }
      return " \(name)=\"\(form.isJava ? text : xmlEscaped(text))\""
    }
    return "<OnlineException" + attributes.joined() + " />"
  }

  /// JSON over several lines, with steps of four spaces.
  private func document(_ members: [(name: String, value: JSONValue)]) -> String {
    let lines = members.map { name, value in
      let writer = JSONWriter()
      writer.value(value)
      return "        \"\(name)\": " + String(decoding: writer.bytes, as: UTF8.self)
    }
    return "{\n    \"OnlineException\": {\n" + lines.joined(separator: ",\n") + "\n    }\n}"
  }

  /// The time on the server's clock and in UTC.
  private func times(
    _ time: Timestamp, _ numbers: inout SeededNumbers
  ) -> (local: String, universal: String) {
    // Our clocks have milliseconds; the server's were finer.
    let finer = Int64.random(in: 1..<1_000_000, using: &numbers)
    let time = Timestamp(nanoseconds: time.nanoseconds / 1_000_000 * 1_000_000 + finer)
    let universal = CalendarTime(time)
    switch form.faultTime {
    case .pacific:
      let offset = pacificOffset(universal)
      return (dotNET(time, offset: offset), dotNET(time, offset: 0))
    case .universal: return (dotNET(time, offset: 0), dotNET(time, offset: 0))
    case .milliseconds:
      let text = seconds(universal, "T") + "." + padded(universal.nanosecond / 1_000_000, 3)
      return (text, text + "Z")
    case .nanoseconds:
      var decimals = padded(universal.nanosecond, 9)
      while decimals.last == "0" { decimals.removeLast() }
      let text = seconds(universal, "T") + (decimals.isEmpty ? "" : "." + decimals)
      return (text, text + "Z")
    }
  }

  private func dotNET(_ time: Timestamp, offset hours: Int64) -> String {
    let local = CalendarTime(
      Timestamp(nanoseconds: time.nanoseconds + hours * 3_600 * 1_000_000_000))
    return seconds(local, " ") + "." + padded(local.nanosecond / 100, 7)
      + (hours < 0 ? "-" : "+") + padded(abs(hours), 2) + ":00"
  }

  private func seconds(_ time: CalendarTime, _ separator: String) -> String {
    [time.year, time.month, time.day].map { padded($0, 2) }.joined(separator: "-") + separator
      + [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":")
  }

  /// Daylight saving from the second Sunday of March to the first of November, by days.
  private func pacificOffset(_ time: CalendarTime) -> Int64 {
    func sunday(_ number: Int, month: Int) -> Int {
      let first = CalendarTime.days(year: time.year, month: month, day: 1)
      // 1970-01-01 was a Thursday.
      return first + (10 - (first % 7)) % 7 + (number - 1) * 7
    }
    let day = CalendarTime.days(year: time.year, month: time.month, day: time.day)
    return (sunday(2, month: 3)..<sunday(1, month: 11)).contains(day) ? -7 : -8
  }
}

/// A text as XML has it inside of elements and attributes.
func xmlEscaped(_ text: String) -> String {
  var escaped = ""
  for character in text {
    switch character {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    default: escaped.append(character)
    }
  }
  return escaped
}
