internal import ShareAPI

/// The server's time of a reading is that of the receiver with the correction that the upload names.
///
/// **Source**: facts, section 2.2.
extension PostReceiverEgvRecords: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let serialNumber = try service.required(call.parameters.$serialNumber, "SN")
    let posted = try service.required(call.parameters.$readings, "Egvs")
    try account.checkReceiver(serialNumber)
    guard account.isMonitoring else { throw .fault(.monitoringNotActive) }

    let correction = call.parameters.timeCorrection ?? 0
    var known = Set(account.readings.map(\.systemTime))
    var new: [StoredReading] = []
    for wire in posted {
      guard let stored = StoredReading(wire.value, correctionSeconds: correction) else {
        throw service.missing("Egvs")
      }
      if known.insert(stored.systemTime).inserted { new.append(stored) }
    }
    if !new.isEmpty { service.change(account, .readingsPosted(new)) }
    // Those that are new are kept all the same.
    if new.count < posted.count { throw .fault(.duplicateReading) }
    return nil
  }
}

extension StoredReading {
  /// What is kept of a posted reading; nil where it has no time or no value of this world.
  fileprivate init?(_ reading: Reading?, correctionSeconds: Int64) {
    let (days, years) = (Int64(86_400), Int64(100_000_000_000_000))
    guard let reading, let systemTime = reading.systemTime?.milliseconds,
      let value = reading.value?.milligramsPerDeciliter,
      (-years...years).contains(systemTime), (-days * 366...days * 366).contains(correctionSeconds)
    else { return nil }
    let displayTime = reading.displayTime?.milliseconds ?? systemTime
    guard (-years...years).contains(displayTime), (0...1_000).contains(value) else { return nil }
    self.init(
      wallTime: systemTime + correctionSeconds * 1_000, systemTime: systemTime,
      displayTime: displayTime, value: value, trend: reading.trend?.direction?.rawValue ?? 8)
  }
}
