internal import Compression
internal import HTTPMessages
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// Turns hummingbird's requests into ours, and our answers into hummingbird's.
struct Responder {
  let host: StandInHost
  let control: ControlInterface
  /// Where what is asked and answered is taken down; nil for nowhere.
  let recording: Recording?
  let scheme: String
  let deadlines: BodyDeadlines
  /// HTTP/1 says how long a body is; HTTP/2 has no need to.
  let needsLength: Bool

  /// A request may have so many bytes, packed and unpacked; a day of readings has 40,000.
  static let bodyLimit = 1 << 20

  func respond(
    _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    let start = ContinuousClock.now
    let message: HTTPMessages.HTTPRequest
    do {
      message = try await read(request, writer, channel)
    } catch let refusal as RequestRefusal {
      return try await write(refusal.response, writer, channel, request, isLast: true)
    }
    if message.target.path.hasPrefix(ControlInterface.prefix) {
      let response = await control.answer(message, isLocal: Self.isLocal(channel))
      return try await write(response, writer, channel, request)
    }
    let (answer, time) = await host.answer(message)
    if answer.delay > 0 { try await Task.sleep(for: .seconds(answer.delay)) }
    var response = answer.response
    let isCompressed =
      answer.isCompressed && response.status == 200 && compress(&response, message)
    try await write(
      response, writer, channel, request, cut: answer.cut, isChunked: isCompressed)
    await recording?.add(
      message, answer.sentResponse(hasLength: !isCompressed), at: time,
      duration: ContinuousClock.now - start)
  }

  /// Compresses an answer where the client takes that.
  private func compress(
    _ response: inout HTTPMessages.HTTPResponse, _ request: HTTPMessages.HTTPRequest
  ) -> Bool {
    let accepted = request.fields.values("Accept-Encoding").joined(separator: ",").lowercased()
    let isAccepted = accepted.split(separator: ",").contains {
      $0.trimmingPrefix(" ").hasPrefix("gzip") && !$0.hasSuffix("q=0")
    }
    guard isAccepted, let packed = GzipEncoder.encode(response.body.bytes) else { return false }
    response.body.bytes = packed
    response.fields.append(name: "Content-Encoding".utf8, value: "gzip".utf8)
    return true
  }

  // MARK: - Reading

  private struct RequestRefusal: Error {
    var response: HTTPMessages.HTTPResponse

    static let tooLarge = RequestRefusal(413, "Request Entity Too Large")
    static let unknownCoding = RequestRefusal(415, "Unsupported Media Type")
    static let damaged = RequestRefusal(400, "Bad Request")

    init(_ status: Int, _ text: String) {
      response = .init(
        status: status, fields: .init([("Content-Type", "text/html; charset=us-ascii")]),
        body: HTTPBody(bytes: Array("<html><body><h1>\(text)</h1></body></html>\n".utf8)))
    }
  }

  private func read(
    _ request: Request, _ writer: borrowing ResponseWriter, _ channel: any Channel
  ) async throws -> HTTPMessages.HTTPRequest {
    let head = request.head
    // Asked here, since hummingbird's fields take longer to find one.
    var fields = HTTPMessages.HTTPFields(capacity: 16, bytes: 1 << 10)
    if let authority = head.authority { fields.append(name: "Host".utf8, value: authority.utf8) }
    for field in head.headerFields {
      fields.append(name: field.name.rawName.utf8, value: field.value.utf8)
    }
    let length = fields["Content-Length"]
    let isChunked = fields["Transfer-Encoding"] != nil
    let isControl = head.path?.hasPrefix(ControlInterface.prefix) == true
    if head.method == .post, needsLength, length == nil, !isChunked, !isControl {
      throw RequestRefusal(411, "Length Required")
    }
    if fields["Expect"]?.lowercased() == "100-continue" {
      try await writer.writeInformationalHead(HTTPTypes.HTTPResponse(status: .continue))
    }
    let body = try await body(
      request, channel, length: length.flatMap { Int($0) }, isOpenEnded: isChunked || !needsLength)
    return HTTPMessages.HTTPRequest(
      method: head.method.rawValue, target: target(head), fields: fields,
      body: try unpacked(body, codings: fields.values("Content-Encoding")))
  }

  /// A body without its content codings.
  private func unpacked(_ bytes: [UInt8], codings: [String]) throws -> HTTPBody {
    guard !codings.isEmpty, !bytes.isEmpty else { return HTTPBody(bytes: bytes) }
    let (body, problem) = contentDecoded(
      bytes, contentEncoding: codings.joined(separator: ","), limit: Self.bodyLimit)
    switch problem {
    case nil: return body
    case .unknown: throw RequestRefusal.unknownCoding
    case .damaged(let error):
      if case .limit = error.reason { throw RequestRefusal.tooLarge }
      throw RequestRefusal.damaged
    }
  }

  /// A client of a proxy asks with an absolute target.
  private func target(_ head: HTTPTypes.HTTPRequest) -> RequestTarget {
    RequestTarget(
      target: head.path ?? "/", scheme: scheme, authority: head.authority ?? "localhost")
  }

  /// - Parameters:
  ///   - length: What the head says of it.
  ///   - isOpenEnded: Whether there may be one where the head says nothing.
  private func body(
    _ request: Request, _ channel: any Channel, length: Int?, isOpenEnded: Bool
  ) async throws -> [UInt8] {
    if length == 0 || length == nil && !isOpenEnded { return [] }
    if let length, length > Self.bodyLimit * 16 { throw RequestRefusal.tooLarge }
    let deadline = deadlines.begin(channel)
    defer { deadlines.end(deadline) }
    var bytes: [UInt8] = []
    var count = 0
    for try await part in request.body {
      count += part.readableBytes
      if count <= Self.bodyLimit { bytes += part.readableBytesView }
      // Read to its end, since a connection that is closed before loses the answer too.
      if count > Self.bodyLimit * 16 { break }
    }
    if count > Self.bodyLimit { throw RequestRefusal.tooLarge }
    // A client that went away in the middle has asked for nothing.
    if let length, count < length { throw ChannelError.inputClosed }
    return bytes
  }

  /// Whether a connection comes from this machine.
  private static func isLocal(_ channel: any Channel) -> Bool {
    // A stream of HTTP/2 asks its connection.
    let address = channel.remoteAddress ?? channel.parent?.remoteAddress
    let text = address?.ipAddress ?? ""
    return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
  }

  // MARK: - Writing

  /// The names that most answers have, since making one costs more than the rest of a field.
  private static let names: [String: HTTPField.Name] = Dictionary(
    uniqueKeysWithValues: FieldWriter.names.compactMap { name in
      HTTPField.Name(name).map { (name, $0) }
    })

  private func write(
    _ response: HTTPMessages.HTTPResponse, _ writer: consuming ResponseWriter,
    _ channel: any Channel, _ request: Request, cut: Int? = nil, isLast: Bool = false,
    isChunked: Bool = false
  ) async throws {
    var head = HTTPTypes.HTTPResponse(status: .init(code: response.status))
    let body = response.body.bytes
    let isBodiless = response.isBodiless
    let hasLength = !isChunked && !isBodiless
    head.headerFields.reserveCapacity(response.fields.count + 2)
    for field in response.fields {
      guard let name = Self.names[field.name] ?? HTTPField.Name(field.name),
        !(hasLength && name == .contentLength)
      else { continue }
      head.headerFields.append(HTTPField(name: name, value: field.value))
    }
    if hasLength {
      head.headerFields.append(HTTPField(name: .contentLength, value: String(body.count)))
    }
    // HTTP/2 ends a stream by its last frame, and an answer before it is lost by closing.
    let closes = isLast && needsLength
    if closes { head.headerFields[.connection] = "close" }
    guard request.head.method != .head, !isBodiless, !body.isEmpty || cut != nil else {
      try await writer.writeResponse(head)
      if closes { channel.close(mode: .all, promise: nil) }
      return
    }
    if let cut {
      // Cut at 0, there is not even a head.
      if cut > 0 {
        var bodyWriter = try await writer.writeHead(head)
        try await bodyWriter.write(ByteBuffer(bytes: body.prefix(cut)))
      }
    } else {
      try await writer.write(
        response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
    if closes || cut != nil { channel.close(mode: .all, promise: nil) }
  }
}

extension HTTPMessages.HTTPResponse {
  /// Whether the status itself says that there is no body (RFC 9110 section 8.6).
  fileprivate var isBodiless: Bool { [204, 304].contains(status) }
}

extension ServiceAnswer {
  /// The response as far as the rule of a scenario lets it go; nil where it does not begin.
  ///
  /// - Parameter hasLength: Whether it was sent with the length of its body.
  fileprivate func sentResponse(hasLength: Bool) -> HTTPMessages.HTTPResponse? {
    var sent = response
    if hasLength, !response.isBodiless {
      let length = String(response.body.bytes.count)
      sent.fields.append(name: "Content-Length".utf8, value: length.utf8)
    }
    guard let cut, cut > 0 else { return cut == nil ? sent : nil }
    guard cut < response.body.bytes.count else { return sent }
    sent.body = HTTPBody(bytes: Array(response.body.bytes.prefix(cut)), completeness: .cut)
    return sent
  }
}
