internal import Bytes
public import HTTPMessages

/// Turns exchanges into calls, one after another in the order of the recording.
///
/// It remembers which IDs were given out, so that it can explain what a later call does with them;
/// nothing else passes from one call to the next.
public struct CallDecoder {
  private let decoder = BodyDecoder()
  private var explainer: Explainer?
  /// The places of the paths that came last: a recording has few of them, thousands of times.
  private var endpoints: [String: Endpoint] = [:]

  /// A decoder that has seen nothing.
  ///
  /// - Parameter explains: Whether calls get notes.
  public init(explains: Bool = true) { explainer = explains ? Explainer() : nil }

  /// The call that an exchange is.
  ///
  /// - Parameter parameters: What is taken as if it stood in the query, behind what stands there.
  public mutating func decode(
    _ exchange: Exchange, parameters: [RequestTarget.QueryItem] = []
  ) -> Call {
    let endpoint = endpoint(of: exchange.request.target)
    var call = Call(
      exchange: exchange, standing: endpoint.standing, service: endpoint.service,
      operation: endpoint.operation, notes: [], diagnostics: exchange.diagnostics)
    call.isMoved = endpoint.isMoved
    if let type = endpoint.type {
      decode(&call, parameters, as: type)
      call.fault = fault(of: call)
    } else if call.standing != .foreign {
      let body = exchange.response?.body ?? .absent
      var diagnostics: [Diagnostic] = []
      call.fault =
        decoder.envelope(body, &diagnostics).map(Fault.envelope) ?? failedStatus(of: call)
      call.diagnostics += diagnostics
    }
    explainer?.explain(&call)
    return call
  }

  private mutating func endpoint(of target: RequestTarget) -> Endpoint {
    if let known = endpoints[target.path] { return known }
    let endpoint = Endpoint(target)
    if endpoints.count >= 256 { endpoints.removeAll(keepingCapacity: true) }
    endpoints[target.path] = endpoint
    return endpoint
  }

  private func decode<Operation: ShareOperation>(
    _ call: inout Call, _ parameters: [RequestTarget.QueryItem], as type: Operation.Type
  ) {
    let (typed, diagnostics) = decoder.decode(call.exchange, parameters, as: type)
    call.typed = typed
    call.diagnostics += diagnostics
  }

  private func fault(of call: Call) -> Fault? {
    guard let typed = call.typed, let response = call.exchange.response, response.status != 0,
      let form = typed.responseForm
    else { return .noAnswer }
    if let envelope = typed.envelope { return .envelope(envelope) }
    if let failed = failedStatus(of: call) { return failed }
    // What a browser asks before a call, and the head of an answer, have no body.
    if ["OPTIONS", "HEAD"].contains(call.exchange.request.method) { return nil }
    switch form {
    case .empty: return typed.isAnswerDue ? .emptyAnswer : nil
    case .text(.html): return .page
    case .text, .binary: return .text
    default: return typed.answeredID?.guid.isZero == true ? .zeroGUID : nil
    }
  }

  /// What a status other than success means by itself.
  private func failedStatus(of call: Call) -> Fault? {
    guard let response = call.exchange.response, response.status != 0 else { return .noAnswer }
    let isSuccess = (200..<300).contains(response.status) || response.status == 304
    return isSuccess ? nil : .status(response.status)
  }
}
