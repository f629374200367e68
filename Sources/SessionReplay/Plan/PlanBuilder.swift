internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
public import ShareAPI

/// Makes a plan of a recorded session.
///
/// It goes through the calls in the order of time, and remembers where every text of an answer stood. A
/// text of a request that an earlier answer had is followed there (`ValueTrail`); names and passwords
/// become the user's (`RecordedLogins`); what the recorded service did not know becomes something that
/// no service knows. A text that would need an answer from before the recording gets a login, where it
/// is a session or an account, and otherwise costs the step.
public struct PlanBuilder {
  private let guardian: SafetyGuard
  private let movesDates: Bool
  private let rewriter = RequestRewriter()

  /// - Parameters:
  ///   - guardian: What may be sent.
  ///   - movesDates: Whether dates in requests are moved to now.
  public init(_ guardian: SafetyGuard, movesDates: Bool = false) {
    self.guardian = guardian
    self.movesDates = movesDates
  }

  /// The plan of a session.
  public func plan(_ recorded: [Call], named name: String) -> ReplayPlan {
    let calls = Self.inOrder(recorded)
    let logins = RecordedLogins(calls)
    let unknown = Self.unknownSessions(calls)
    var draft = Draft(logins: logins, unknownSessions: unknown)
    build(calls, &draft)
    if let login = draft.neededLogin {
      let year = calls.lazy.compactMap(\.exchange.time).first.map { CalendarTime($0) }
      let isOld = year.map { ($0.year, $0.month) < (2021, 9) } ?? false
      let added = login == .subscriber ? login : isOld ? AddedLogin.byName : .byID
      draft = Draft(logins: logins, unknownSessions: unknown)
      draft.added = added
      draft.steps = added.steps(applicationID: Self.applicationID(of: calls))
      build(calls, &draft)
    }
    return ReplayPlan(name: name, steps: draft.steps)
  }

  /// What is known while steps are made.
  private struct Draft {
    let logins: RecordedLogins
    let unknownSessions: Set<String>
    var steps: [Step] = []
    var trail = ValueTrail()
    /// Whether a text has something of the recording in it.
    var identifies: [String: Bool] = [:]
    var added: AddedLogin?
    var neededLogin: AddedLogin?
  }

  private func build(_ calls: [Call], _ draft: inout Draft) {
    let start = calls.lazy.compactMap(\.exchange.time).first
    for call in calls {
      var step = Step(number: draft.steps.count + 1, call: call)
      if let start, let time = call.exchange.time {
        step.offsetMilliseconds = time.milliseconds(since: start)
      }
      step.skipped = reason(against: call)
      if step.isSent { substitute(&step, &draft) }
      draft.trail.learn(step)
      draft.steps.append(step)
    }
  }

  private func reason(against call: Call) -> String? {
    let request = call.exchange.request
    if request.method.isEmpty { return "its request is not in the recording" }
    if let reason = guardian.reason(against: call) { return reason }
    if request.method == "OPTIONS" { return "it is what a browser asks before a call" }
    guard ["GET", "POST", "HEAD", "PUT"].contains(request.method) else {
      return "its method is none that the service takes"
    }
    if request.body.completeness != .whole { return "its body is not whole in the recording" }
    return nil
  }

  private func substitute(_ step: inout Step, _ draft: inout Draft) {
    var found: [Substitution] = []
    var problem: String?
    let call = step.call
    _ = rewriter.rewrite(call.exchange.request) { place, text in
      if case .path(let number) = place, number < 4 { return nil }
      let role = place.name.flatMap(SensitiveNames.role)
      if let role, let source = draft.logins.source(of: text, role, call) {
        found.append(Substitution(place: place, recorded: text, source: source))
        return nil
      }
      if movesDates, WCFDate(text) != nil {
        found.append(Substitution(place: place, recorded: text, source: .movedDate))
        return nil
      }
      // A document is a text with a digit, too.
      let isWhole =
        IdentifyingText.isOne(text) && (GUID(text) != nil || draft.trail.origins(of: text) != nil)
      for value in isWhole ? [text] : IdentifyingText.guids(in: Array(text.utf8)) {
        let (source, reason) = self.source(of: value, isWhole ? role : nil, place, call, &draft)
        if let source {
          found.append(Substitution(place: place, recorded: value, source: source))
        }
        problem = problem ?? reason
      }
      // A client that went wrong may send a name or a password anywhere.
      for secret in draft.logins.recorded
      where secret.text.utf8.count >= 4 && text.contains(secret.text) {
        guard let source = draft.logins.source(of: secret.text, secret.role, call) else { continue }
        found.append(Substitution(place: place, recorded: secret.text, source: source))
      }
      return nil
    }
    step.substitutions = found
    step.withheldFields = withheldFields(call.exchange.request.fields, found, &draft)
    step.skipped = problem ?? leak(call, found, draft.logins) ?? lockout(call, found)
  }

  /// Why a request is not sent that would still have a name or a password of the recording: as the name of
  /// a parameter, encoded twice, or in the place of an operation; or any credential, as `access_token`.
  private func leak(
    _ call: Call, _ substitutions: [Substitution], _ logins: RecordedLogins
  ) -> String? {
    let request = call.exchange.request
    var isLeaking = rewriter.names(of: request).contains {
      !WireNames.all.contains($0) && logins.areIn($0)
    }
    let ownSteps = call.standing == .documented ? 4 : 2
    _ = rewriter.rewrite(request) { place, text in
      let own = substitutions.filter { $0.place == place }
      switch place {
      case .path(let number) where number < ownSteps: return nil
      // These are left out where nothing takes the place of what they have.
      case .field: return nil
      case .cookie where own.isEmpty: return nil
      default: break
      }
      let rest = own.reduce(text) { $0.replacing($1.recorded, with: "") }
      let role = place.name.flatMap(SensitiveNames.role)
      let isCredential = !rest.isEmpty && (role == .credential || role == .cookie)
      if isCredential || logins.areIn(rest) { isLeaking = true }
      return nil
    }
    return isLeaking
      ? "a name, a password or a token of the recording stands where nothing can take its place"
      : nil
  }

  /// The fields that hold an ID, a name or a password of the recording, in any spelling, where nothing
  /// takes its place.
  private func withheldFields(
    _ fields: HTTPFields, _ substitutions: [Substitution], _ draft: inout Draft
  ) -> Set<String> {
    var withheld: Set<String> = []
    for (name, value) in fields where name.lowercased() != "cookie" {
      let place = RequestPlace.field(name.lowercased())
      let rest = substitutions.reduce(value) { rest, substitution in
        substitution.place == place ? rest.replacing(substitution.recorded, with: "") : rest
      }
      // Most fields are the same in all calls.
      let known = draft.identifies[rest]
      let identifies = known ?? draft.logins.identify(rest)
      if known == nil { draft.identifies[rest] = identifies }
      let isNamed = !GlucoseContent.isOfClient(name.lowercased()) && draft.logins.areIn(name)
      if identifies || isNamed { withheld.insert(name.lowercased()) }
    }
    return withheld
  }

  /// Why a wrong password is not tried with the account of the user.
  private func lockout(_ call: Call, _ substitutions: [Substitution]) -> String? {
    guard OperationEffect(call) == .logsIn else { return nil }
    func has(_ matches: (Substitution.Source) -> Bool) -> Bool {
      substitutions.contains { matches($0.source) }
    }
    let isWrong = has { if case .invented(.password, _) = $0 { true } else { false } }
    guard isWrong, !guardian.target.isLoopback, !guardian.allowsWrites else { return nil }
    return "wrong passwords lock your account (--allow-writes)"
  }

  /// What takes the place of a value, or why the step cannot be sent.
  private func source(
    of value: String, _ role: Role?, _ place: RequestPlace, _ call: Call, _ draft: inout Draft
  ) -> (Substitution.Source?, reason: String?) {
    if let origins = draft.trail.origins(of: value) {
      if !origins.sent.isEmpty { return (.answer(origins.sent), nil) }
      if case .cookie = place { return (nil, nil) }
      let step = origins.skipped.first?.step ?? 0
      return (nil, "it needs answer \(step), which is not asked for")
    }
    switch place {
    case .field, .cookie: return (nil, nil)
    default: break
    }
    guard GUID(value) != nil else { return (nil, nil) }
    let isGood = RecordedLogins.isGood(call)
    switch role {
    case .session where draft.unknownSessions.contains(IdentifyingText.key(value)):
      return (.invented(.session, 1), nil)
    case .session:
      draft.neededLogin =
        draft.neededLogin ?? (call.service == "Subscriber" ? .subscriber : .byID)
      guard let added = draft.added else { return (nil, nil) }
      return (.answer([Origin(step: added.sessionStep, place: .body(JSONPointer()))]), nil)
    case .account where isGood && call.standing == .documented:
      draft.neededLogin = draft.neededLogin ?? .byID
      guard let step = draft.added?.accountStep else { return (nil, nil) }
      return (.answer([Origin(step: step, place: .body(JSONPointer()))]), nil)
    default:
      if !isGood { return (.invented(role ?? .identifier, 1), nil) }
      let name = place.name.map { "its \(Redactor.hiding().name($0))" } ?? "an ID in it"
      return (nil, "\(name) is from before the recording, or from elsewhere")
    }
  }

  /// The calls in the order of time, where all of them have one.
  private static func inOrder(_ calls: [Call]) -> [Call] {
    guard calls.allSatisfy({ $0.exchange.time != nil }) else { return calls }
    return calls.enumerated().sorted { left, right in
      let (one, other) = (left.element.exchange.time, right.element.exchange.time)
      guard let one, let other, one != other else { return left.offset < right.offset }
      return one < other
    }.map(\.element)
  }

  /// The sessions that the recorded service never knew.
  private static func unknownSessions(_ calls: [Call]) -> Set<String> {
    var known: Set<String> = []
    var unknown: Set<String> = []
    // What a browser asks before a call is answered for any session.
    for call in calls where call.exchange.request.method != "OPTIONS" {
      let sessions = call.typed?.parameters(of: SessionID.self) ?? []
      for session in sessions {
        if isUnknownSession(call) {
          unknown.insert(session.guid.canonical)
        } else {
          known.insert(session.guid.canonical)
        }
      }
    }
    return unknown.subtracting(known)
  }

  /// Whether the service did not know the session of a call, as far as its answer tells: where the code of
  /// a fault cannot be read, nothing is likelier.
  private static func isUnknownSession(_ call: Call) -> Bool {
    guard let code = call.fault?.code else { return call.exchange.response?.status == 500 }
    return [.sessionIdNotFound, .sessionNotValid].contains(code)
  }

  private static func applicationID(of calls: [Call]) -> String {
    for call in calls {
      var found: String?
      _ = RequestRewriter().rewrite(call.exchange.request) { _, text in
        if ApplicationID.known.contains(text.lowercased()) { found = text }
        return nil
      }
      if let found { return found }
    }
    return "d89443d2-327c-4a6f-89e5-496bbb0317db"
  }
}
