internal import Bytes
public import HTTPMessages
internal import JSONDecoding
public import ShareAPI

/// Gives exchanges without their secrets: what a call of the same form would be if somebody else had
/// made it.
///
/// With `Redactor.hiding(.shape)` the types make of it what they make of the recorded one, without a
/// diagnostic more or less. Texts in places that nobody has documented are hidden like secrets; what
/// stands in the documented ones follows `Redactor`, so that the same secret has the same stand-in in
/// URLs, fields, bodies and faults.
public struct ExchangeRedactor {
  let redactor: Redactor
  private var bodies: RedactedBody
  private let parser = JSONParser()
  private let json = JSONWriter()

  /// One for the exchanges of a run.
  public init(_ redactor: Redactor) {
    self.redactor = redactor
    bodies = RedactedBody(redactor)
  }

  /// The exchange of a call without its secrets; as it was recorded where the redactor reveals.
  public mutating func exchange(of call: Call) -> Exchange {
    var exchange = call.exchange
    if redactor.isRevealing { return exchange }
    redactor.learn(from: call, parser)
    exchange.place.capture = redactor.label(exchange.place.capture)
    exchange.request = request(of: call)
    if let response = exchange.response {
      // What no type explains is shown by its size.
      let showsSize = call.standing == .undocumented || call.standing == .foreign
      let body = body(response.body, originOfResponse(call), keepsSize: showsSize)
      exchange.response = HTTPResponse(
        status: redactor.status(response.status) ?? 0,
        fields: fields(response.fields, from: response.body, to: body), body: body)
    }
    exchange.transfer = exchange.transfer.map { transfer($0, of: exchange) }
    exchange.diagnostics = exchange.diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.place = redactor.place(diagnostic.place)
      diagnostic.what = redactor.label(diagnostic.what)
      diagnostic.advice = diagnostic.advice.map(redactor.label)
      return diagnostic
    }
    return exchange
  }

  private mutating func request(of call: Call) -> HTTPRequest {
    let request = call.exchange.request
    let body = body(request.body, originOfRequest(call))
    return HTTPRequest(
      method: request.method.isEmpty ? "" : redactor.method(request.method),
      target: redactor.target(
        request.target, of: call.standing, isAuthority: request.method == "CONNECT"),
      fields: fields(request.fields, from: request.body, to: body), body: body)
  }

  private func transfer(_ transfer: Exchange.Transfer, of exchange: Exchange) -> Exchange.Transfer {
    var transfer = transfer
    if let version = transfer.version?.rawValue, !SafeText.isVersion(version) {
      transfer.version = nil
    }
    if var connection = transfer.connection {
      connection.id = connection.id.map {
        $0.utf8.count <= 6 && $0.utf8.allSatisfy(isDigit) ? $0 : redactor.unknown($0)
      }
      let isOfService = Hosts.region(of: exchange.request.target.host) != nil
      connection.serverAddress = connection.serverAddress.map {
        redactor.address($0, isOfService: isOfService)
      }
      transfer.connection = connection
    }
    return transfer
  }

  /// What is known about the body of a request.
  private func originOfRequest(_ call: Call) -> RedactedBody.Origin {
    switch call.standing {
    case .documented: .documented(call.typed.flatMap { type(of: $0).requestRole })
    case .undocumented, .foreign: .unknown
    case .signed: .opaque
    }
  }

  /// What is known about the body of a response: a fault is documented wherever it comes.
  private func originOfResponse(_ call: Call) -> RedactedBody.Origin {
    if case .envelope = call.fault { return .documented(nil) }
    switch call.standing {
    case .documented: return .documented(call.typed.flatMap { type(of: $0).responseRole })
    case .undocumented, .foreign: return .unknown
    case .signed: return .opaque
    }
  }

  /// A body without its secrets. What is no text is shown by its size, which stays; that of a text
  /// would tell how long its secrets are.
  private mutating func body(
    _ body: HTTPBody, _ origin: RedactedBody.Origin, keepsSize: Bool = false
  ) -> HTTPBody {
    var keepsSize = keepsSize
    if body.bytes.allSatisfy({ $0 <= 0x20 }) { return body }
    // A reader that fails leaves nothing written.
    let isJSON: Void? = try? parser.read(body.bytes) { bodies.write($0, origin, to: json) }
    var bytes: [UInt8] = []
    if isJSON != nil {
      json.newline()
      json.take { bytes = Array($0.dropLast()) }
    } else if let text = String(validating: body.bytes, as: UTF8.self) {
      bytes = Array(self.text(text, origin).utf8)
    } else {
      // Not UTF-8 either, but nothing of it.
      keepsSize = true
      bytes = [0xFF] + Array(redactor.unknown(String(decoding: body.bytes, as: UTF8.self)).utf8)
    }
    return HTTPBody(
      bytes: bytes, completeness: body.completeness, recordedSize: keepsSize ? body.size : nil)
  }

  /// A text that is not JSON has no names that tell what is a secret in it; it stays what it is: a
  /// page, a document, a text.
  private func text(_ text: String, _ origin: RedactedBody.Origin) -> String {
    switch (TextKind(text.utf8), origin) {
    case (.html, _): "<html>\(redactor.unknown(text))</html>"
    case (.xml, .documented(let role)): RedactedXML(redactor, role).document(text)
    case (.xml, _): "<text>\(redactor.unknown(text))</text>"
    case (.plain, _): redactor.unknown(text)
    }
  }
}
