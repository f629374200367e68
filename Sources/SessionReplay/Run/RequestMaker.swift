internal import HTTPMessages
internal import Redaction
internal import ShareAPI

/// Makes the request of a step: the recorded one with everything substituted.
struct RequestMaker {
  let secrets: ReplaySecrets
  /// By how much dates are moved, in milliseconds.
  var dateShift: Int64 = 0
  private let rewriter = RequestRewriter()
  private let texts = AnswerTexts()

  init(_ secrets: ReplaySecrets) { self.secrets = secrets }

  /// The request, or why there is none, in words.
  ///
  /// - Parameter answers: What the target has answered, by the numbers of the steps.
  func request(
    of step: Step, _ answers: [Int: HTTPResponse]
  ) -> Result<HTTPRequest, MissingValue> {
    var texts: [RequestPlace: [(recorded: String, new: String)]] = [:]
    for substitution in step.substitutions {
      switch new(substitution, answers) {
      case .success(let new):
        texts[substitution.place, default: []].append((substitution.recorded, new))
      case .failure(let missing):
        // A cookie that the target did not give is left out, as a browser would.
        if case .cookie = substitution.place { continue }
        return .failure(missing)
      }
    }
    var request = rewriter.rewrite(step.call.exchange.request) { place, text in
      guard let changes = texts[place] else { return nil }
      return changes.reduce(text) { text, change in
        text == change.recorded ? change.new : text.replacing(change.recorded, with: change.new)
      }
    }
    request.fields = fields(request.fields, of: step, substituted: texts)
    if let variation = step.variation { request = variation.applied(to: request) }
    return .success(request)
  }

  private func new(
    _ substitution: Substitution, _ answers: [Int: HTTPResponse]
  ) -> Result<String, MissingValue> {
    switch substitution.source {
    case .answer(let origins):
      for origin in origins {
        if let text = answers[origin.step].flatMap({ texts.text(at: origin.place, in: $0) }),
          !text.isEmpty
        {
          return .success(text)
        }
      }
      return .failure(MissingValue(step: origins.first?.step ?? 0))
    case .secret(let name): return .success(secrets[name] ?? "")
    case .invented(let role, let number): return .success(Self.invented(role, number))
    case .movedDate: return .success(moved(substitution.recorded))
    }
  }

  private static func invented(_ role: Role, _ number: Int) -> String {
    switch role {
    case .accountName: return "nobody-\(number)"
    case .password: return "not-the-password-\(number)"
    default:
      let digits = String(number)
      return "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.utf8.count)
        + digits
    }
  }

  private func moved(_ text: String) -> String {
    guard let date = WCFDate(text) else { return text }
    return date.moved(byMilliseconds: dateShift)?.text ?? text
  }

  /// The fields that are the recorded client's own: what belongs to the connection is made anew, and
  /// credentials of the recording stay there.
  private func fields(
    _ fields: HTTPFields, of step: Step,
    substituted: [RequestPlace: [(recorded: String, new: String)]]
  ) -> HTTPFields {
    HTTPFields(
      fields.compactMap { name, value in
        guard name.lowercased() == "cookie" else { return (name, value) }
        let given = Cookies.split(value).filter { substituted[.cookie($0.name)] != nil }
        guard !given.isEmpty else { return nil }
        return (name, given.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))
      }.filter { name, value in
        let name = name.lowercased()
        let isToken =
          !name.isEmpty
          && name.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 || $0 == UInt8(ascii: "-")
              || $0 == UInt8(ascii: "_")
          }
        guard isToken, value.utf8.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x09 }),
          !Self.ownFields.contains(name), !step.withheldFields.contains(name)
        else { return false }
        return name == "cookie" || SensitiveNames.role(of: name) != .credential
          || substituted[.field(name)] != nil
      })
  }

  private static let ownFields: Set<String> = [
    "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te",
    "trailer", "proxy-connection", "proxy-authorization", "http2-settings", "expect",
    "content-encoding",
  ]
}

/// A text that an earlier answer should have had.
struct MissingValue: Error, Hashable {
  /// The step.
  var step: Int
}
