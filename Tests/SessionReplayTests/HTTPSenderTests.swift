import HTTPMessages
import Synchronization
import Testing

@testable import SessionReplay

/// Connections to this machine, watched where they are made.
struct HTTPSenderTests {
  private struct Forbidden: Error {}

  private let request = HTTPRequest(
    method: "GET",
    target: RequestTarget(url: "/ShareWebServices/Services/General/SystemUtcTime"),
    fields: HTTPFields(), body: .absent)

  private func sender(
    _ listener: Listener, _ resolver: TargetResolver
  ) throws -> HTTPSender {
    let guardian = try SafetyGuard(ReplayTarget("http://localhost:\(listener.port)"))
    return try HTTPSender(guardian, HTTPSender.Configuration(), resolver: resolver)
  }

  @Test
  func `each connection is told of, and goes to the address that was looked up`() async throws {
    let listener = try Listener()
    let addresses = Mutex<[String]>([])
    let resolver = TargetResolver { _, _ in
      ["127.0.0.1"]
    } connected: { address in
      addresses.withLock { $0.append(address) }
    }
    let sender = try sender(listener, resolver)
    var responses: [HTTPResponse] = []
    var failure: SendFailure?
    for _ in 0..<2 where failure == nil {
      do { responses.append(try await sender.send(request)) } catch { failure = error }
    }
    // A client that is let go without this ends the process.
    await sender.shutdown()
    #expect(failure == nil)
    #expect(responses.map(\.status) == [200, 200])
    #expect(responses.allSatisfy { $0.body.bytes == Array("true".utf8) })
    #expect(addresses.withLock { $0 } == ["127.0.0.1", "127.0.0.1"])
    #expect(listener.connections.count == 2)
    #expect(
      listener.connections.allSatisfy {
        $0.hasPrefix("GET /ShareWebServices/Services/General/SystemUtcTime ")
      })
  }

  /// `serve --host ::1 --tls` prints `https://localhost:PORT`.
  @Test
  func `localhost is this machine by either of its addresses, and no other is contacted`()
    async throws
  {
    let listener = try Listener(isIPv6: true)
    #expect(
      try TargetResolver.system.addresses("localhost", listener.port) == ["127.0.0.1", "::1"])
    let addresses = Mutex<[String]>([])
    let resolver = TargetResolver { host, port in
      try TargetResolver.system.addresses(host, port)
    } connected: { address in
      addresses.withLock { $0.append(address) }
      guard ["127.0.0.1", "::1"].contains(address) else { throw Forbidden() }
    }
    let sender = try sender(listener, resolver)
    var statuses: [Int] = []
    for _ in 0..<2 { try await statuses.append(sender.send(request).status) }
    #expect(statuses == [200, 200])
    #expect(addresses.withLock { $0 } == ["::1", "::1"])
    #expect(listener.connections.count == 2)
    await sender.shutdown()
    // Where nobody listens at either, that is said of the place as it was named.
    let free = try Listener().port
    let nobody = try HTTPSender(
      SafetyGuard(ReplayTarget("http://localhost:\(free)")), HTTPSender.Configuration(),
      resolver: resolver)
    let failure = await #expect(throws: SendFailure.self) { try await nobody.send(request) }
    #expect(failure?.what == "nobody answers at localhost:\(free)")
    #expect(failure?.isUnsent == true)
    await nobody.shutdown()
  }

  @Test(.timeLimit(.minutes(1)))
  func `an answer that does not end is given up in time`() async throws {
    let listener = try Listener(drips: true)
    let guardian = try SafetyGuard(ReplayTarget("http://localhost:\(listener.port)"))
    var configuration = HTTPSender.Configuration()
    configuration.timeoutMilliseconds = 300
    let sender = try HTTPSender(guardian, configuration)
    let failure = await #expect(throws: SendFailure.self) { try await sender.send(request) }
    #expect(failure?.what == "the answer did not end in time")
    #expect(failure?.isUnsent == false)
    // So does one that is stopped.
    let task = Task { try await sender.send(request) }
    task.cancel()
    let stopped = await #expect(throws: SendFailure.self) { try await task.value }
    #expect(stopped?.isCancelled == true)
    await sender.shutdown()
  }

  @Test
  func `nothing is sent over a connection that is refused`() async throws {
    let listener = try Listener()
    let resolver = TargetResolver { _, _ in
      ["127.0.0.1"]
    } connected: { _ in
      throw Forbidden()
    }
    let sender = try sender(listener, resolver)
    await #expect(throws: SendFailure.self) { try await sender.send(request) }
    await sender.shutdown()
    #expect(listener.connections.allSatisfy { $0.isEmpty })
  }

  @Test
  func `nothing is connected to where the address is not this machine`() throws {
    let listener = try Listener()
    let resolver = TargetResolver { _, _ in
      ["192.0.2.1"]
    } connected: { _ in
      Issue.record("a connection was made")
    }
    #expect(throws: ReplayRefusal.self) { try sender(listener, resolver) }
    #expect(listener.connections.isEmpty)
  }
}
