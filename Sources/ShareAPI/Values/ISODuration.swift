public import JSONDecoding

/// The time part of an ISO 8601 duration, as it was written.
///
/// **Shape**: a JSON string: `PT30M`, `PT1H30M`, `PT0S`.
/// **Source**: facts, section 2.4.
public struct ISODuration: Hashable, Sendable {
  /// The duration as it was written.
  public let text: String
  /// The duration in seconds.
  public let seconds: Int

  /// Reads a duration; nil where the text is not one, or is longer than 100 million hours.
  public init?(_ text: String) {
    var rest = Substring(text).utf8
    guard rest.starts(with: "PT".utf8) else { return nil }
    rest = rest.dropFirst(2)
    var seconds = 0
    var units: [(letter: UInt8, seconds: Int)] = [
      (UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
    ]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      rest = rest.dropFirst(digits.count)
      guard digits.count <= 8, let value = Int(Substring(digits)), let letter = rest.popFirst(),
        let place = units.firstIndex(where: { $0.letter == letter })
      else { return nil }
      seconds += value * units[place].seconds
      units.removeFirst(place + 1)
    }
    self.text = text
    self.seconds = seconds
  }
}

extension ISODuration: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a duration" }

  /// Reads a string of a duration.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let text = node.string, let duration = ISODuration(text) else { return nil }
    self = duration
  }

  /// The duration as it was written.
  public var wire: JSONValue { .string(text) }

  /// Writes the seconds.
  public func describe(to writer: ValueWriter) { writer.json.integer(Int64(seconds)) }
}
