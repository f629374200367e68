public import JSONDecoding

/// A glucose value, or what a receiver writes in its place.
///
/// **Shape**: a JSON integer.
/// **Units**: mg/dL.
/// **Source**: facts, section 3.3.
public struct GlucoseValue: Hashable, Sendable {
  /// The integer on the wire.
  public let milligramsPerDeciliter: Int64

  /// A value in mg/dL.
  public init(milligramsPerDeciliter: Int64) {
    self.milligramsPerDeciliter = milligramsPerDeciliter
  }

  /// What a value is.
  public enum Kind: Hashable, Sendable {
    /// 40 to 400 mg/dL.
    case measured
    /// 39: below the range of the sensor.
    case low
    /// 401: above the range of the sensor.
    case high
    /// 0 to 38: an error code of the receiver, seen in old data.
    case receiverCode(ReceiverCode?)
    /// A number that nobody has explained.
    case unexplained
  }

  /// The error codes with a known meaning.
  public enum ReceiverCode: Int64, Hashable, Sendable, CaseIterable {
    case none = 0
    case sensorNotActive = 1
    case minimalDeviation = 2
    case noAntenna = 3
    case sensorNotCalibrated = 5
    case countsDeviation = 6
    case absoluteDeviation = 9
    case powerDeviation = 10
    case badRF = 12

    /// The meaning in words.
    public var meaning: String {
      switch self {
      case .none: "no value"
      case .sensorNotActive: "sensor not active"
      case .minimalDeviation: "minimal deviation"
      case .noAntenna: "no antenna"
      case .sensorNotCalibrated: "sensor not calibrated"
      case .countsDeviation: "counts deviation"
      case .absoluteDeviation: "absolute deviation"
      case .powerDeviation: "power deviation"
      case .badRF: "bad radio"
      }
    }
  }

  private var isExplained: Bool { kind != .unexplained && kind != .receiverCode(nil) }

  /// The kind in a word, for programs; nil for a measurement.
  public var kindWord: String? {
    switch kind {
    case .measured: nil
    case .low: "low"
    case .high: "high"
    case .receiverCode: "receiver-code"
    case .unexplained: "unexplained"
    }
  }

  /// What the value is.
  public var kind: Kind {
    switch milligramsPerDeciliter {
    case 40...400: .measured
    case 39: .low
    case 401: .high
    case 0...38: .receiverCode(ReceiverCode(rawValue: milligramsPerDeciliter))
    default: .unexplained
    }
  }
}

extension GlucoseValue: WireValue {
  /// What diagnostics call it.
  public static var form: String { "an integer" }

  /// Reads an integer. One that nobody has explained counts as an anomaly.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let value = Int64(wire: node, &context) else { return nil }
    self.init(milligramsPerDeciliter: value)
    if !isExplained { context.anomalies += 1 }
  }

  /// The integer.
  public var wire: JSONValue { .integer(milligramsPerDeciliter) }

  /// Writes the integer; one that nobody has explained may be something else.
  public func describe(to writer: ValueWriter) {
    if kind == .unexplained {
      writer.unexpected(wire, nil)
    } else {
      writer.json.integer(milligramsPerDeciliter)
    }
  }

  /// Tells of a number that nobody has explained.
  public func inspect(_ finder: inout AnomalyFinder) {
    if !isExplained { finder.unknownValue(of: "a glucose value") }
  }
}
