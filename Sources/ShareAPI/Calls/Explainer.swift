internal import HTTPMessages

/// Adds to calls what the public facts know about outcomes that puzzle people.
///
/// **Source**: facts, sections 1.2, 1.5, 2 and 4; each note carries the confidence given there.
struct Explainer {
  /// Account IDs that the service has given out or been given, in lower case.
  private var accounts: Set<String> = []

  /// More accounts than any recording of a person has; past it no more are remembered.
  private static let accountLimit = 10_000

  mutating func explain(_ call: inout Call) {
    guard call.standing != .foreign else {
      if Hosts.isPublicAPI(call.exchange.request.target.host) { call.notes.append(.publicAPI) }
      return
    }
    if call.standing == .signed { call.notes.append(.signed) }
    if call.exchange.request.method == "OPTIONS" {
      call.notes.append(.preflight)
      return
    }
    if let typed = call.typed { explain(typed, &call) }
    if call.fault == nil, let note = emptyListNote(call) { call.notes.append(note) }
    if let fault = call.fault { explain(fault, &call) }
  }

  private mutating func explain(_ typed: any AnyTypedCall, _ call: inout Call) {
    if let account = typed.answeredID as? AccountID { remember(account) }
    for account in typed.parameters(of: AccountID.self) { remember(account) }
    for session in typed.parameters(of: SessionID.self) {
      if session.guid.isZero {
        call.notes.append(.zeroSessionUsed)
      } else if accounts.contains(session.guid.canonical) {
        call.notes.append(.accountAsSession)
      }
    }
  }

  private mutating func remember(_ account: AccountID) {
    guard !account.guid.isZero, accounts.count < Self.accountLimit else { return }
    accounts.insert(account.guid.canonical)
  }

  private func emptyListNote(_ call: Call) -> Note? {
    var limits: [Int64?] = []
    if let read = call.as(ReadPublisherLatestGlucoseValues.self), read.response?.isEmpty == true {
      limits = [read.parameters.minutes, read.parameters.maxCount]
    } else if let read = call.as(ReadSubscriptionLatestGlucoseValues.self),
      read.response?.isEmpty == true
    {
      limits = [read.parameters.minutes, read.parameters.maxCount]
    } else if let list = call.as(ListPublisherAccountSubscriptions.self) {
      return list.response?.isEmpty == true ? .nobodyInvited : nil
    } else if let read = call.as(ReadLastGlucoseFromSubscriptions.self) {
      return read.response?.isEmpty == true ? .emptyList : nil
    } else {
      return nil
    }
    if limits.contains(0) { return .nothingAskedFor }
    if let minutes = limits[0], minutes < 10 { return .emptyListOfFewMinutes }
    return .emptyList
  }

  private func explain(_ fault: Fault, _ call: inout Call) {
    switch fault {
    case .envelope(let envelope):
      call.notes += envelope.code.flatMap { Note.notes(on: $0, of: call) } ?? []
      if call.operation == ReplacePublisherAccountMonitoredReceiver.operation.name,
        envelope.code.map(Note.saysMoreThanReceiver) != true
      {
        call.notes.append(.receiverAlreadyYours)
      }
    case .zeroGUID: call.notes.append(.zeroSession)
    case .emptyAnswer, .noAnswer, .text: break
    case .page: call.notes.append(.outage)
    case .status(let status):
      if let note = Note.note(onStatus: status) { call.notes.append(note) }
    }
  }
}
