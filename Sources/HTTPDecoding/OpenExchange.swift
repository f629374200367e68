internal import Bytes
internal import HTTPMessages

/// A message of which more may come.
struct OpenMessage {
  let first: PacketPlace
  var last: PacketPlace
  var fields: HTTPFields
  var body = BodyCollector()
  /// Why no more comes; nil while more may.
  var end: End?
  /// Frames are missing that may have been of this message.
  var mayMissBytes = false

  enum End: Equatable {
    case whole
    /// It ends too early.
    case cut(because: String, isDamage: Bool)
  }

  init(first: PacketPlace, fields: HTTPFields) {
    self.first = first
    last = first
    self.fields = fields
  }

  /// Adds fields behind those that are there.
  mutating func append(_ trailers: HTTPFields) {
    for field in trailers { fields.append(name: field.name.utf8, value: field.value.utf8) }
  }
}

/// An exchange of which more may come.
struct OpenExchange {
  var method = ""
  var target = RequestTarget(url: "")
  var request: OpenMessage?
  var status = 0
  var response: OpenMessage?
  var version: HTTPVersion
  /// Nothing was sent on its connection before.
  let isFirst: Bool
  var streamID: Int?
  var interim: [Int] = []
  var diagnostics: [Diagnostic] = []
  /// Its answer was lost in a gap.
  var isGivenUp = false
  /// Who gave up its HTTP/2 stream, and why.
  var resetWords: String?

  init(version: HTTPVersion, isFirst: Bool) {
    self.version = version
    self.isFirst = isFirst
  }

  /// The first packet that belongs to it.
  var first: PacketPlace? { request?.first ?? response?.first }

  /// Bytes of bodies that it keeps.
  var keptBytes: Int { (request?.body.bytes.count ?? 0) + (response?.body.bytes.count ?? 0) }
}

/// Where exchanges come from.
struct Origin {
  let capture: String
  let stream: Int
  /// What the connection speaks: `http`, or `https` inside TLS.
  let scheme: String

  func text(_ place: PacketPlace) -> String {
    "\(capture), stream \(stream), packet \(place.number)"
  }

  /// An exchange as far as it came.
  ///
  /// - Parameter serverEnd: Why nothing more comes from the server; nil where more may.
  func finished(_ open: OpenExchange, serverEnd: StreamEnd?) -> Exchange {
    var diagnostics = open.diagnostics
    let requestBody = open.request.map { body($0, "request", &diagnostics) }
    let responseBody = open.response.map { body($0, "response", &diagnostics) }
    let (request, response) = (open.request.map(span), open.response.map(span))
    let transfer = Exchange.Transfer(
      version: open.version, streamID: open.streamID, interim: open.interim,
      isFirst: open.isFirst, timings: Exchange.Timings(request: request, response: response))
    if open.request == nil, let first = open.first {
      diagnostics.append(
        Diagnostic(
          "http-request-missing", at: text(first), "the request of this response is not recorded"))
    }
    if open.response == nil, let request = open.request {
      let words =
        open.isGivenUp ? "it was not recorded" : open.resetWords ?? serverEnd?.words ?? "none came"
      diagnostics.append(
        Diagnostic(
          "http-response-missing", at: text(request.last), "there is no response: \(words)",
          isDamage: open.isGivenUp))
    }
    let places = [
      open.request?.first, open.request?.last, open.response?.first, open.response?.last,
    ]
    .compactMap { $0?.number }
    return Exchange(
      place: .init(
        capture: capture, stream: stream, firstPacket: places.min() ?? 0,
        lastPacket: places.max() ?? 0),
      time: open.first?.time, durationMilliseconds: duration(request, response),
      request: HTTPRequest(
        method: open.method, target: open.target, fields: open.request?.fields ?? HTTPFields(),
        body: requestBody ?? .absent),
      response: open.response.map {
        HTTPResponse(status: open.status, fields: $0.fields, body: responseBody ?? .absent)
      },
      transfer: transfer, diagnostics: diagnostics)
  }

  private func span(_ message: OpenMessage) -> Exchange.Span {
    .init(start: message.first.time, end: message.last.time)
  }

  private func duration(_ request: Exchange.Span?, _ response: Exchange.Span?) -> Double? {
    guard let request, let response else { return nil }
    return Exchange.Span(start: request.start, end: response.end).milliseconds
  }

  /// The body of a message, decoded, and what is wrong with it.
  private func body(
    _ message: OpenMessage, _ part: String, _ diagnostics: inout [Diagnostic]
  ) -> HTTPBody {
    let collector = message.body
    var isCut = false
    func complain(_ id: String, _ what: String, isDamage: Bool = true) {
      isCut = true
      diagnostics.append(
        Diagnostic(id, at: text(message.last), "the \(part) \(what)", isDamage: isDamage))
    }
    if case .cut(let because, let isDamage)? = message.end {
      complain("http-cut", "ends early: \(because)", isDamage: isDamage)
    }
    if collector.hasHole {
      let count = collector.missing > 0 ? "\(collector.missing)" : "an unknown number of"
      complain("http-gap", "misses \(count) bytes of its body, which were not recorded")
    }
    if collector.isOverLimit {
      complain("http-limit", "has \(collector.received) bytes, of which the first are kept")
    }
    guard !collector.bytes.isEmpty else {
      return HTTPBody(bytes: [], completeness: isCut ? .cut : .whole)
    }
    let codings =
      message.fields.values("content-encoding")
      + BodyFraming.transferCodings(message.fields).filter { $0 != "chunked" }
    guard !codings.isEmpty else {
      return HTTPBody(bytes: collector.bytes, completeness: isCut ? .cut : .whole)
    }
    var (body, problem) = contentDecoded(
      collector.bytes, contentEncoding: codings.joined(separator: ","))
    // That a body which is cut cannot be decoded to its end is no news.
    if let problem, !isCut {
      complain("http-coding", "cannot be decoded: \(problem)")
      // Nothing of it was ever in this coding, whatever its sender says.
      if body.bytes.isEmpty { body.bytes = collector.bytes }
    }
    if isCut { body.completeness = .cut }
    return body
  }
}
