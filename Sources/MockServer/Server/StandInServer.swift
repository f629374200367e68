public import APISchema
internal import Bytes
internal import Foundation
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
public import ShareAPI
internal import UnixSignals

/// A stand-in for the Share service that answers over HTTP until it is told to stop.
public struct StandInServer: Sendable {
  /// What is served, and where.
  public struct Configuration: Sendable {
    /// Whose wire form it speaks.
    public var revision: Revision
    /// The address to listen at.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port = 8080
    /// Whether to speak TLS.
    public var usesTLS = false
    /// How many connections may be open.
    public var connectionLimit = 2_048
    /// What it starts with, and what goes wrong.
    public var scenario = Scenario()
    public var seed: UInt64 = 1
    /// How many seconds pass in one.
    public var speed = 1.0
    /// The file that keeps the state; nil for memory.
    public var statePath: String?
    /// The recorded calls to answer from; nil for the service itself.
    public var recordedCalls: [Call]?
    /// Whether a stop at the terminal or by the system ends it gracefully.
    public var handlesSignals = true

    /// A service of a revision.
    public init(revision: Revision) { self.revision = revision }

    /// The URL at a port. With TLS this machine goes by its name: clients that know no limits on addresses
    /// refuse a certificate with addresses (`TLSAuthority`).
    func url(port: Int) -> String {
      guard usesTLS else { return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
      let name = ["127.0.0.1", "::1"].contains(host) ? "localhost" : host
      return "https://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    }
  }

  /// What can be known once it runs.
  public struct Started: Sendable {
    /// The URL, without a slash at the end.
    public var url: String
    /// The port.
    public var port: Int
    /// The address in numbers at which programs on this machine reach it.
    public var address: String
    /// How many recorded answers there are; nil without a recording.
    public var recordedAnswers: Int?

    /// What is known.
    public init(url: String, port: Int, address: String, recordedAnswers: Int? = nil) {
      (self.url, self.port, self.address) = (url, port, address)
      self.recordedAnswers = recordedAnswers
    }
  }

  /// Why a server cannot start.
  public enum StartError: Error, Sendable {
    /// The state cannot be read or kept.
    case state(String)
    /// Another program listens at the port.
    case portTaken
    /// Nothing can listen at the address.
    case address(String)
  }

  private let configuration: Configuration
  private let authority: TLSAuthority?

  /// The certificate of the authority to trust, in PEM; nil without TLS.
  public var authorityPEM: String? { authority?.certificatePEM }

  /// A server that does not run yet.
  public init(_ configuration: Configuration) throws {
    self.configuration = configuration
    authority = configuration.usesTLS ? try TLSAuthority() : nil
  }

  /// Serves until it is stopped: by a signal, or because its task is cancelled.
  ///
  /// - Parameters:
  ///   - recorder: Makes what takes down the exchanges, where that is wanted.
  ///   - say: Is told what the person who runs the stand-in ought to know.
  ///   - started: Is told when it can be reached.
  public func run(
    recorder: sending (any ExchangeRecorder)? = nil, say: @escaping @Sendable (String) -> Void,
    started: @escaping @Sendable (Started) async -> Void
  ) async throws {
    let fresh = ServiceState(
      accounts: configuration.scenario.freshAccounts(seed: configuration.seed))
    let kept = try configuration.statePath.map { try openState($0, fresh, say: say) }
    let keeper = kept.map { StateKeeper($0.journal, say: say) }
    let recording: Recording? = if let recorder { Recording(recorder) } else { nil }
    let recorded = configuration.recordedCalls.map {
      RecordedAnswers($0, seed: configuration.seed)
    }
    let host = makeHost(kept?.state ?? fresh, keeper, recorded, say: say)
    let control = ControlInterface(host: host, revision: configuration.revision.id)
    let deadlines = BodyDeadlines(patience: .seconds(30))
    let watch = Task { await deadlines.watch() }
    defer { watch.cancel() }
    func responder(needsLength: Bool) -> HTTPChannelHandler.Responder {
      let responder = Responder(
        host: host, control: control, recording: recording,
        scheme: configuration.usesTLS ? "https" : "http",
        deadlines: deadlines, needsLength: needsLength)
      return { request, writer, channel in
        try await responder.respond(request, writer, channel)
      }
    }
    let channel = ShareChannel(
      tls: authority?.context, http1: responder(needsLength: true),
      http2: responder(needsLength: false))
    // Nothing of the libraries is logged: they would write what clients send.
    let logger = Logger(label: "shareproto.serve") { _ in SwiftLogNoOpLogHandler() }
    let server = channel.server(
      configuration: ServerConfiguration(
        address: .hostname(configuration.host, port: configuration.port), backlog: 1_024,
        availableConnectionsDelegate: .maximum(configuration.connectionLimit, logger: logger)),
      onServerRunning: { [configuration] channel in
        let port = channel.localAddress?.port ?? configuration.port
        await started(
          Started(
            url: configuration.url(port: port), port: port,
            address: Self.reachable(channel.localAddress?.ipAddress ?? configuration.host),
            recordedAnswers: recorded?.count))
      }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    var services = ServiceGroupConfiguration(
      services: [.init(service: server)],
      gracefulShutdownSignals: configuration.handlesSignals ? [.sigint, .sigterm] : [],
      logger: logger)
    // A client that holds a connection open does not keep the server.
    services.maximumGracefulShutdownDuration = .seconds(3)
    do {
      try await ServiceGroup(configuration: services).run()
    } catch is CancellationError {
      // Stopped.
    } catch {
      await recording?.close()
      keeper?.close()
      throw StartError(error)
    }
    await recording?.close()
    keeper?.close()
  }

  /// The address at which to find what listens at one: at any means at this machine's own, too.
  private static func reachable(_ address: String) -> String {
    ["0.0.0.0": "127.0.0.1", "::": "::1"][address] ?? address
  }

  /// The hosts for which the certificate of a run with TLS is good, besides this machine.
  public static var hosts: [String] { TLSAuthority.hosts }

  /// The state that a file has, with the accounts of a fresh one, and the journal that goes on in it.
  private func openState(
    _ path: String, _ fresh: ServiceState, say: (String) -> Void
  ) throws -> (state: ServiceState, journal: Journal) {
    do {
      var (journal, kept, damagedLine) = try Journal.open(path)
      if let damagedLine {
        say(
          "\(path): line \(damagedLine), the last, is damaged and was left out; "
            + "if its request was answered, what that changed is lost")
      }
      let state = kept?.adding(fresh.accounts) ?? fresh
      try journal.compact(state)
      return (state, journal)
    } catch {
      throw StartError.state("\(error)")
    }
  }

  private func makeHost(
    _ state: ServiceState, _ keeper: StateKeeper?, _ recorded: RecordedAnswers?,
    say: @escaping @Sendable (String) -> Void
  ) -> StandInHost {
    let realNow = Timestamp.realNow
    let latest = Timestamp(milliseconds: state.latest) ?? realNow
    return StandInHost(
      service: ShareService(
        form: WireForm(configuration.revision), scenario: configuration.scenario,
        seed: configuration.seed, state: state),
      clock: ShareClock(
        realNow: realNow, start: max(realNow, latest), speed: configuration.speed),
      keeper: keeper, recorded: recorded, say: say)
  }
}

extension StandInServer.StartError {
  /// Why nothing can listen, without what the libraries add for those who wrote them.
  fileprivate init(_ error: any Error) {
    guard let error = error as? IOError else {
      let isUnknown = error is SocketAddressError || error is SocketAddressError.UnknownHost
      self = .address(isUnknown ? "the host has no address" : "\(type(of: error))")
      return
    }
    self =
      error.errnoCode == EADDRINUSE
      ? .portTaken : .address(String(cString: strerror(error.errnoCode)).lowercased())
  }
}

extension ServiceState {
  /// The state, with those accounts of a scenario that it does not have yet.
  fileprivate func adding(_ accounts: [String: Account]) -> ServiceState {
    var state = self
    for (id, account) in accounts where state.accounts[id] == nil { state.accounts[id] = account }
    return state
  }
}
