internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
public import ShareAPI

/// Sums up the calls of one capture.
///
/// It walks the bodies along a tree of observers, one for each place that was ever filled, and keeps
/// nothing of a call but counts. Calls of several captures are summed up one capture after another, and
/// their summaries merged.
public struct SummaryBuilder: ~Copyable {
  private let parser = JSONParser()
  private let observation = Observation(Moment(stamp: Stamp.none))
  /// By name in lower case: the service does not tell letter cases apart.
  private var operations: [String: (name: String, observer: OperationObserver)] = [:]
  /// The names of the captures in one zip, in their order.
  private var parts: [String] = []
  private var sessions = Sessions()
  private var calls = 0
  private var first: Timestamp?
  private var last: Timestamp?
  private var leftOutCalls = 0
  /// The sum of hashes, since two recorders may give calls that overlap each other in another order.
  private var traffic: UInt64 = 0
  /// The operations that count as known, in lower case; nil for all that are documented.
  private let known: Set<String>?

  /// 2015-01-01. A recorder with an earlier clock has none, and counts from 1970.
  private static let serviceBegan = Timestamp(nanoseconds: 1_420_070_400_000_000_000)

  /// A builder that has seen nothing.
  ///
  /// - Parameter known: The operations that it knows, as `Publisher/CreateContact`; nil for all that are
  ///   documented. Calls of others are seen as those of a service that nobody has described.
  public init(known: Set<String>? = nil) {
    self.known = known.map { Set($0.map { $0.lowercased() }) }
  }

  /// Takes a call; one of somebody else's service is left alone.
  public mutating func add(_ call: Call) {
    var call = call
    if let known, call.typed != nil, !known.contains(Names.operation(of: call)?.lowercased() ?? "")
    {
      call.forget()
    }
    guard let name = Names.operation(of: call) else { return }
    calls += 1
    let status = call.exchange.response?.status ?? 0
    traffic &+= StableHash("\(name.lowercased()) \(status)").value
    let time = call.exchange.time.flatMap { $0 < Self.serviceBegan ? nil : $0 }
    if let time {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
    observation.moment = Moment(
      message: calls,
      stamp: Stamp(call.exchange.place, at: time, part: part(call.exchange.place.capture)))
    guard let (name, operation) = operation(name, call) else {
      leftOutCalls += 1
      return
    }
    observation.identifiers.operation = name
    operation.observe(call, parser, observation)
    if let delay = sessions.delay(of: call, named: name, observation.identifiers) {
      operation.add(delay, observation.moment)
    }
    if observation.isCrowded { limit() }
  }

  private mutating func part(_ capture: String) -> Int32 {
    if parts.last == capture { return Int32(parts.count - 1) }
    if let known = parts.firstIndex(of: capture) { return Int32(known) }
    guard parts.count < 1_024 else { return Int32(parts.count - 1) }
    parts.append(capture)
    return Int32(parts.count - 1)
  }

  private mutating func operation(
    _ name: String, _ call: Call
  ) -> (name: String, observer: OperationObserver)? {
    let key = name.lowercased()
    if let known = operations[key] {
      if known.name != name { operations[key]?.name = Names.clearer(known.name, name) }
      return operations[key]
    }
    let rank = Rank(operation: name, isKnown: call.typed != nil)
    guard observation.admits(rank) else { return nil }
    operations[key] = (name, OperationObserver(rank, call))
    return operations[key]
  }

  private mutating func limit() {
    observation.limit(operations.values.flatMap(\.observer.ranks))
    for (key, (_, operation)) in operations {
      if operation.rank.value > observation.threshold {
        leftOutCalls += operation.total
        operations[key] = nil
      } else {
        operation.limit(to: observation.threshold)
      }
    }
  }

  /// What was observed.
  ///
  /// - Parameters:
  ///   - label: What the capture is called, as far as that may be shown; of a builder that is not told,
  ///     the name that the calls came with.
  ///   - digests: The SHA-256 of each of its files, in hexadecimal. With them the summary can be merged
  ///     with others.
  public func summary(label: String? = nil, digests: [String] = []) -> Summary {
    let label = label ?? Redactor.hiding().label(parts.first ?? "-")
    let id = CaptureRecord.id(digests, label)
    var record = CaptureRecord(id: id, digests: digests, label: label)
    record.calls = calls
    (record.first, record.last) = (first, last)
    record.isInOrder = sessions.isInOrder
    record.traffic = traffic
    var summary = Summary()
    summary.captures = [record]
    for (name, observer) in operations.values {
      summary.operations[name] = observer.summary(id, hasDelays: sessions.isInOrder)
    }
    let forgotten = observation.identifiers.leftOut
    if forgotten > 0 { summary.leftOut[.identifiers] = forgotten }
    if leftOutCalls > 0 { summary.leftOut[.operations] = leftOutCalls }
    summary.trim()
    return summary
  }
}

extension Call {
  /// Takes away all that is known of its operation but what its path and its answer say themselves.
  fileprivate mutating func forget() {
    // Below another root it is a call of the service only because its name is known.
    guard !isMoved else { return standing = .foreign }
    let steps = exchange.request.target.path.split(separator: "/").dropFirst(2)
    service = steps.first.map(String.init)
    operation = steps.dropFirst().joined(separator: "/")
    typed = nil
    standing = .undocumented
    switch fault {
    case .envelope, .status, .noAnswer, nil: break
    default: fault = nil
    }
  }
}
