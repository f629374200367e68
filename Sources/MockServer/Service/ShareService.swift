public import Bytes
public import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// The stand-in for the Share service, without a network: its state and a request make an answer.
///
/// The same seed, requests and times give the same answers.
///
/// ```
/// request → rule of the scenario? ─ yes → what the rule says
///                 │ no, or afterwards
///                 ▼
///           RequestReader → operation → value or refusal → AnswerWriter, FaultWriter → FieldWriter
///                               │
///                               └→ changes → state, journal
/// ```
public struct ShareService {
  /// How the revision writes.
  public let form: WireForm
  let seed: UInt64
  let settings: Scenario
  private var reader: RequestReader
  private var rules: RuleBook
  /// Where IDs of faults and answers come from, which nobody keeps.
  private var numbers: SeededNumbers
  private(set) var state: ServiceState
  /// The sensors of the accounts, which remember what they computed.
  var sensors: [GlucoseCurve: SimulatedSensor] = [:]
  /// Readings that were written before.
  var written: [WrittenReading: [UInt8]] = [:]
  /// The list of readings that was written last of each account, by its ID.
  var lists: [String: WrittenList] = [:]
  /// The time of the request, in milliseconds since 1970.
  private(set) var now: Int64 = 0
  private var changes: [JournalEntry] = []

  /// A service with the accounts of a scenario.
  public init(form: WireForm, scenario: Scenario = Scenario(), seed: UInt64 = 1) {
    self.init(
      form: form, scenario: scenario, seed: seed,
      state: ServiceState(accounts: scenario.freshAccounts(seed: seed)))
  }

  init(form: WireForm, scenario: Scenario, seed: UInt64, state: ServiceState) {
    (self.form, settings, self.seed, self.state) = (form, scenario, seed, state)
    reader = RequestReader(form: form)
    rules = RuleBook(scenario.rules, seed: seed)
    numbers = SeededNumbers(seed: seed, 0xFA17, state.issued)
  }

  /// Answers a request.
  ///
  /// - Parameter time: The time on the service's own clock.
  public mutating func answer(_ request: HTTPRequest, at time: Timestamp) -> ServiceAnswer {
    answer(reader.read(request), request, at: time)
  }

  /// Answers a request that has been read.
  mutating func answer(
    _ call: Call, _ request: HTTPRequest, at time: Timestamp
  ) -> ServiceAnswer {
    now = time.nanoseconds / 1_000_000
    var answer = ServiceAnswer()
    let rule = call.standing == .foreign ? nil : rules.next(for: call.operation ?? "")
    if let rule, let response = replacement(rule, call, at: time) {
      answer.response = response
    } else {
      answer.response = ownAnswer(call, request, at: time)
      if let drift = rule?.drift { drift.change(&answer.response) }
    }
    if let rule {
      answer.delay = rule.delay
      answer.cut = rule.cut
      answer.rule = rule.name
    }
    answer.isCompressed = form.compressesReadings && call.holdsReadings
    FieldWriter(form: form).complete(
      &answer.response, isLogin: call.isLogin, at: time, &numbers)
    answer.changes = changes
    changes = []
    return answer
  }

  // MARK: - Answers

  private mutating func ownAnswer(
    _ call: Call, _ request: HTTPRequest, at time: Timestamp
  ) -> HTTPResponse {
    let writer = AnswerWriter(form: form)
    do throws(Refusal) {
      guard let type = call.typed.map({ Swift.type(of: $0).operation }),
        let operation = Self.operation(type), isOffered(type), !call.isMoved
      else {
        if call.standing == .signed, form.hasSignedOperations {
          throw .fault(.integrityCheckFailed)
        }
        return writer.empty(status: 404)
      }
      guard operation.allows(request.method) else {
        var refused = writer.empty(status: 405)
        let allowed = operation.allowsGET ? "GET, POST" : type.method
        refused.fields.append(name: "Allow".utf8, value: allowed.utf8)
        return refused
      }
      let answer = try operation.answer(call, &self)
      let isXML = isXMLWanted(request)
      switch answer {
      case nil: return writer.empty()
      case .value(let value): return writer.answer(value, asXML: isXML)
      case .readings(let readings, let account) where isXML:
        let list = readings.map { wire($0, of: account).wire }
        return writer.answer(.array(list), asXML: true)
      case .readings(let readings, let account):
        return writer.response(200, text(of: readings, of: account), type: form.contentType)
      }
    } catch {
      switch error {
      case .fault(let fault): return self.fault(fault, at: time)
      case .badRequest: return writer.badRequestPage()
      case .nothing: return writer.nothing()
      }
    }
  }

  private mutating func fault(_ fault: ServiceFault, at time: Timestamp) -> HTTPResponse {
    let envelope = FaultWriter(form: form).envelope(fault, at: time, &numbers)
    return AnswerWriter(form: form).answer(envelope.wire, status: 500)
  }

  private mutating func replacement(
    _ rule: Rule, _ call: Call, at time: Timestamp
  ) -> HTTPResponse? {
    switch rule.answer {
    case nil: return nil
    case .fault(let code):
      let session = call.typed?.parameters(of: SessionID.self).first?.guid ?? .zero
      return fault(ServiceFault(scripted: code, session: session.text, form), at: time)
    case .json(let text):
      return AnswerWriter(form: form).response(200, Array(text.utf8), type: form.contentType)
    case .brokenReadings:
      return AnswerWriter(form: form).response(200, brokenReadings(), type: form.contentType)
    case .response(let status, let fields, let body):
      return HTTPResponse(
        status: status, fields: HTTPFields(fields), body: HTTPBody(bytes: Array(body.utf8)))
    }
  }

  private func isOffered(_ operation: Operation) -> Bool {
    form.hasLoginByID || operation != LoginPublisherAccountById.operation
  }

  /// The .NET service writes XML unless JSON is asked for: by `Accept`, else by the type of the request.
  private func isXMLWanted(_ request: HTTPRequest) -> Bool {
    guard !form.isJava else { return false }
    let accepted = request.fields.values("Accept").joined(separator: ",").lowercased()
    if accepted.contains("json") { return false }
    if accepted.contains("xml") { return true }
    return request.fields["Content-Type"]?.lowercased().contains("json") != true
  }

  /// What serves an operation.
  static func operation(_ operation: Operation) -> (any AnsweredOperation.Type)? {
    OperationCatalog.find(service: operation.service.rawValue, name: operation.name)
      as? any AnsweredOperation.Type
  }

  // MARK: - For operations

  /// Changes the state; the change is journalled with the answer.
  mutating func change(_ change: Change) {
    state.apply(change, at: now)
    changes.append(JournalEntry(time: now, issued: state.issued, change: change))
  }

  /// Changes an account.
  mutating func change(_ account: Account, _ accountChange: AccountChange) {
    change(.account(id: account.id, change: accountChange))
  }

  /// An ID that was never given out before, in lower case.
  mutating func newID() -> String {
    state.issued += 1
    var numbers = SeededNumbers(seed: seed, 0x1D, state.issued)
    return numbers.guid()
  }

  /// Makes changes that no request asked for, and gives them for the journal.
  mutating func intervene<Result>(
    at time: Timestamp, _ body: (inout ShareService) -> Result
  ) -> (result: Result, changes: [JournalEntry]) {
    now = time.nanoseconds / 1_000_000
    let result = body(&self)
    defer { changes = [] }
    return (result, changes)
  }

  /// Starts over with the accounts and rules of the scenario.
  mutating func reset() {
    change(.reset(accounts: settings.freshAccounts(seed: seed)))
    rules = RuleBook(settings.rules, seed: seed)
  }
}

extension AnsweredOperation {
  static func allows(_ method: String) -> Bool {
    method == operation.method || method == "GET" && allowsGET
      || method == "HEAD" && operation.method == "GET"
  }
}

/// An answer, and what goes with it.
public struct ServiceAnswer: Sendable {
  /// The response.
  public var response = HTTPResponse(status: 200)
  /// How long to wait before it is sent, in seconds.
  public var delay = 0.0
  /// After how many bytes of the body the connection ends; nil where it does not.
  public var cut: Int?
  /// Whether the service compresses it for those who take that.
  public var isCompressed = false
  /// The rule of the scenario that made it; nil where none did.
  public var rule: String?
  /// What the person who runs the stand-in ought to know; nil for nothing.
  public var remark: String?
  /// What changed: to be kept before the answer is sent.
  public var changes: [JournalEntry] = []
}

extension Call {
  /// Whether it asks for an account or a session.
  fileprivate var isLogin: Bool {
    self.as(AuthenticatePublisherAccount.self) != nil
      || self.as(LoginPublisherAccountById.self) != nil
      || self.as(LoginPublisherAccountByName.self) != nil
      || self.as(LoginSubscriberAccount.self) != nil
  }

  /// Whether the answer is a list of readings.
  fileprivate var holdsReadings: Bool {
    self.as(ReadPublisherLatestGlucoseValues.self) != nil
      || self.as(ReadSubscriptionLatestGlucoseValues.self) != nil
  }
}
