import ArgumentParser
import ShareProto

/// The options for captures of packets, the same for every command that reads captures.
struct PacketOptionGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "TLS secrets (SSLKEYLOGFILE). Repeatable. Those inside a pcapng, and a key log next to the "
        + "capture, are found by themselves.", valueName: "file"), completion: .file())
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

  /// What the options ask for.
  ///
  /// - Throws: `CaptureInputError` for a file that cannot be read, `PacketFilterError` for an
  ///   expression that is none.
  func options(_ report: (Diagnostic) -> Void) throws -> PacketOptions {
    var options = PacketOptions()
    for path in keylog { if let problem = try options.add(keyLog: path) { report(problem) } }
    for path in privateKey { try options.add(privateKey: path) }
    if let filter { _ = try PacketFilter(filter) }
    options.filter = filter
    return options
  }
}
