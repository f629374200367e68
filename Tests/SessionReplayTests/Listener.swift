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

  /// - Parameter isIPv6: Whether it listens at `::1`, not at `127.0.0.1`.
  init(drips: Bool = false, isIPv6: Bool = false) throws {
    self.drips = drips
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, stream, 0)
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let descriptor = descriptor
    let number: UInt16? = withUnsafeMutableBytes(of: &storage) { bytes in
      guard let start = bytes.baseAddress else { return nil }
      let (old, new) = (
        start.assumingMemoryBound(to: sockaddr_in.self),
        start.assumingMemoryBound(to: sockaddr_in6.self)
      )
      if isIPv6 {
        new.pointee.sin6_family = sa_family_t(AF_INET6)
        new.pointee.sin6_addr = in6addr_loopback
      } else {
        length = socklen_t(MemoryLayout<sockaddr_in>.size)
        old.pointee.sin_family = sa_family_t(AF_INET)
        old.pointee.sin_addr.s_addr = inet_addr("127.0.0.1")
      }
      let address = start.assumingMemoryBound(to: sockaddr.self)
      let isListening =
        bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0
        && getsockname(descriptor, address, &length) == 0
      return isListening ? (isIPv6 ? new.pointee.sin6_port : old.pointee.sin_port) : nil
    }
    guard let number else { throw CocoaError(.fileReadUnknown) }
    port = Int(UInt16(bigEndian: number))
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
