internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// Observes the calls of one operation.
final class OperationObserver {
  let rank: Rank
  private let standing: Call.Standing
  private var calls = Counter()
  private var methods = NamedCounters(.methods)
  private var hosts = NamedCounters(.paths)
  private var paths = NamedCounters(.paths)
  private var lastPath: (path: String, shown: String)?
  private let query: ObjectObserver
  /// Nil for calls whose parameters are known.
  private let header: ObjectObserver?
  private var refusals = Refusals()
  /// Whether a request was answered well.
  private var isAnswered = false
  private var requestFields = FieldsObserver()
  private let requestBody: BodyObserver
  private var responses: [Int: ResponseObserver] = [:]
  private var leftOutAnswers = 0
  private var delays = DelayCounters()
  /// All calls, with those of OPTIONS and HEAD.
  private(set) var total = 0

  init(_ rank: Rank, _ call: Call) {
    self.rank = rank
    standing = call.standing
    query = ObjectObserver(rank.inside("query"), at: "query ")
    header =
      call.standing == .undocumented ? ObjectObserver(rank.inside("header"), at: "header ") : nil
    requestBody = BodyObserver(
      rank.inside("request"), isSecret: call.typed.map { type(of: $0).requestRole != nil } ?? false)
  }

  func observe(_ call: Call, _ parser: JSONParser, _ observation: Observation) {
    let request = call.exchange.request
    let moment = observation.moment
    total += 1
    methods.add(Names.method(request.method), moment)
    guard request.method != "OPTIONS", request.method != "HEAD" else { return }
    calls.add(moment)
    hosts.add(Names.host(of: request.target), moment)
    paths.add(path(of: call), moment)
    let isOpaque = call.standing == .signed
    requestFields.observe(request.fields, moment)
    observation.identifiers.beginRequest()
    let hasFailed = call.exchange.response.map { $0.status >= 400 } ?? false
    if !call.isRefused {
      // What a service makes of a wrong value is not always InvalidArgument. Of what nobody has described
      // those that it took tell more; until there are some, these are all there is.
      observation.hasWrongValues = hasFailed && isAnswered && standing == .undocumented
      query.observe(
        request.target.queryItems.lazy.map { ($0.name, $0.value) }, observation)
      header?.observe(FieldValues.parameters(in: request.fields), observation)
      requestBody.observe(request.body, request.fields, isOpaque: isOpaque, parser, observation)
      observation.hasWrongValues = false
      // Only of what nobody has described is it asked what is required.
      if standing == .undocumented { refusals.accept(request, parser) }
    } else if call.fault?.code == .invalidArgument, !isOpaque {
      refusals.refuse(request, parser, moment)
    }
    isAnswered = isAnswered || call.exchange.response != nil && !hasFailed
    let status = call.exchange.response?.status ?? 0
    guard let response = response(status, call, observation) else { return leftOutAnswers += 1 }
    observation.identifiers.beginAnswer()
    response.observe(call, isOpaque: isOpaque, parser, observation)
  }

  /// Counts how long after another operation the call came.
  func add(_ delay: Delay, _ moment: Moment) { delays.add(delay, moment) }

  private func path(of call: Call) -> String {
    let path = call.exchange.request.target.path
    if let lastPath, lastPath.path == path { return lastPath.shown }
    let shown = Names.path(of: call)
    lastPath = (path, shown)
    return shown
  }

  private func response(
    _ status: Int, _ call: Call, _ observation: Observation
  ) -> ResponseObserver? {
    if let known = responses[status] { return known }
    let rank = rank.inside(String(status), isKnown: Names.isKnown(status: status))
    guard observation.admits(rank) else { return nil }
    let isSecret = call.typed.map { type(of: $0).responseRole != nil } ?? false
    let response = ResponseObserver(rank, isSecret: isSecret)
    responses[status] = response
    return response
  }

  // MARK: Limits

  /// The ranks of the operation and of all statuses and members inside.
  var ranks: [UInt64] {
    let inside = responses.values.flatMap { [$0.rank.value] + $0.body.objects.flatMap(\.ranks) }
    let header = header?.ranks ?? []
    return [rank.value] + query.ranks + header + requestBody.objects.flatMap(\.ranks) + inside
  }

  /// Lets go of what the threshold excludes.
  func limit(to threshold: UInt64) {
    for (status, response) in responses where response.rank.value > threshold {
      leftOutAnswers += response.answers.count
      responses[status] = nil
    }
    let outer = [query] + (header.map { [$0] } ?? [])
    for object in outer + requestBody.objects + responses.values.flatMap(\.body.objects) {
      object.limit(to: threshold)
    }
  }

  /// - Parameter hasDelays: Whether delays between calls mean anything.
  func summary(_ id: String, hasDelays: Bool) -> OperationSummary {
    var summary = OperationSummary(standing: standing.rawValue)
    summary.calls = calls.tally(id)
    summary.methods = methods.tallies(id, &summary.leftOut)
    summary.hosts = hosts.tallies(id, &summary.leftOut)
    summary.paths = paths.tallies(id, &summary.leftOut)
    summary.query = query.summary(id)
    if let header { summary.header = header.summary(id) }
    summary.refusals = refusals.tallies(id, &summary.leftOut)
    summary.requestFields = requestFields.summaries(id, &summary.leftOut)
    summary.requestBody = requestBody.summary(id)
    summary.responses = responses.mapValues { $0.summary(id) }
    if leftOutAnswers > 0 { summary.leftOut[.statuses] = leftOutAnswers }
    if hasDelays { summary.delays = delays.tallies(id, &summary.leftOut) }
    return summary
  }
}

extension Call {
  /// Whether the request may be to blame for the failure, so that it says nothing of what requests look
  /// like. Of a code that nobody knows, what it blames is not known either.
  fileprivate var isRefused: Bool {
    guard let status = exchange.response?.status, status >= 400 else { return false }
    return fault?.code.map { $0 == .invalidArgument || $0.name == nil } ?? true
  }
}

/// Observes the answers with one status.
final class ResponseObserver {
  let rank: Rank
  let body: BodyObserver
  private(set) var answers = Counter()
  private var fields = FieldsObserver()
  private var faultCodes = NamedCounters(.faultCodes)
  private var redirects = NamedCounters(.paths)

  init(_ rank: Rank, isSecret: Bool) {
    self.rank = rank
    body = BodyObserver(rank.inside("body"), isSecret: isSecret)
  }

  func observe(_ call: Call, isOpaque: Bool, _ parser: JSONParser, _ observation: Observation) {
    answers.add(observation.moment)
    guard let response = call.exchange.response else { return }
    fields.observe(response.fields, observation.moment)
    body.observe(response.body, response.fields, isOpaque: isOpaque, parser, observation)
    if let code = call.fault?.code?.rawValue {
      let shown = PublicNames.isCode(code) ? code : Names.hidden
      faultCodes.add(shown, observation.moment)
    }
    if (300..<400).contains(response.status), let location = response.fields["Location"] {
      let target = RequestTarget(url: location)
      let isSame = target.host.isEmpty || target.host == call.exchange.request.target.host
      redirects.add(isSame ? "same-host" : "other-host", observation.moment)
    }
  }

  func summary(_ id: String) -> ResponseSummary {
    var summary = ResponseSummary()
    summary.answers = answers.tally(id)
    summary.body = body.summary(id)
    summary.fields = fields.summaries(id, &summary.leftOut)
    summary.faultCodes = faultCodes.tallies(id, &summary.leftOut)
    summary.redirects = redirects.tallies(id, &summary.leftOut)
    return summary
  }
}
