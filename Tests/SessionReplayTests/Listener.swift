import Foundation
import Synchronization

/// A server on this machine that keeps what comes over each connection, and answers each with `true`, or
/// with a body that drips and never ends.
final class Listener: Sendable {
  let port: Int
  private let descriptor: Int32
  private let drips: Bool
  private let received = Mutex<[String]>([])

  /// What came, by connection; a connection without a byte counts.
  var connections: [String] { received.withLock { $0 } }

  init(drips: Bool = false) throws {
    self.drips = drips
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw CocoaError(.fileReadUnknown) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let self else {
          // Here and not in deinit: the number is another listener's as soon as it is closed.
          if connection >= 0 { close(connection) }
          close(descriptor)
          return
        }
        serve(connection)
      }
    }
  }

  /// Ends the wait for a connection.
  deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
      let count = read(connection, &buffer, buffer.count)
      if count <= 0 { break }
      request += buffer[..<count]
    }
    guard !drips else { return drip(connection) }
    received.withLock { $0.append(String(decoding: request, as: UTF8.self)) }
    let answer = Array(
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue".utf8)
    if !request.isEmpty { _ = write(connection, answer, answer.count) }
  }

  /// Sends a head at once and then a byte now and then, until the other end has gone.
  private func drip(_ connection: Int32) {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags = Int32(0)
    #endif
    let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n".utf8)
    guard send(connection, head, head.count, flags) == head.count else { return }
    while send(connection, [0x20], 1, flags) == 1 { usleep(20_000) }
  }
}
