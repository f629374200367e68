internal import HummingbirdCore
internal import HummingbirdHTTP2
internal import Logging
internal import NIOCore
internal import NIOSSL

/// A connection of a stand-in: HTTP/1.1 or HTTP/2, with or without TLS.
///
/// ```
/// [TLS] → ProtocolSniffer ─ HTTP/1 → RequestFilter → hummingbird's HTTP1Channel
///                         └ HTTP/2 → hummingbird's HTTP2Channel
/// ```
struct ShareChannel: ServerChildChannel {
  let http1: HTTP1Channel
  let http2: HTTP2Channel
  let tls: NIOSSLContext?

  /// The longest that a connection may be open before it says anything.
  private static let patience = TimeAmount.seconds(30)

  struct Value: ServerChildChannelValue {
    let channel: any Channel
    let connection: EventLoopFuture<Connection>
  }

  enum Connection: Sendable {
    case http1(HTTP1Channel.Value)
    case http2(HTTP2Channel.Value)
  }

  private struct ConnectionEnded: Error {}

  init(
    tls: NIOSSLContext?, http1: @escaping HTTPChannelHandler.Responder,
    http2: @escaping HTTPChannelHandler.Responder
  ) {
    let idle = TimeAmount.seconds(120)
    self.tls = tls
    self.http1 = HTTP1Channel(responder: http1, configuration: .init(idleTimeout: idle))
    self.http2 = HTTP2Channel(
      responder: http2,
      configuration: .init(
        idleTimeout: .seconds(120), gracefulCloseTimeout: .seconds(2),
        streamConfiguration: .init(idleTimeout: idle)))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
      let promise = channel.eventLoop.makePromise(of: Connection.self)
      try pipeline.addHandler(
        ProtocolSniffer(patience: Self.patience) { isHTTP2 in
          if isHTTP2 {
            http2.setup(channel: channel, logger: logger).map { Connection.http2($0) }
              .cascade(to: promise)
          } else {
            try pipeline.addHandler(RequestFilter())
            http1.setup(channel: channel, logger: logger).map { Connection.http1($0) }
              .cascade(to: promise)
          }
        } giveUp: {
          promise.fail(ConnectionEnded())
        })
      return Value(channel: channel, connection: promise.futureResult)
    }
  }

  func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
      switch try? await value.connection.get() {
      case .http1(let connection): await http1.handle(value: connection, logger: logger)
      case .http2(let connection): await http2.handle(value: connection, logger: logger)
      case nil: break
      }
    }
  }
}
