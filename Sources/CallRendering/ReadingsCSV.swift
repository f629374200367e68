internal import Bytes
internal import HTTPMessages
public import Redaction
public import ShareAPI

/// Writes the readings of calls as comma-separated values (RFC 4180), one row a reading, for
/// spreadsheets. `entry` is the number of the HAR entry, or of the first packet.
public struct ReadingsCSV {
  private let redactor: Redactor

  /// The text so far.
  private var bytes: [UInt8]

  /// A text of nothing but the names of the columns.
  public init(_ redactor: Redactor) {
    self.redactor = redactor
    bytes = Array(
      """
      capture,entry,callTime,operation,wallTime,systemTime,displayTime,milligramsPerDeciliter,\
      valueKind,trend,subscription\r\n
      """.utf8)
  }

  /// Gives the text so far to `body`, and starts a new one, without the names of the columns.
  public mutating func take(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes(body)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends the readings that a call brought or posted.
  public mutating func write(_ call: Call) {
    for (reading, subscription) in readings(of: call) {
      let cells = [
        TerminalText.escaped(redactor.label(call.exchange.place.capture)),
        String(call.exchange.place.number),
        call.exchange.time?.description ?? "", call.operation ?? "", text(reading.wallTime),
        text(reading.systemTime), text(reading.displayTime),
        reading.value.map { redactor.number($0.milligramsPerDeciliter) } ?? "",
        reading.value.map { $0.kindWord ?? "measured" } ?? "", trend(reading),
        subscription.map { redactor.secret($0.guid.text, .subscription) } ?? "",
      ]
      bytes += Array(cells.map(escaped).joined(separator: ",").utf8)
      bytes += [0x0D, 0x0A]
    }
  }

  /// The readings that a call brought or posted, and whose they are where it says so.
  private func readings(of call: Call) -> [(Reading, SubscriptionID?)] {
    if let posted = call.as(PostReceiverEgvRecords.self)?.parameters.readings {
      return posted.values().map { ($0, nil) }
    }
    if let latest = call.as(ReadLastGlucoseFromSubscriptions.self)?.response {
      return latest.values().compactMap { latest in
        latest.reading.map { ($0, latest.subscriptionID) }
      }
    }
    let one = call.as(ReadSubscriptionLatestGlucoseValues.self)?.parameters.subscriptionID
    return (call.readings ?? []).map { ($0, one) }
  }

  private func text(_ date: WCFDate?) -> String { date?.iso8601 ?? date?.text ?? "" }

  /// The word of a direction; a trend that nobody knows as far as it may be shown.
  private func trend(_ reading: Reading) -> String {
    guard let trend = reading.trend else { return "" }
    if let direction = trend.direction { return direction.word }
    return switch trend.written {
    case .number(let number): redactor.number(number)
    case .word(let word): TerminalText.escaped(redactor.unknown(word))
    }
  }

  /// A cell that a spreadsheet takes for text and never for a formula.
  private func escaped(_ cell: String) -> String {
    let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
    let cell = isFormula && Int(cell) == nil ? "'" + cell : cell
    guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
