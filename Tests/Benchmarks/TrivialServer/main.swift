import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

// The least that the server under `serve` can do: it reads a request to its end and answers with so many
// bytes. What `serve` is measured against.
//
// usage: TrivialServer BYTES — prints its URL.

let size = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: size)
let logger = Logger(label: "trivial") { _ in SwiftLogNoOpLogHandler() }
let server = HTTP1Channel { request, writer, _ in
  for try await _ in request.body {}
  var head = HTTPResponse(status: .ok)
  head.headerFields[.contentType] = "application/json"
  head.headerFields[.contentLength] = String(size)
  try await writer.write(response: head, body: ResponseBody(byteBuffer: body))
}.server(
  configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0), backlog: 1_024),
  onServerRunning: { channel in
    print("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
    fflush(nil)
  }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
try await ServiceGroup(
  configuration: .init(
    services: [.init(service: server)], gracefulShutdownSignals: [.sigterm], logger: logger)
).run()
