public import HTTPMessages

extension ReferenceExchange {
  /// The exchange, as a reader of recordings would give it.
  public var exchange: Exchange {
    let host = text("host") ?? ""
    let target = text("target") ?? ""
    let url = target.hasPrefix("/") ? "https://\(host)\(target)" : target
    let request = HTTPRequest(
      method: text("method") ?? "", target: RequestTarget(url: url),
      body: HTTPBody(bytes: body("requestBody")))
    let response = integer("status").map {
      HTTPResponse(status: $0, body: HTTPBody(bytes: body("responseBody")))
    }
    return Exchange(
      place: .init(capture: session, entry: integer("n") ?? 0), request: request,
      response: response)
  }
}
