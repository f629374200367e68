import ArgumentParser
import Foundation
import SessionReplay
import ShareProto

/// Where requests go, and what keeps them from going elsewhere.
struct TargetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Scheme, host and port: http://127.0.0.1:8080.", valueName: "url"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "The host of --target again, where it is not this machine.", valueName: "host"))
  var allowHost: String?

  @Flag(help: "Also send calls that change something.")
  var allowWrites = false

  @Option(
    help: ArgumentHelp(
      "Trust these authorities, in PEM, instead of the system's.", valueName: "file"),
    completion: .file())
  var ca: String?

  @Flag(help: "Do not verify the certificate; for this machine alone.")
  var insecure = false

  @Flag(help: "Use the proxy that the environment names (HTTPS_PROXY, NO_PROXY).")
  var proxyFromEnvironment = false

  @Option(
    help: ArgumentHelp(
      "A file of SHAREPROTO_ACCOUNT_NAME=… and SHAREPROTO_PASSWORD=…, one a line.",
      valueName: "file"), completion: .file())
  var secrets: String?

  /// What may be sent.
  func guardian() throws -> SafetyGuard {
    guard !(insecure && ca != nil) else {
      throw ValidationError("--ca is for verifying, --insecure for not verifying; leave out one")
    }
    return try SafetyGuard(
      ReplayTarget(target), allowedHost: allowHost, allowsWrites: allowWrites,
      verifiesTLS: !insecure)
  }

  func senderConfiguration() throws -> HTTPSender.Configuration {
    var configuration = HTTPSender.Configuration()
    if let ca {
      let advice = "name a file in PEM; serve --tls prints the one of its authority"
      guard let data = FileManager.default.contents(atPath: ca) else {
        let isThere = FileManager.default.fileExists(atPath: ca)
        throw Failure(
          place: nil, subject: ca, what: isThere ? "it cannot be read" : "there is no such file",
          advice: advice)
      }
      guard String(decoding: data, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
        throw Failure(
          place: nil, subject: ca, what: "there is no certificate in it", advice: advice)
      }
    }
    configuration.authorityPath = ca
    if proxyFromEnvironment {
      configuration.proxy = try Self.proxy(
        ProcessInfo.processInfo.environment, for: ReplayTarget(target))
    }
    return configuration
  }

  /// The proxy for a target, as curl finds it: targets that are not this machine speak TLS.
  static func proxy(
    _ environment: [String: String], for target: ReplayTarget
  ) throws -> (host: String, port: Int)? {
    let exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").lowercased()
      .split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let isException = exceptions.contains { name in
      let name = name.hasPrefix(".") ? String(name.dropFirst()) : name
      return name == "*" || target.host == name || target.host.hasSuffix("." + name)
    }
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    guard !target.isLoopback, !isException,
      let text = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty })
    else { return nil }
    let url = URLComponents(string: text.contains("://") ? text : "http://\(text)")
    guard let url, url.scheme == "http", url.user == nil, let host = url.host, !host.isEmpty else {
      throw ValidationError(
        "the proxy in the environment is none that can be used; write http://host:port, without a name"
      )
    }
    return (host, url.port ?? 1_080)
  }

  /// The secrets that plans need.
  func secrets(for plans: [ReplayPlan]) throws -> ReplaySecrets {
    var secrets = ReplaySecrets(environment: ProcessInfo.processInfo.environment)
    if let path = self.secrets {
      guard let text = SmallFile.text(atPath: path) else {
        throw Failure(
          place: nil, subject: path, what: "it cannot be read as a text",
          advice: "name a file of yours in UTF-8, of at most a megabyte, for --secrets")
      }
      try secrets.add(file: text, named: path)
    }
    let missing = secrets.missing(of: Array(Set(plans.flatMap(\.secrets))).sorted())
    for name in missing {
      guard let value = TerminalPrompt.ask(name) else {
        let names = missing.filter { secrets[$0] == nil }.map { "\($0)" }
        throw ReplayRefusal(
          "not set, and the recording needs it: \(names.joined(separator: ", "))",
          "Set it in the environment, or name a file with it: --secrets FILE. `--plan` shows what it is "
            + "for; passwords are never taken from the command line.")
      }
      secrets[name] = value
    }
    return secrets
  }
}

/// Asks for secrets on the terminal.
enum TerminalPrompt {
  /// What was typed; nil without a terminal.
  static func ask(_ name: SecretName) -> String? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
    // First silence, then the question: who answers at once, or in advance, is not shown and not lost.
    let silence = name.isHidden ? TerminalSilence() : nil
    Output.standardError.tell("\(name): ")
    let answer = readLine()
    if let silence {
      silence.end()
      Output.standardError.tell("\n")
    }
    return answer.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// A terminal that does not show what is typed, until this ends or a signal ends the program.
private struct TerminalSilence {
  private let usual: termios
  private let interruption: Interruption

  /// Nil where the terminal cannot be told.
  init?() {
    var mode = termios()
    guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return nil }
    let usual = mode
    self.usual = usual
    interruption = Interruption([SIGINT, SIGTERM, SIGHUP, SIGQUIT]) { number in
      Self.set(usual)
      // Nobody hears it any more, so it ends the program.
      kill(getpid(), number)
    }
    mode.c_lflag &= ~tcflag_t(ECHO)
    Self.set(mode)
  }

  /// Shows again what is typed.
  func end() {
    Self.set(usual)
    interruption.end()
  }

  /// At once, and without throwing away what was typed already.
  private static func set(_ mode: termios) {
    var mode = mode
    tcsetattr(STDIN_FILENO, TCSANOW, &mode)
  }
}

extension Output {
  fileprivate func tell(_ text: String) {
    write(text)
    flush()
  }
}
