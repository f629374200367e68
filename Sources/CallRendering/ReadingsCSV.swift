internal import Bytes
internal import HTTPMessages
public import ShareAPI

/// Writes the readings of calls as comma-separated values (RFC 4180), one row a reading, for
/// spreadsheets. There is no secret in a reading.
public struct ReadingsCSV {
  /// The text so far.
  private var bytes: [UInt8]

  /// A text of nothing but the names of the columns.
  public init() {
    bytes = Array(
      """
      capture,entry,callTime,operation,wallTime,systemTime,displayTime,milligramsPerDeciliter,\
      trend\r\n
      """.utf8)
  }

  /// Gives the text so far to `body`, and starts a new one, without the names of the columns.
  public mutating func take(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes(body)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends the readings that a call brought or posted.
  public mutating func write(_ call: Call) {
    let posted = call.as(PostReceiverEgvRecords.self)?.parameters.readings?.values()
    for reading in posted ?? call.readings ?? [] {
      let cells = [
        call.exchange.place.capture, String(call.exchange.place.entry),
        call.exchange.time?.description ?? "", call.operation ?? "", text(reading.wallTime),
        text(reading.systemTime), text(reading.displayTime),
        reading.value.map { String($0.milligramsPerDeciliter) } ?? "",
        reading.trend?.direction?.word ?? "",
      ]
      bytes += Array(cells.map(escaped).joined(separator: ",").utf8)
      bytes += [0x0D, 0x0A]
    }
  }

  private func text(_ date: WCFDate?) -> String {
    date?.timestamp?.iso8601(offsetMinutes: date?.offset?.totalMinutes) ?? ""
  }

  /// A cell that a spreadsheet takes for text and never for a formula.
  private func escaped(_ cell: String) -> String {
    let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
    let cell = isFormula && Int(cell) == nil ? "'" + cell : cell
    guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
