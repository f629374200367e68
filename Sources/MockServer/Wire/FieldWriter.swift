internal import Bytes
internal import HTTPMessages

/// Adds the header fields that every answer of a revision has.
///
/// **Source**: facts, section 1.4, and the overlays of `share@2024-07-01` and `share@2025-01`. Of the .NET
/// service no fields but the type were recorded.
struct FieldWriter {
  let form: WireForm

  /// The names of the fields that answers have.
  static let names = [
    "CF-Cache-Status", "CF-RAY", "Cache-Control", "Content-Encoding", "Content-Type", "Date",
    "Expires", "Pragma", "Server", "Set-Cookie", "Strict-Transport-Security", "Vary",
    "X-Content-Type-Options", "X-Frame-Options", "X-Trace-Id", "X-XSS-Protection",
  ]

  /// - Parameter isLogin: Whether it answers a login: their fields were the first to be strict.
  func complete(
    _ response: inout HTTPResponse, isLogin: Bool, at time: Timestamp,
    _ numbers: inout SeededNumbers
  ) {
    func add(_ name: String, _ value: String) {
      response.fields.append(name: name.utf8, value: value.utf8)
    }
    add("Date", httpDate(time))
    if form.isBehindCloudflare {
      add("CF-RAY", numbers.hexadecimal(16) + "-SJC")
      add("CF-Cache-Status", "DYNAMIC")
      add(
        "Strict-Transport-Security",
        form.isStrict ? "max-age=15780000; includeSubDomains; preload" : "max-age=0")
      add("Vary", "Origin")
      add("Vary", "Access-Control-Request-Method")
      add("Vary", "Access-Control-Request-Headers")
    }
    let isStrictLogin = isLogin && form.hasStrictLogins
    if isStrictLogin {
      add("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
      add("Pragma", "no-cache")
      add("Expires", "0")
      add("X-Frame-Options", "DENY")
      add("X-XSS-Protection", "0")
    }
    if isStrictLogin || form.isStrict { add("X-Content-Type-Options", "nosniff") }
    if form.hasTraceID { add("X-Trace-Id", numbers.guid()) }
    if form.hasCookie {
      let value = "\(numbers.hexadecimal(32))-\(time.nanoseconds / 1_000_000)-0.0.1.1-604800000"
      add(
        "Set-Cookie",
        "_cfuvid=\(value); path=/; domain=.dexcom.com; HttpOnly; Secure; SameSite=None")
    }
    if form.isBehindCloudflare { add("Server", "cloudflare") }
  }
}

private let weekdayNames = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
private let monthNames = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

/// A time as HTTP writes it: `Mon, 03 Aug 2015 04:51:21 GMT` (RFC 9110 section 5.6.7).
func httpDate(_ timestamp: Timestamp) -> String {
  let time = CalendarTime(timestamp)
  let days = CalendarTime.days(year: time.year, month: time.month, day: time.day)
  // 1970-01-01 was a Thursday.
  let weekday = weekdayNames[(days % 7 + 7) % 7]
  let month = monthNames[time.month - 1]
  let clock = [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":")
  return "\(weekday), \(padded(time.day, 2)) \(month) \(padded(time.year, 4)) \(clock) GMT"
}
