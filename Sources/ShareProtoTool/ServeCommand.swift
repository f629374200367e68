import ArgumentParser
import Foundation
import MockServer
import ShareProto

struct ServeCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Runs a stand-in for the Share service, to test clients with.",
    discussion: """
      The first line of standard output is the URL. The stand-in answers at this machine only, asks \
      nobody anything, and stops at Ctrl-C.

      Exit codes: 0 stopped; 2 could not do it (the port is taken, a file cannot be read or written); \
      64 wrong usage.

      Examples:
        shareproto serve --port 0
        shareproto serve --revision share@2015 --clock 60x
        shareproto serve --tls --port 8443
        shareproto serve --scenario outage.yaml
        shareproto serve --from day.har
        shareproto serve --state serve.state
        shareproto serve --record asked.har
      """)

  @Option(
    help:
      "Whose wire form: share@2015-03 … share@2025-11, latest, or any date, for the one then in force. (default: latest)"
  )
  var revision: String?

  @Option(help: "The port; 0 for any that is free.")
  var port: UInt16 = 8080

  @Option(help: "The address to listen at. Any but this machine's own needs --allow-remote.")
  var host = "127.0.0.1"

  @Flag(help: "Let other machines connect.")
  var allowRemote = false

  @Flag(help: "Speak TLS, with a certificate of an authority that is made for this run.")
  var tls = false

  @Option(
    help: "Where to write the authority's certificate; otherwise into a temporary folder.",
    completion: .file())
  var ca: String?

  @Option(help: "How fast time passes: 60x is a minute a second.")
  var clock = "1x"

  @Option(help: "The same seed gives the same IDs and readings.")
  var seed: UInt64 = 1

  @Option(help: "A YAML file of accounts, faults and delays.", completion: .file())
  var scenario: String?

  @Option(help: "Answer from a recording instead of a state.", completion: .file())
  var from: String?

  @Option(help: "Keep the state in a file, through any kind of end.", completion: .file())
  var state: String?

  @Option(help: "Write what is asked and answered as a HAR.", completion: .file())
  var record: String?

  @Flag(help: "Record secrets as they are sent. They are hidden unless this is given.")
  var reveal = false

  func validate() throws {
    guard ShareClock.speed(clock) != nil else {
      throw ValidationError("--clock '\(clock)' is no speed; write 60x")
    }
    guard allowRemote || isThisMachine else {
      throw ValidationError(
        "--host \(host) is not this machine alone; add --allow-remote to let others connect")
    }
    if record == "-" {
      throw ValidationError("standard output has the URL; name a file for --record")
    }
    if ca != nil, !tls { throw ValidationError("--ca is the certificate of --tls; add --tls") }
    if from != nil, state != nil {
      throw ValidationError("--from has no state to keep; leave out --state or --from")
    }
    if from != nil, scenario != nil {
      throw ValidationError(
        "--from answers what was recorded, with which a scenario has nothing to do; leave out --scenario or --from"
      )
    }
    if let record, record == state {
      throw ValidationError("--record and --state are two files; name another one for --record")
    }
    if from != nil, revision != nil {
      throw ValidationError(
        "--from answers in the form that was recorded; leave out --revision or --from")
    }
  }

  private var isThisMachine: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isLoopback = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    return isLoopback || host == "::1" || host == "localhost"
  }

  func run(output: Output, errors: Output) throws -> Int32 {
    let revision = try namedRevision()
    var settings = StandInServer.Configuration(revision: revision)
    settings.host = host
    settings.port = Int(port)
    settings.usesTLS = tls
    settings.seed = seed
    settings.speed = ShareClock.speed(clock) ?? 1
    settings.statePath = state
    settings.scenario = try readScenario()
    settings.recordedCalls = try readCapture(errors)
    let server = try StandInServer(settings)
    let authority = try server.authorityPEM.map { try AuthorityFile(path: ca, certificate: $0) }
    defer { authority?.remove() }
    let announcement = ServeAnnouncement(
      revision: revision, keepsState: state != nil,
      scenario: settings.scenario, speed: settings.speed,
      authority: authority?.path)
    let voice = Voice(output: output, errors: errors)
    let outcome = Blocking.run { [record, from, scenario, state, reveal] in
      let recorder = try record.map {
        try HARRecorder(
          path: $0, besides: [from, scenario, state].compactMap { $0 }, reveals: reveal)
      }
      try await server.run(recorder: recorder) { remark in
        voice.say(remark)
      } started: { started in
        voice.announce(announcement.lines(started))
      }
    }
    do {
      try outcome.get()
      return Tool.Exit.done
    } catch let error as StandInServer.StartError {
      throw failure(error)
    }
  }

  private func namedRevision() throws -> Revision {
    let history = try RevisionHistory.share()
    do {
      return try history.revision(named: revision ?? "latest")
    } catch {
      throw ValidationError("--revision: \(error); `shareproto schema history` lists all")
    }
  }

  private func failure(_ error: StandInServer.StartError) -> Failure {
    switch error {
    case .state(let reason):
      Failure(
        place: nil, subject: state ?? "--state", what: "the state cannot be kept there: \(reason)",
        advice: "name a file that another serve wrote and does not have open, or a new one")
    case .portTaken:
      Failure(
        place: nil, subject: "--port \(port)",
        what: "port \(port) is in use: another program listens at \(host)",
        advice: "stop that one, or choose another --port; --port 0 takes any that is free")
    case .address(let reason):
      Failure(
        place: nil, subject: "--host \(host) --port \(port)",
        what: "nothing can listen there: \(reason)",
        advice: "name an address of this machine for --host, and a --port that is yours to use")
    }
  }

  private func readScenario() throws -> Scenario {
    guard let path = scenario else { return Scenario() }
    guard let text = SmallFile.text(atPath: path) else {
      throw Failure(
        place: nil, subject: path, what: "it cannot be read as a text",
        advice: "name a YAML file of at most a megabyte")
    }
    do {
      return try Scenario(yaml: text)
    } catch {
      throw Failure(
        place: error.line.map { "line \($0)" }, subject: path, what: error.what,
        advice: error.advice)
    }
  }

  private func readCapture(_ errors: Output) throws -> [Call]? {
    guard let from else { return nil }
    var calls: [Call] = []
    do {
      var reader = CallReader(try CaptureSource.sources(arguments: [from]))
      while let event = reader.next() {
        switch event {
        case .call(let call): calls.append(call)
        case .failed(let failure): throw Failure(failure)
        case .diagnostic(let diagnostic) where diagnostic.isDamage:
          errors.write(TerminalText.escaped("\(diagnostic)") + "\n")
        default: break
        }
      }
    } catch let error as CaptureInputError {
      throw Failure(CaptureFailure(error))
    }
    guard calls.contains(where: { $0.standing == .documented && $0.exchange.response != nil })
    else {
      throw Failure(
        place: nil, subject: from, what: "it has no answers of the Share service",
        advice: "see what it has with shareproto decode --all")
    }
    return calls
  }
}

extension Failure {
  init(_ failure: CaptureFailure) {
    self.init(
      place: failure.place, subject: failure.capture, what: failure.what, advice: failure.advice)
  }
}

/// The file with the certificate of an authority.
struct AuthorityFile {
  let path: String
  /// The folder that was made for it; nil where the user named the file.
  private var folder: URL?

  init(path: String?, certificate: String) throws {
    let files = FileManager.default
    if let path {
      self.path = path
    } else {
      // Of a name that nobody can have taken, and for the owner alone.
      let folder = files.temporaryDirectory.appendingPathComponent("shareproto-\(UUID())")
      self.folder = folder
      self.path = folder.appendingPathComponent("ca.pem").path
    }
    do {
      if let folder {
        try files.createDirectory(
          at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      }
      try Data(certificate.utf8).write(to: URL(fileURLWithPath: self.path))
    } catch {
      throw Failure(
        place: nil, subject: self.path, what: "the certificate cannot be written there",
        advice: "name a file in a folder of yours for --ca")
    }
  }

  /// Takes away what the user did not name.
  func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }
}
