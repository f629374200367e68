internal import Bytes
internal import HTTPMessages
public import Redaction
public import ShareAPI

/// Says in a few words what a call came to: "3 readings, 99 → 112 mg/dL, Flat".
public struct CallWords {
  private let redactor: Redactor

  /// Words without secrets.
  public init(_ redactor: Redactor) { self.redactor = redactor }

  /// What a call came to.
  public func words(for call: Call) -> String {
    switch call.standing {
    case .foreign where !call.exchange.hasRequest:
      return "an answer, its request was not recorded · " + size(of: call)
    case .foreign: return "foreign · " + size(of: call)
    case .signed: return "signed · not decoded"
    case .undocumented:
      let failure = call.fault.map { words(for: $0) + " · " } ?? ""
      return "undocumented · " + failure + size(of: call)
    case .documented: break
    }
    if let fault = call.fault {
      let isDropped = call.typed?.responseForm == .dropped
      return words(for: fault) + (isDropped ? "; the exporter left the answer out" : "")
    }
    guard let typed = call.typed else { return "" }
    return switch typed.responseForm {
    case .dropped: "the exporter left the answer out"
    case .cut: "the answer is cut off"
    case .other: "an answer of an unknown form"
    case .empty: sent(typed) ?? "done"
    default: answered(typed, call)
    }
  }

  private func answered(_ typed: any AnyTypedCall, _ call: Call) -> String {
    if let id = typed.answeredID, let role = type(of: typed).responseRole {
      return redactor.secret(id.guid.text, role)
    }
    if let readings = call.readings { return words(for: readings) }
    switch typed {
    case let call as TypedCall<SystemUtcTime>:
      return (call.response?.dateTime?.timestamp).map { Moment($0).full + " UTC" } ?? ""
    case let call as TypedCall<IsRemoteMonitoringSessionActive>:
      return call.response == true ? "active" : "not active"
    case let call as TypedCall<DoesContactExistByName>:
      return call.response == true ? "exists" : "does not exist"
    case let call as TypedCall<CheckMonitoredReceiverAssignmentStatus>:
      return redactor.unknown(call.response?.rawValue ?? "")
    case let call as TypedCall<ReadPublisherAccountDisplayName>:
      return redactor.secret(call.response?.text ?? "", .personName)
    case let call as TypedCall<ReadPublisherAccountEmail>:
      return redactor.secret(call.response?.text ?? "", .email)
    case let call as TypedCall<ListPublisherAccountSubscriptions>:
      return words(for: call.response ?? [])
    case let call as TypedCall<ListSubscriberAccountSubscriptions>:
      return words(for: call.response ?? [])
    case let call as TypedCall<ReadContact>: return call.response.map { words(for: $0) } ?? ""
    case let call as TypedCall<ReadSubscriptionAlerts>:
      return call.response.map { words(for: $0) } ?? ""
    default: return "done"
    }
  }

  /// What a call that is not answered in words had to say itself.
  private func sent(_ typed: any AnyTypedCall) -> String? {
    guard let post = typed as? TypedCall<PostReceiverEgvRecords>,
      let readings = post.parameters.readings
    else { return nil }
    return words(for: readings.values().reversed()) + " posted"
  }

  // MARK: Parts

  /// Readings, newest first: how many, from when to when, from what to what.
  private func words(for readings: [Reading]) -> String {
    guard let newest = readings.first, let oldest = readings.last else { return "0 readings" }
    let trend = newest.trend?.direction?.word ?? "no trend"
    guard readings.count > 1 else {
      let moment = newest.moment.map { "\($0.dayAndTime), " } ?? ""
      return "1 reading, \(moment)\(newest.valueInWords(redactor)) mg/dL, \(trend)"
    }
    var span = ""
    if let from = oldest.moment, let to = newest.moment {
      span = "\(from.dayAndTime) – \(from.isSameDay(as: to) ? to.time : to.dayAndTime), "
    }
    return
      "\(readings.count) readings, \(span)\(oldest.valueInWords(redactor)) → \(newest.valueInWords(redactor)) mg/dL, "
      + trend
  }

  private func words(for subscriptions: WireArray<Subscription>) -> String {
    let count = "\(subscriptions.count) subscription\(subscriptions.count == 1 ? "" : "s")"
    let states = subscriptions.values().compactMap { $0.state?.name }
    guard !states.isEmpty else { return count }
    let counted = Dictionary(grouping: states) { $0 }.map { "\($0.value.count) \($0.key)" }
    return count + ": " + counted.sorted().joined(separator: ", ")
  }

  private func words(for contact: Contact) -> String {
    let parts = [
      contact.contactID.map { redactor.secret($0.guid.text, .contact) },
      contact.name.map { redactor.secret($0.text, .personName) },
      contact.email.map { redactor.secret($0.text, .email) },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private func words(for alerts: AlertSettings) -> String {
    func part(_ name: String, _ alert: Alert?, _ bound: GlucoseValue?, _ sign: String) -> String? {
      guard let alert else { return nil }
      let threshold = bound.map { " \(sign) \(redactor.number($0.milligramsPerDeciliter))" } ?? ""
      return "\(name)\(threshold) \(alert.isEnabled == true ? "on" : "off")"
    }
    let parts = [
      part("high", alerts.high, alerts.high?.minimum, ">"),
      part("low", alerts.low, alerts.low?.maximum, "<"),
      part("urgent low", alerts.fixedLow, alerts.fixedLow?.maximum, "<"),
      part("no data", alerts.noData, nil, ""),
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private func words(for fault: Fault) -> String {
    switch fault {
    case .envelope(let envelope):
      let code = envelope.code.map { redactor.code($0.rawValue) } ?? "a fault without code"
      guard let message = envelope.message, !message.isEmpty else { return code }
      return "\(code): \(redactor.text(message))"
    case .zeroGUID: return "failed: the all-zero ID"
    case .emptyAnswer: return "an empty body, where an answer was due"
    case .page: return "an HTML page, not an answer"
    case .text: return "a text that is no answer"
    case .status(let status):
      guard let status = redactor.status(status) else { return "failed with a status of its own" }
      return "failed with status \(status)" + (Self.meanings[status].map { ": \($0)" } ?? "")
    case .noAnswer: return "no answer recorded"
    }
  }

  private static let meanings = [
    400: "bad request", 401: "not authorized", 403: "refused", 404: "not found",
    411: "no Content-Length", 429: "too many calls", 500: "a server error, without a fault",
    502: "bad gateway", 503: "service unavailable", 504: "no answer in time",
  ]

  private func size(of call: Call) -> String {
    guard let response = call.exchange.response else { return "no answer recorded" }
    let type = response.fields["content-type"].map(redactor.mediaType) ?? ""
    let count = response.body.size
    let size =
      switch count {
      case 0: "empty"
      case 1..<1_000: "\(count) bytes"
      default: "\((count + 500) / 1_000) kB"
      }
    return type.isEmpty ? size : "\(type), \(size)"
  }
}

extension Reading {
  /// When it was taken, by the clock of the server, or of the device.
  fileprivate var moment: Moment? {
    (wallTime ?? systemTime ?? displayTime)?.timestamp.map(Moment.init)
  }

  fileprivate func valueInWords(_ redactor: Redactor) -> String {
    guard let value else { return "?" }
    return switch value.kind {
    case .low: "LOW"
    case .high: "HIGH"
    case .receiverCode(let code):
      "receiver code \(value.milligramsPerDeciliter)" + (code.map { " (\($0.meaning))" } ?? "")
    case .measured, .unexplained: redactor.number(value.milligramsPerDeciliter)
    }
  }
}
