public import APISchema
internal import ShareAPI

/// How the service of one revision writes: dates, trends, members, faults, statuses and fields.
///
/// **Source**: facts, sections 1.4, 3, 4 and 5. What nobody recorded follows the revision before.
public struct WireForm: Sendable, Hashable {
  /// The first day of the revision, `2021-12-08`.
  private let day: String

  /// The form of a revision.
  public init(_ revision: Revision) { day = revision.date.description }

  /// Whether a date, written in the same way, is not later. A month comes before its days.
  private func isAtLeast(_ date: String) -> Bool { day >= date }

  /// The Java service, in place of the first one of .NET.
  var isJava: Bool { isAtLeast("2021-12-08") }

  // MARK: - What there is

  /// Whether the two-step login of today is known.
  var hasLoginByID: Bool { isAtLeast("2021-09-14") }
  /// Whether parameters count in a JSON body where they belong into the query.
  var takesParametersInBody: Bool { isJava }
  /// Whether there is the signed generation of operations, which refuses bodies without a signature.
  var hasSignedOperations: Bool { isAtLeast("2025-01") }

  // MARK: - Values

  /// A date; nil for an offset leaves it out.
  func date(_ milliseconds: Int64, offsetMinutes: Int? = nil) -> WCFDate? {
    var text = "Date(\(milliseconds)"
    if let offsetMinutes {
      text += offsetMinutes < 0 ? "-" : "+"
      text += padded(abs(offsetMinutes) / 60, 2) + padded(abs(offsetMinutes) % 60, 2)
    }
    return WCFDate(isJava ? text + ")" : "/" + text + ")/")
  }

  /// A trend in answers.
  func trend(_ number: Int64) -> Trend {
    guard isJava, let direction = Trend(number: number).direction else {
      return Trend(number: number)
    }
    return Trend(word: direction.word)
  }

  /// Whether the times of readings are finer than a second.
  var readingsHaveMilliseconds: Bool { isAtLeast("2024-07") }

  // MARK: - Faults

  /// What a login with a wrong password or an unknown name gives.
  enum LoginFailure {
    case ssoFault, passwordFault
  }

  var loginFailure: LoginFailure {
    isAtLeast("2021-12-16") ? .passwordFault : .ssoFault
  }

  /// Whether a failed login by name gives the all-zero GUID.
  var nameLoginGivesZeroGUID: Bool { isAtLeast("2020-04") }

  /// The forms of `SubCode`.
  var subCode: SubCode.Generation {
    if isAtLeast("2025-11") { return .json }
    return isJava ? .malformedXML : .xml
  }

  /// The name of the class of faults on the server.
  var exceptionClass: String {
    isJava
      ? "com.dexcom.udp.common.data.exception.OnlineException" : "Dexcom.Common.OnlineException"
  }

  /// The times of faults.
  enum FaultTime {
    /// `2015-12-01 08:00:00.1234567-08:00`: the server's clock on the US west coast.
    case pacific
    /// `2018-09-12 16:51:32.0695709+00:00`
    case universal
    /// `2023-08-02T20:32:31.117Z`
    case milliseconds
    /// `2024-07-21T02:05:28.051516952Z`
    case nanoseconds
  }

  var faultTime: FaultTime {
    if isAtLeast("2024-07") { return .nanoseconds }
    if isJava { return .milliseconds }
    return isAtLeast("2018-01") ? .universal : .pacific
  }

  // MARK: - Fields

  var contentType: String { isJava ? "application/json" : "application/json; charset=utf-8" }
  var hasTraceID: Bool { isJava }
  /// Readings come gzip and chunked.
  var compressesReadings: Bool { isJava }
  var isBehindCloudflare: Bool { isAtLeast("2023-04") }
  /// Whether answers of logins forbid caches and frames.
  var hasStrictLogins: Bool { isAtLeast("2024-07-01") }
  /// Whether all answers tell browsers to believe the type, and to come back with TLS alone.
  var isStrict: Bool { isAtLeast("2025-01") }
  var hasCookie: Bool { isAtLeast("2025-06") }
}

/// A number with zeros before it.
func padded(_ number: some BinaryInteger, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
