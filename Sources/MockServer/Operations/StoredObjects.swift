internal import JSONDecoding
internal import ShareAPI

extension WireObject {
  /// The object as JSON, for keeping.
  var storedText: String {
    let writer = JSONWriter()
    writer.value(wire)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// An object that was kept.
  init(stored text: String) {
    let read = try? JSONParser().read(Array(text.utf8)) { node in
      var context = WireContext(.json)
      return Self(wire: node, &context)
    }
    self = (read ?? nil) ?? Self()
  }
}

extension AlertSettings {
  /// What the app starts with, where an invitation does not say.
  ///
  /// **Source**: facts, section 2.4.
  static var usual: AlertSettings {
    var settings = AlertSettings()
    settings.high = Alert(1, off: true, 200, 401, "PT1H", "PT2H", "High.wav")
    settings.low = Alert(2, off: true, 39, 70, "PT30M", "PT2H", "Low.wav")
    settings.fixedLow = Alert(3, off: false, 39, 55, "PT0S", "PT30M", "UrgentLow.wav")
    settings.noData = Alert(4, off: true, 39, 401, "PT1H", "PT0S", "NoData.wav")
    return settings
  }
}

extension Alert {
  fileprivate init(
    _ type: Int64, off: Bool, _ minimum: Int64, _ maximum: Int64, _ delay: String,
    _ realarmDelay: String, _ sound: String
  ) {
    self.init()
    self.type = AlertType(rawValue: type)
    isEnabled = !off
    self.minimum = GlucoseValue(milligramsPerDeciliter: minimum)
    self.maximum = GlucoseValue(milligramsPerDeciliter: maximum)
    self.delay = ISODuration(delay)
    self.realarmDelay = ISODuration(realarmDelay)
    self.sound = sound
  }
}
