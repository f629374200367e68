import Bytes
import HTTPMessages
import JSONDecoding
import SessionReplay
import ShareAPI
import Synchronization

/// Calls as a recording has them.
enum Session {
  static let base = "https://share2.dexcom.com/ShareWebServices/Services/"

  static func call(
    _ path: String, _ body: String = "", fields: [(String, String)] = [], status: Int = 200,
    answer: String? = nil, second: Int64 = 0, method: String = "POST"
  ) -> Call {
    var decoder = CallDecoder()
    let response = answer.map {
      HTTPResponse(
        status: status, fields: HTTPFields([("Content-Type", "application/json")]),
        body: HTTPBody(bytes: Array($0.utf8)))
    }
    return decoder.decode(
      Exchange(
        place: .init(capture: "session.har", entry: 1),
        time: Timestamp(nanoseconds: (1_700_000_000 + second) * 1_000_000_000),
        request: HTTPRequest(
          method: method,
          target: RequestTarget(
            url: path.hasPrefix("/") ? "https://example.com\(path)" : base + path),
          fields: HTTPFields(fields), body: HTTPBody(bytes: Array(body.utf8))), response: response))
  }

  static let login =
    #"{"accountName":"demo-user","password":"recorded-pass","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db"}"#

  static func id(_ number: Int) -> String {
    "aaaaaaaa-0000-4000-8000-00000000000\(number)"
  }

  /// The body of a fault.
  static func fault(_ code: String) -> String {
    #"{"Code":"\#(code)","Message":"m","SubCode":"","TypeName":"FaultException"}"#
  }

  static func plan(
    _ calls: [Call], allowsWrites: Bool = false, target: String = "http://127.0.0.1:80",
    movesDates: Bool = false
  ) throws -> ReplayPlan {
    let target = try ReplayTarget(target)
    let guardian = try SafetyGuard(target, allowedHost: target.host, allowsWrites: allowsWrites)
    return PlanBuilder(guardian, movesDates: movesDates).plan(calls, named: "session.har")
  }

  static let secrets = ReplaySecrets(environment: [
    "SHAREPROTO_ACCOUNT_NAME": "me", "SHAREPROTO_PASSWORD": "own-pass", "HOME": "/home/me",
  ])
}

/// A target that answers what it is told to, and keeps what it was sent.
final class ScriptedTarget: RequestSender {
  typealias Answer = @Sendable (HTTPRequest, Int) throws(SendFailure) -> HTTPResponse
  private let answer: Answer
  private let requests = Mutex<[HTTPRequest]>([])

  init(_ answer: @escaping Answer) { self.answer = answer }

  var sent: [HTTPRequest] { requests.withLock { $0 } }
  /// What was sent, as `path?query body`.
  var lines: [String] {
    sent.map { request in
      request.target.url.replacing("/ShareWebServices/Services/", with: "") + " "
        + String(decoding: request.body.bytes, as: UTF8.self)
    }
  }

  func send(_ request: HTTPRequest) async throws(SendFailure) -> HTTPResponse {
    let number = requests.withLock { requests in
      requests.append(request)
      return requests.count
    }
    return try answer(request, number)
  }

  static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, fields: HTTPFields([("Content-Type", "application/json")]),
      body: HTTPBody(bytes: Array(text.utf8)))
  }
}
