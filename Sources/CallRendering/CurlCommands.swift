internal import HTTPMessages
public import Redaction
public import ShareAPI

/// Writes calls as commands of curl, for a POSIX shell.
///
/// Where the redactor puts variables in place of secrets, a comment says of each one that is new where
/// its value comes from.
public struct CurlCommands {
  private var exchanges: ExchangeRedactor
  private let shell: ShellText
  /// Where the variables come from that were not used yet: the number of the call whose answer has
  /// them. Zero for those that were.
  private var origins: [String: Int] = [:]
  private var count = 0

  /// No commands yet.
  public init(_ redactor: Redactor) {
    exchanges = ExchangeRedactor(redactor)
    shell = ShellText(hasVariables: !redactor.isRevealing)
  }

  /// The command of the next call, behind a comment and in front of an empty line.
  public mutating func command(for call: Call) -> String {
    count += 1
    let exchange = exchanges.exchange(of: call)
    let request = exchange.request
    var lines = ["# call \(count): \(title(of: call, exchange))"]
    let command = CurlCommand(request, exchange.transfer?.version, shell)
    for name in command?.variables ?? [] where origins[name] != 0 {
      let origin = origins.updateValue(0, forKey: name)
      lines.append(
        "# set \(name): "
          + (origin.map { "from the answer of call \($0)" } ?? "in no answer before"))
    }
    lines += command.map { $0.notes.map { "# \($0)" } + [$0.text] } ?? ["# no request to repeat"]
    for name in variables(in: exchange.response) where origins[name] == nil {
      origins[name] = count
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func title(of call: Call, _ exchange: Exchange) -> String {
    let place =
      switch exchange.place.position {
      case .entry(let number): "entry \(number)"
      case .packets(let first, let last, let stream):
        "stream \(stream), packets \(first) to \(last)"
      }
    let name =
      call.typed != nil
      ? call.operation ?? "" : "\(exchange.request.method) \(exchange.request.target.path)"
    let plain = name.filter { $0 != StandInForm.variableMark }
    return "\(TerminalText.escaped(plain)) (\(place))"
  }

  private func variables(in response: HTTPResponse?) -> [String] {
    guard let response else { return [] }
    var found = shell.variables(in: String(decoding: response.body.bytes, as: UTF8.self))
    for field in response.fields { found += shell.variables(in: field.value) }
    return found
  }
}

/// One request as a command.
private struct CurlCommand {
  private(set) var text = ""
  private let shell: ShellText
  /// The variables in it.
  private(set) var variables: [String] = []
  /// What is not as it was recorded.
  private(set) var notes: [String] = []

  /// Nil for what is no request to a server.
  init?(_ request: HTTPRequest, _ version: HTTPVersion?, _ shell: ShellText) {
    self.shell = shell
    guard !request.method.isEmpty, request.method != "CONNECT", !request.target.url.isEmpty,
      ["http", "https"].contains(request.target.scheme), !request.target.host.isEmpty,
      request.method.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
    else { return nil }
    var input = ""
    var arguments: [String] = []
    let sendsBody = !request.body.bytes.isEmpty || request.fields["content-length"] != nil
    arguments += Self.versionOption(version, scheme: request.target.scheme)
    if request.method == "HEAD", !sendsBody {
      arguments.append("--head")
    } else if request.method != (sendsBody ? "POST" : "GET") || request.method == "POST" {
      arguments.append("-X " + word(request.method))
    }
    arguments += fields(request, sendsBody)
    if sendsBody {
      let body = String(validating: request.body.bytes, as: UTF8.self)
      // Linux takes arguments of up to 128 KiB.
      if let body, shell.isPlain(body), body.utf8.count < 1 << 16 {
        arguments.append("--data-raw " + word(body))
      } else {
        if let body { variables += shell.variables(in: body) }
        input = shell.printf(request.body.bytes) + " | "
        arguments.append("--data-binary @-")
      }
    }
    if request.body.completeness != .whole { notes.append("the body was not recorded whole") }
    // Braces and dots mean something to curl.
    arguments.append("--globoff --path-as-is " + word(url(request.target.url)))
    variables = variables.uniqued
    text = input + "curl " + arguments.joined(separator: " \\\n  ")
  }

  private static func versionOption(_ version: HTTPVersion?, scheme: String) -> [String] {
    switch version {
    case .http2: [scheme == "http" ? "--http2-prior-knowledge" : "--http2"]
    case .http10: ["--http1.0"]
    case .http11 where scheme == "https": ["--http1.1"]
    default: []
    }
  }

  private mutating func word(_ text: String) -> String {
    variables += shell.variables(in: text)
    return shell.word(text)
  }

  /// The URL without its fragment, and with nothing in it that curl refuses.
  private func url(_ url: String) -> String {
    var result = ""
    for scalar in url.prefix(while: { $0 != "#" }).unicodeScalars {
      if scalar.value > 0x20 && scalar.value != 0x7F {
        result.unicodeScalars.append(scalar)
      } else {
        result += percentEncoded(String(scalar))
      }
    }
    return result
  }

  private mutating func fields(_ request: HTTPRequest, _ sendsBody: Bool) -> [String] {
    var arguments: [String] = []
    for field in request.fields {
      let name = field.name.lowercased()
      switch name {
      case "content-length", "connection", "keep-alive", "proxy-connection", "te", "upgrade",
        "http2-settings", "expect", "transfer-encoding":
        continue
      case "host" where request.target.url.lowercased().contains("://\(field.value.lowercased())"):
        continue
      case "accept-encoding" where Self.isUnpacked(field.value):
        arguments.append("--compressed")
        continue
      case "content-encoding":
        notes.append(
          "the body was recorded in \(TerminalText.escaped(field.value)), and is sent without")
        continue
      default: break
      }
      let isToken =
        !name.isEmpty && name.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"@:;".utf8.contains($0) }
      let value = field.value
      guard isToken, value.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
        notes.append("a field that curl cannot send was left out")
        continue
      }
      arguments.append(
        "-H " + word(value.isEmpty ? "\(field.name);" : "\(field.name): \(value)"))
    }
    // What curl would send by itself.
    for (name, isSent) in [("Accept", true), ("User-Agent", true), ("Content-Type", sendsBody)]
    where isSent && !request.fields.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      arguments.append("-H '\(name):'")
    }
    return arguments
  }

  /// Whether a list is of nothing but codings that curl takes off.
  private static func isUnpacked(_ codings: String) -> Bool {
    codings.split(separator: ",").allSatisfy { coding in
      let name = coding.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
      return ["gzip", "deflate", "br", "zstd", "identity", "compress", "*"].contains(name)
    }
  }
}
