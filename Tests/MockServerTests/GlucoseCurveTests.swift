import Testing

@testable import MockServer

struct GlucoseCurveTests {
  let curve = GlucoseCurve(seed: 42)
  let noon: Int64 = 1_763_640_000_000

  func readings(until end: Int64, hours: Int64 = 24, hasMilliseconds: Bool = true)
    -> [StoredReading]
  {
    var sensor = SimulatedSensor(curve, hasMilliseconds: hasMilliseconds)
    return sensor.readings(from: end - hours * 3_600_000, through: end, limit: .max)
  }

  @Test
  func `a day has a reading every five minutes, as far apart as real ones`() {
    let day = readings(until: noon)
    #expect((287...289).contains(day.count))
    for (newer, older) in zip(day, day.dropFirst()) {
      #expect((299_000...301_000).contains(newer.systemTime - older.systemTime))
      #expect(abs(newer.value - older.value) <= 25)
    }
    #expect(day.allSatisfy { (40...400).contains($0.value) })
    #expect(Set(day.map(\.value)).count > 30)
    #expect(readings(until: noon, hasMilliseconds: false).allSatisfy { $0.systemTime % 1_000 == 0 })
  }

  @Test
  func `a reading stays what it was`() {
    let later = Set(readings(until: noon + 3_600_000))
    let before = readings(until: noon).filter { $0.systemTime > noon - 20 * 3_600_000 }
    #expect(before.allSatisfy(later.contains))
    var other = SimulatedSensor(GlucoseCurve(seed: 43), hasMilliseconds: true)
    let others = other.readings(from: 0, through: noon, limit: 9).map(\.value)
    #expect(others != before.prefix(9).map(\.value))
  }

  /// The bounds of facts, section 3.2.
  @Test
  func `the arrow is that of the change`() {
    let days = readings(until: noon, hours: 24 * 7)
    var arrows: Set<Int64> = []
    for (index, reading) in days.enumerated().dropLast(3) {
      let rate = Double(reading.value - days[index + 3].value) / 15
      let expected: Int64 =
        rate >= 3
        ? 1 : rate >= 2 ? 2 : rate >= 1 ? 3 : rate >= -1 ? 4 : rate >= -2 ? 5 : rate >= -3 ? 6 : 7
      #expect(reading.trend == expected)
      arrows.insert(reading.trend)
    }
    #expect(arrows.isSuperset(of: [2, 3, 4, 5]))
  }
}
