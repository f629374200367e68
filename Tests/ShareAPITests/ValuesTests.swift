import JSONDecoding
import ShareAPI
import Testing

struct ValuesTests {
  private func decoded<Value: WireValue>(
    _ json: String, as: Value.Type
  ) throws -> (value: Value?, anomalies: Int) {
    try JSONParser().read(Array(json.utf8)) { node in
      var context = WireContext(.json)
      let value = Value(wire: node, &context)
      return (value, context.anomalies)
    }
  }

  /// Decodes a value, and encodes it again.
  private func roundTrip<Value: WireValue>(_ json: String, as type: Value.Type) throws -> Bool {
    let value = try #require(try decoded(json, as: type).value)
    return try value.wire == JSONParser().value(of: json)
  }

  @Test func `each trend is the same direction as a number and as a word`() throws {
    // The table of the facts, section 3.2.
    let words = [
      "None", "DoubleUp", "SingleUp", "FortyFiveUp", "Flat", "FortyFiveDown", "SingleDown",
      "DoubleDown", "NotComputable", "RateOutOfRange",
    ]
    for (number, word) in words.enumerated() {
      let fromNumber = try decoded("\(number)", as: Trend.self)
      let fromWord = try decoded("\"\(word)\"", as: Trend.self)
      #expect(fromNumber.value?.direction == fromWord.value?.direction)
      #expect(fromNumber.value?.direction?.word == word)
      #expect(fromNumber.anomalies + fromWord.anomalies == 0)
    }
    for word in ["NONE", "NOT COMPUTABLE", "RATE OUT OF RANGE", "SINGLE_DOWN"] {
      #expect(try decoded("\"\(word)\"", as: Trend.self).value?.direction != nil)
    }
  }

  @Test func `any trend comes back unchanged`() throws {
    for _ in 0..<2_000 {
      #expect(try roundTrip("\(Int64.random(in: .min ... .max))", as: Trend.self))
      let word = String((0..<8).map { _ in "AaBbZz09 _-é".randomElement()! })
      #expect(try roundTrip("\"\(word)\"", as: Trend.self))
    }
    #expect(try decoded("42", as: Trend.self).anomalies == 1)
    #expect(try decoded("\"Sideways\"", as: Trend.self).anomalies == 1)
    #expect(try decoded("{}", as: Trend.self).value == nil)
  }

  @Test func `any GUID keeps its letter case`() throws {
    for _ in 0..<2_000 {
      let text = String(
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".map {
          $0 == "x" ? "0123456789abcdefABCDEF".randomElement()! : $0
        })
      #expect(try roundTrip("\"\(text)\"", as: SessionID.self))
      #expect(GUID(text)?.canonical == text.lowercased())
    }
    #expect(GUID.zero.isZero)
    for text in [
      "", "1", "{00000000-0000-0000-0000-000000000000}", "0000000000000000000000000000000000--",
    ] {
      #expect(GUID(text) == nil)
    }
  }

  @Test(
    arguments: [
      (39, .low), (401, .high), (40, .measured), (400, .measured),
      (5, .receiverCode(.sensorNotCalibrated)), (12, .receiverCode(.badRF)),
      (38, .receiverCode(nil)),
      (-1, .unexplained), (402, .unexplained),
    ] as [(Int64, GlucoseValue.Kind)])
  func `a glucose value is a measurement, a sentinel or a code`(
    number: Int64, kind: GlucoseValue.Kind
  ) throws {
    #expect(GlucoseValue(milligramsPerDeciliter: number).kind == kind)
    #expect(try roundTrip("\(number)", as: GlucoseValue.self))
  }

  @Test(arguments: [
    ("PT0M", 0), ("PT30M", 1_800), ("PT1H30M", 5_400), ("PT2H", 7_200), ("PT0S", 0),
  ])
  func `a duration is understood and given back`(text: String, seconds: Int) throws {
    #expect(ISODuration(text)?.seconds == seconds)
    #expect(try roundTrip("\"\(text)\"", as: ISODuration.self))
  }

  @Test(arguments: ["", "PT", "P1D", "PT1M1H", "PT1", "PT1X", "PT999999999999H"])
  func `what is not the time part of a duration is none`(text: String) {
    #expect(ISODuration(text) == nil)
  }

  @Test func `a member survives whatever its form`() throws {
    let json = """
      {"ST":null,"Value":"99","WT":{"a":[1]},"Trend":[],"extra":1.50,"Extra":{"b":null}}
      """
    let (value, anomalies) = try decoded(json, as: Reading.self)
    let reading = try #require(value)
    #expect(try reading.wire == JSONParser().value(of: json))
    #expect(reading.$displayTime.isAbsent)
    #expect(reading.$systemTime == .null)
    #expect(reading.value == nil)
    #expect(anomalies == 5)
  }
}
