import ArgumentParser
import ShareProto

/// The options for captures of packets, the same for every command that reads captures.
struct PacketOptionGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "TLS secrets (SSLKEYLOGFILE); - is standard input. Repeatable. Found by themselves are those "
        + "inside a pcapng, and key logs in the folder of the capture: files with 'key' in their name, "
        + "or with the ending .log or .txt, that hold lines such as CLIENT_RANDOM 5f1c… 8a02… "
        + "(--connections tells which opened what).", valueName: "file"), completion: .file())
  var keylog: [String] = []

  @Option(
    help: ArgumentHelp(
      "The private key of a server in PEM, for connections with RSA key exchange. Repeatable.",
      valueName: "file"), completion: .file())
  var privateKey: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only packets that pass, as tcpdump writes it: 'host 10.0.0.2 and port 443'.",
      valueName: "expression"))
  var filter: String?

  func validate() throws {
    guard keylog.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input can be named only once")
    }
    guard let filter else { return }
    do {
      _ = try PacketFilter(filter)
    } catch {
      throw ValidationError("--filter '\(filter)': \(error.problem); write it as for tcpdump")
    }
  }

  /// What the options ask for.
  ///
  /// - Parameters:
  ///   - captures: The arguments that name captures.
  ///   - report: Takes what is wrong with what the options name.
  /// - Throws: `Failure` for a file that cannot be read.
  func options(
    for captures: [String], _ report: (Diagnostic) -> Void
  ) throws -> PacketOptions {
    guard !keylog.contains("-") || !captures.contains("-") else {
      throw ValidationError(
        "--keylog - and the capture - are both standard input; name a file for one of them")
    }
    var options = PacketOptions()
    do {
      // While a recording is made, the client may have yet to write its key log.
      let isLive = captures.contains { $0 == "-" || CaptureSource.file(path: $0).isStream }
      if isLive { options.awaitedKeyLogs = keylog.filter { $0 != "-" } }
      for path in keylog where !isLive || path == "-" {
        if let problem = try options.add(keyLog: path) { report(problem) }
      }
      for path in privateKey { try options.add(privateKey: path) }
    } catch {
      throw Failure(error)
    }
    options.filter = filter
    return options
  }
}
