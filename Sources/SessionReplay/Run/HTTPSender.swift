internal import AsyncHTTPClient
internal import Foundation
public import HTTPMessages
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Sends requests over HTTP to the target alone.
///
/// The name of the target is looked up once, every address is checked (`SafetyGuard`), and connections go to
/// them by their numbers: a name that means another machine a moment later changes nothing. Where nobody
/// listens at one, the next is tried. Redirects are answers, not orders, and proxies are not asked unless
/// they were given.
public final class HTTPSender: RequestSender {
  /// How to send.
  public struct Configuration: Sendable {
    /// Milliseconds for a connection, and for a whole answer from the request on.
    public var timeoutMilliseconds: Int64 = 30_000
    /// Certificates of authorities to trust in place of the system's, as a file in PEM.
    public var authorityPath: String?
    /// The proxy; nil for none.
    public var proxy: (host: String, port: Int)?
    /// How many connections may be open.
    public var connections = 8

    /// The usual.
    public init() {}
  }

  /// One for each address of the target.
  private let clients: [HTTPClient]
  /// The client that was answered last.
  private let current = Atomic(0)
  /// Whether the target has answered anything.
  private let isAnswered = Atomic(false)
  private let target: ReplayTarget
  private let timeout: TimeAmount
  /// An answer of the service has less than a megabyte.
  private static let bodyLimit = 1 << 26

  /// Looks up the target. Nothing is sent.
  ///
  /// - Throws: `ReplayRefusal` for an address that is not allowed; `SendFailure` where there is none.
  public init(
    _ guardian: SafetyGuard, _ configuration: Configuration,
    resolver: TargetResolver = .system
  ) throws {
    target = guardian.target
    timeout = .milliseconds(configuration.timeoutMilliseconds)
    var settings = HTTPClient.Configuration()
    var addresses: [String] = []
    if let proxy = configuration.proxy, !target.isLoopback {
      settings.proxy = .server(host: proxy.host, port: proxy.port)
    } else {
      addresses = try Self.addresses(guardian, resolver)
    }
    settings.redirectConfiguration = .disallow
    settings.decompression = .disabled
    settings.timeout = .init(connect: timeout)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connections
    // It connects once, or says why not: what to do about it is the replay's to decide.
    settings.connectionPool.retryConnectionEstablishment = false
    let usesProxy = settings.proxy != nil
    let check: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
      channel.eventLoop.makeCompletedFuture {
        guard !usesProxy else { return }
        guard let remote = channel.remoteAddress, let address = remote.ipAddress else {
          throw ChannelError.alreadyClosed
        }
        try guardian.check(address: address, port: remote.port)
        try resolver.connected(address)
      }
    }
    settings.http1_1ConnectionDebugInitializer = check
    settings.http2ConnectionDebugInitializer = check
    var tls = TLSConfiguration.makeClientConfiguration()
    if let path = configuration.authorityPath { tls.trustRoots = .file(path) }
    if !guardian.verifiesTLS, target.isLoopback { tls.certificateVerification = .none }
    settings.tlsConfiguration = tls
    let overrides =
      target.isAddress || usesProxy ? [[:]] : addresses.map { [guardian.target.host: $0] }
    clients = overrides.map { override in
      settings.dnsOverride = override
      return HTTPClient(
        eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
        configuration: settings)
    }
  }

  private static func addresses(
    _ guardian: SafetyGuard, _ resolver: TargetResolver
  ) throws -> [String] {
    let target = guardian.target
    let addresses: [String]
    do {
      addresses = try resolver.addresses(target.host, target.port)
    } catch {
      throw SendFailure(
        "\(target.host) has no address", advice: "check the name in --target", isUnsent: true)
    }
    for address in addresses { try guardian.check(address: address, port: nil) }
    guard !addresses.isEmpty else {
      throw SendFailure(
        "\(target.host) has no address", advice: "check the name in --target", isUnsent: true)
    }
    return addresses
  }

  /// Closes all connections.
  public func shutdown() async {
    for client in clients { try? await client.shutdown() }
  }

  /// Sends one request, once.
  public func send(_ request: HTTPRequest) async throws(SendFailure) -> HTTPResponse {
    let outgoing = try outgoing(request)
    // The client's own clock stops at the head of an answer.
    let deadline = ContinuousClock.now + .nanoseconds(timeout.nanoseconds)
    let response = try await execute(outgoing)
    var body = try await Self.body(of: response, until: deadline)
    let fields = HTTPFields(response.headers.map { (name: $0.name, value: $0.value) })
    if body.completeness == .whole, let coding = fields["Content-Encoding"] {
      body = contentDecoded(body.bytes, contentEncoding: coding).body
    }
    return HTTPResponse(status: Int(response.status.code), fields: fields, body: body)
  }

  /// The answer of the first address at which somebody listens, from the one that was answered last.
  private func execute(_ request: HTTPClientRequest) async throws(SendFailure) -> HTTPClientResponse
  {
    let start = current.load(ordering: .relaxed)
    var failure: SendFailure?
    for number in clients.indices {
      let index = (start + number) % clients.count
      do {
        let response = try await clients[index].execute(request, timeout: timeout)
        current.store(index, ordering: .relaxed)
        isAnswered.store(true, ordering: .relaxed)
        return response
      } catch {
        let problem = SendFailure(
          error, target, wasAnswered: isAnswered.load(ordering: .relaxed))
        failure = failure ?? problem
        guard problem.isUnanswered else { break }
      }
    }
    throw failure ?? SendFailure("\(target.host) has no address", isUnsent: true)
  }

  /// The body of an answer; whatever is first, its end or the deadline, ends the other.
  private static func body(
    of response: HTTPClientResponse, until deadline: ContinuousClock.Instant
  ) async throws(SendFailure) -> HTTPBody {
    let body = await withTaskGroup(of: HTTPBody?.self) { group in
      group.addTask { await Self.body(of: response) }
      group.addTask {
        try? await Task.sleep(until: deadline, clock: .continuous)
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? nil
    }
    if let body { return body }
    var failure = SendFailure(
      "the answer did not end in time", advice: "--timeout gives it longer", isUnsent: false)
    if Task.isCancelled {
      failure = SendFailure("stopped", isUnsent: false)
      failure.isCancelled = true
    }
    throw failure
  }

  /// What there is of a body; nil where the task is cancelled.
  private static func body(of response: HTTPClientResponse) async -> HTTPBody? {
    var bytes: [UInt8] = []
    do {
      for try await part in response.body {
        bytes += part.readableBytesView
        guard bytes.count <= Self.bodyLimit else {
          return HTTPBody(bytes: bytes, completeness: .cut)
        }
      }
    } catch {
      return Task.isCancelled ? nil : HTTPBody(bytes: bytes, completeness: .cut)
    }
    return Task.isCancelled ? nil : HTTPBody(bytes: bytes)
  }

  private func outgoing(_ request: HTTPRequest) throws(SendFailure) -> HTTPClientRequest {
    let target = request.target
    let path = "/" + target.path.drop { $0 == "/" }
    let query = target.query.map { "?" + Self.sendable($0) } ?? ""
    var outgoing = HTTPClientRequest(url: "\(self.target)\(Self.sendable(path))\(query)")
    // The name of a method is in capitals: the plan has no others.
    outgoing.method = HTTPMethod(rawValue: request.method)
    for (name, value) in request.fields { outgoing.headers.add(name: name, value: value) }
    if !request.body.bytes.isEmpty || request.method == "POST" {
      outgoing.body = .bytes(ByteBuffer(bytes: request.body.bytes))
    }
    return outgoing
  }

  /// A part of a URL with everything escaped that has no place in one.
  private static func sendable(_ text: String) -> String {
    text.utf8.map { byte in
      let isAllowed =
        0x21...0x7E ~= byte
        && !["\"", "<", ">", "\\", "^", "`", "{", "|", "}", "#"].contains(
          Character(UnicodeScalar(byte)))
      return isAllowed ? String(UnicodeScalar(byte)) : "%" + hex(byte)
    }.joined()
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

extension SendFailure {
  /// What an error of the client means for the user.
  ///
  /// - Parameter wasAnswered: Whether the target has answered anything before.
  init(_ error: any Error, _ target: ReplayTarget, wasAnswered: Bool) {
    let place = "\(target.urlHost):\(target.port)"
    // Who waits for TLS hangs up on plain HTTP without a word, or with an alert.
    let tlsAdvice =
      target.scheme == "http" && !wasAnswered
      ? "if it speaks TLS, name it https://\(place)" : nil
    switch error {
    case let refusal as ReplayRefusal:
      self.init(refusal.what, advice: refusal.advice, isUnsent: true)
    case is CancellationError:
      self.init("stopped", isUnsent: false)
      isCancelled = true
    case let error as HTTPClientError:
      self.init(error, place)
      if error == .remoteConnectionClosed { advice = tlsAdvice }
    case let error where Self.isTLS(error) && !Self.isBeforeRequest(error):
      self.init("TLS with \(place) broke off: \(Self.words(error))", isUnsent: false)
    case let error where Self.isTLS(error):
      let words = Self.words(error)
      var advice = "--ca FILE names the authority that vouches for it"
      if words == Self.noTLS {
        advice =
          target.isLoopback
          ? "if it speaks plain HTTP, name it http://\(place)" : "check the port in --target"
      } else if target.isAddress, target.isLoopback {
        // An authority that is limited to addresses is one that BoringSSL does not understand.
        advice = "name it https://localhost:\(target.port); " + advice
      }
      self.init("TLS with \(place) failed: \(words)", advice: advice, isUnsent: true)
    case is NIOConnectionError:
      self.init("nobody answers at \(place)", advice: "is it running?", isUnsent: true)
      isUnanswered = true
    case let error as IOError:
      let isRefused = error.errnoCode == ECONNREFUSED
      self.init(
        isRefused ? "nobody answers at \(place)" : "the connection broke",
        advice: isRefused ? "is it running?" : nil, isUnsent: isRefused)
      isUnanswered = isRefused
    default:
      self.init(
        "no answer that is HTTP: \(Self.words(error))", advice: tlsAdvice, isUnsent: false)
    }
  }

  private static func isTLS(_ error: any Error) -> Bool {
    error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
  }

  /// Whether TLS failed before anything could be sent. After the handshake the target may have read the
  /// request, whatever it says then.
  private static func isBeforeRequest(_ error: any Error) -> Bool {
    switch error {
    case NIOSSLError.handshakeFailed, NIOSSLError.failedToLoadCertificate: true
    case is NIOSSLExtraError: true
    default: false
    }
  }

  private init(_ error: HTTPClientError, _ place: String) {
    switch error {
    case .cancelled:
      self.init("stopped", isUnsent: false)
      isCancelled = true
    case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
      self.init("no connection to \(place) in time", advice: "is it running?", isUnsent: true)
    case .deadlineExceeded:
      self.init("no answer in time", advice: "--timeout gives it longer", isUnsent: false)
    case .remoteConnectionClosed:
      self.init("the connection was closed before an answer", isUnsent: false)
    default: self.init("it could not be sent: \(error.shortDescription)", isUnsent: false)
    }
  }

  private static let noTLS = "it does not speak TLS"

  /// An error in words that hold nothing of a message.
  private static func words(_ error: any Error) -> String {
    let text = "\(error)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") { return "its certificate is not trusted" }
    if text.contains("failedToValidateHostname") || text.contains("unableToValidateCertificate") {
      return "its certificate is for another name"
    }
    if text.contains("WRONG_VERSION_NUMBER") { return noTLS }
    return String(describing: type(of: error))
  }
}
