internal import Compression
internal import HTTPMessages
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// Turns hummingbird's requests into ours, and our answers into hummingbird's.
struct Responder {
  let host: StandInHost
  let control: ControlInterface
  let scheme: String
  /// HTTP/1 says how long a body is; HTTP/2 has no need to.
  let needsLength: Bool

  /// A request may have so many bytes; a day of readings has 40,000.
  static let bodyLimit = 1 << 20
  /// How long a body may take.
  private static let bodyPatience = Duration.seconds(30)

  func respond(
    _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    let message: HTTPMessages.HTTPRequest
    do {
      message = try await read(request)
    } catch let refusal as RequestRefusal {
      return try await write(refusal.response, writer, channel, request, isLast: true)
    }
    if message.target.path.hasPrefix(ControlInterface.prefix) {
      let response = await control.answer(message, isLocal: Self.isLocal(channel))
      return try await write(response, writer, channel, request)
    }
    let answer = await host.answer(message)
    if answer.delay > 0 { try await Task.sleep(for: .seconds(answer.delay)) }
    var response = answer.response
    let isCompressed = answer.isCompressed && response.status == 200 && compress(&response, request)
    try await write(
      response, writer, channel, request, cut: answer.cut, isChunked: isCompressed)
  }

  /// Compresses an answer where the client takes that.
  private func compress(
    _ response: inout HTTPMessages.HTTPResponse, _ request: Request
  ) -> Bool {
    let accepted = request.headers[.acceptEncoding]?.lowercased() ?? ""
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

    init(_ status: Int, _ text: String) {
      response = .init(
        status: status, fields: .init([("Content-Type", "text/html; charset=us-ascii")]),
        body: HTTPBody(bytes: Array("<html><body><h1>\(text)</h1></body></html>\n".utf8)))
    }
  }

  private func read(_ request: Request) async throws -> HTTPMessages.HTTPRequest {
    let head = request.head
    if head.method == .post, needsLength, head.headerFields[.contentLength] == nil,
      head.headerFields[.transferEncoding] == nil
    {
      throw RequestRefusal(411, "Length Required")
    }
    var fields = HTTPMessages.HTTPFields()
    if let authority = head.authority { fields.append(name: "Host".utf8, value: authority.utf8) }
    for field in head.headerFields {
      fields.append(name: field.name.rawName.utf8, value: field.value.utf8)
    }
    return HTTPMessages.HTTPRequest(
      method: head.method.rawValue,
      target: target(head), fields: fields,
      body: HTTPBody(bytes: try await body(request)))
  }

  /// A client of a proxy asks with an absolute target.
  private func target(_ head: HTTPTypes.HTTPRequest) -> RequestTarget {
    RequestTarget(
      target: head.path ?? "/", scheme: scheme, authority: head.authority ?? "localhost")
  }

  private func body(_ request: Request) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        var count = 0
        for try await part in request.body {
          count += part.readableBytes
          if count <= Self.bodyLimit { bytes += part.readableBytesView }
          // Read to its end, since a connection that is closed before loses the answer too.
          if count > Self.bodyLimit * 16 { break }
        }
        if count > Self.bodyLimit { throw RequestRefusal(413, "Request Entity Too Large") }
        return bytes
      }
      group.addTask {
        try await Task.sleep(for: Self.bodyPatience)
        throw RequestRefusal(408, "Request Timeout")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  /// Whether a connection comes from this machine.
  private static func isLocal(_ channel: any Channel) -> Bool {
    // A stream of HTTP/2 asks its connection.
    let address = channel.remoteAddress ?? channel.parent?.remoteAddress
    let text = address?.ipAddress ?? ""
    return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
  }

  // MARK: - Writing

  private func write(
    _ response: HTTPMessages.HTTPResponse, _ writer: consuming ResponseWriter,
    _ channel: any Channel, _ request: Request, cut: Int? = nil, isLast: Bool = false,
    isChunked: Bool = false
  ) async throws {
    var head = HTTPTypes.HTTPResponse(status: .init(code: response.status))
    for field in response.fields {
      guard let name = HTTPField.Name(field.name) else { continue }
      head.headerFields.append(HTTPField(name: name, value: field.value))
    }
    let body = response.body.bytes
    if !isChunked { head.headerFields[.contentLength] = String(body.count) }
    if isLast { head.headerFields[.connection] = "close" }
    guard request.head.method != .head, !body.isEmpty || cut != nil else {
      try await writer.writeResponse(head)
      if isLast { channel.close(mode: .all, promise: nil) }
      return
    }
    if let cut, cut == 0 {
      // Not even a head.
      channel.close(mode: .all, promise: nil)
      return
    }
    var bodyWriter = try await writer.writeHead(head)
    try await bodyWriter.write(ByteBuffer(bytes: body.prefix(cut ?? body.count)))
    if cut != nil {
      channel.close(mode: .all, promise: nil)
    } else {
      try await bodyWriter.finish(nil)
      if isLast { channel.close(mode: .all, promise: nil) }
    }
  }
}
