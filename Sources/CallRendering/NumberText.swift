/// Numbers for people.
public enum NumberText {
  /// A number with commas between its thousands: `1,460`.
  public static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
      (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
    }.joined()
  }
}
