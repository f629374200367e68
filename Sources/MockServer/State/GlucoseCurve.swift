internal import Foundation

/// A sensor that nobody wears: a reading every five minutes, of a curve that is the same for the same
/// seed whenever it is asked.
///
/// Three meals a day, of changing hours and sizes, over a slow wave and a little noise.
///
/// **Units**: mg/dL and milliseconds since 1970.
struct GlucoseCurve: Codable, Sendable, Hashable {
  var seed: UInt64
  /// What the curve swings around.
  var base = 115.0
  /// The height of a usual meal.
  var swing = 70.0

  static let interval: Int64 = 300_000

  /// The reading of a number; numbers count the intervals since 1970.
  ///
  /// - Parameter hasMilliseconds: Whether times are finer than a second, as they are of a G7.
  func reading(of slot: Int64, hasMilliseconds: Bool) -> StoredReading {
    let time = time(of: slot, hasMilliseconds: hasMilliseconds)
    return StoredReading(
      wallTime: time, systemTime: time, displayTime: time, value: value(of: slot),
      trend: trend(of: slot))
  }

  /// Readings come 299 to 301 seconds apart.
  private func time(of slot: Int64, hasMilliseconds: Bool) -> Int64 {
    var phase = SeededNumbers(seed: seed, 1)
    var jitter = SeededNumbers(seed: seed, 2, UInt64(bitPattern: slot))
    let start = Int64.random(in: 0..<Self.interval, using: &phase)
    let time = slot * Self.interval + start + Int64.random(in: -500...500, using: &jitter)
    return hasMilliseconds ? time : time / 1_000 * 1_000
  }

  private func value(of slot: Int64) -> Int64 {
    Int64(min(max(level(at: Double(slot) * 5), 40), 400).rounded())
  }

  /// The arrow of the rate over the last fifteen minutes.
  private func trend(of slot: Int64) -> Int64 {
    let rate = Double(value(of: slot) - value(of: slot - 3)) / 15
    return switch rate {
    case 3...: 1
    case 2..<3: 2
    case 1..<2: 3
    case -1..<1: 4
    case -2 ..< -1: 5
    case -3 ..< -2: 6
    default: 7
    }
  }

  private func level(at minute: Double) -> Double {
    let day = (minute / 1_440).rounded(.down)
    var level = base + 12 * sin(minute / 1_440 * 2 * .pi) + 8 * wave(at: minute, every: 97)
    level += 4 * wave(at: minute, every: 23)
    // A meal of last evening may not be over.
    for meal in meals(of: day - 1) + meals(of: day) { level += meal.height(at: minute) }
    return level
  }

  private struct Meal {
    var minute, size: Double

    /// Up within an hour, down within three.
    func height(at now: Double) -> Double {
      let since = (now - minute) / 60
      return since > 0 ? size * pow(since * exp(1 - since), 2.5) : 0
    }
  }

  private func meals(of day: Double) -> [Meal] {
    var numbers = SeededNumbers(seed: seed, 3, UInt64(bitPattern: Int64(day)))
    return [450.0, 760, 1_150].map { usual in
      Meal(
        minute: day * 1_440 + usual + Double.random(in: -50...50, using: &numbers),
        size: swing * Double.random(in: 0.5...1.4, using: &numbers))
    }
  }

  /// Chance values from −1 to 1, joined smoothly.
  private func wave(at minute: Double, every period: Double) -> Double {
    let step = (minute / period).rounded(.down)
    let part = minute / period - step
    let smooth = part * part * (3 - 2 * part)
    func value(_ step: Double) -> Double {
      var numbers = SeededNumbers(seed: seed, UInt64(period), UInt64(bitPattern: Int64(step)))
      return Double.random(in: -1...1, using: &numbers)
    }
    return value(step) * (1 - smooth) + value(step + 1) * smooth
  }
}
