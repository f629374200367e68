internal import NIOCore

/// Waits for the first bytes of a connection, which tell HTTP/2 from HTTP/1, and gives way.
///
/// An HTTP/2 client begins with a preface that no other does (RFC 9113 section 3.4), over TLS and, with
/// prior knowledge, without it.
final class ProtocolSniffer: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private let decide: (Bool) throws -> Void
  private let giveUp: () -> Void
  private let patience: TimeAmount
  private var held: ByteBuffer?
  private var timeout: Scheduled<Void>?
  private var isDecided = false

  /// - Parameters:
  ///   - decide: Adds the handlers for HTTP/2, or for HTTP/1.
  ///   - giveUp: Is called where the connection ends before that.
  init(
    patience: TimeAmount, decide: @escaping (Bool) throws -> Void, giveUp: @escaping () -> Void
  ) {
    (self.patience, self.decide, self.giveUp) = (patience, decide, giveUp)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    timeout = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timeout?.cancel()
    if !isDecided { giveUp() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    if held == nil { held = buffer } else { held?.writeBuffer(&buffer) }
    guard let held, !isDecided else { return }
    let start = held.readableBytesView.prefix(Self.preface.count)
    guard start.elementsEqual(Self.preface.prefix(start.count)) else {
      return finish(context, isHTTP2: false, held)
    }
    if start.count == Self.preface.count { finish(context, isHTTP2: true, held) }
  }

  private func finish(_ context: ChannelHandlerContext, isHTTP2: Bool, _ held: ByteBuffer) {
    isDecided = true
    timeout?.cancel()
    do {
      try decide(isHTTP2)
    } catch {
      return context.close(promise: nil)
    }
    context.fireChannelRead(wrapInboundOut(held))
    context.fireChannelReadComplete()
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDecided {
      isDecided = true
      giveUp()
    }
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A connection that has not begun has nothing to finish.
    if !isDecided, event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed {
      context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A client that does not trust the certificate, for instance.
    context.close(promise: nil)
  }
}
