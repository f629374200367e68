import Foundation

/// A session of an operation that nobody has described, the images of followers: a login, and lists of
/// subscriptions with an image of each. Everything is invented.
enum ImageSession {
  private static let root = "https://share2.dexcom.com/ShareWebServices/Services"
  private static let account = "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8"
  private static let session = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"

  /// The fault of a session that nobody knows, as the service wrote it in 2025.
  private static func fault() throws -> Data {
    let message = "Failed to find session object. [SessionId = \(session)]"
    let detail = """
      {
          "OnlineException": {
              "DateThrownLocal": "2025-12-01T10:00:30.051516952",
              "DateThrown": "2025-12-01T10:00:30.051516952Z",
              "ErrorCode": "SessionIdNotFound",
              "Type": 5,
              "Category": 2,
              "Severity": 2,
              "TypeString": "ObjectNotFound",
              "CategoryString": "Database",
              "SeverityString": "Severe",
              "HostName": "",
              "HostIP": "",
              "Id": "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9",
              "Message": "\(message)",
              "FullText": "com.dexcom.udp.common.data.exception.OnlineException: \(message)"
          }
      }
      """
    return try JSONSerialization.data(
      withJSONObject: [
        "Code": "SessionIdNotFound", "Message": message, "SubCode": detail,
        "TypeName": "FaultException",
      ], options: .sortedKeys)
  }

  /// The session as a HAR.
  ///
  /// - Parameters:
  ///   - images: How many images are asked for.
  ///   - failing: The image whose session is gone.
  ///   - sized: The image that is asked for in a size.
  static func har(images: Int, failing: Int? = nil, sized: Int? = nil) throws -> Data {
    let json = "application/json"
    var calls = [
      (
        "General/LoginPublisherAccountById",
        #"{"accountId":"\#(account)","password":"x","applicationId":"\#(account)"}"#, 200, json,
        Data("\"\(session)\"".utf8)
      )
    ]
    for number in 0..<images {
      let subscription = "0a1b2c3d-4e5f-4061-8273-8495a6b7c8\(number + 10)"
      calls.append(
        (
          "Publisher/ListPublisherAccountSubscriptions?sessionId=\(session)", "", 200, json,
          Data(#"[{"SubscriptionId":"\#(subscription)"}]"#.utf8)
        ))
      let size = number == sized ? "&size=64" : ""
      let isFault = number == failing
      calls.append(
        (
          "Publisher/GetPublisherImage?sessionId=\(session)&subscriptionId=\(subscription)\(size)",
          "", isFault ? 500 : 200, isFault ? json : "image/png",
          isFault ? try fault() : Data([0x89, 0x50, 0xFF]) + Data(count: 3_500)
        ))
    }
    let entries = calls.enumerated().map { number, call -> [String: Any] in
      let (path, request, status, type, body) = call
      return [
        "startedDateTime": "2025-12-01T10:00:\(10 + number).000Z", "time": 10,
        "request": [
          "method": "POST", "url": "\(root)/\(path)", "httpVersion": "HTTP/1.1",
          "headers": [["name": "Content-Type", "value": json]], "queryString": [],
          "cookies": [], "headersSize": -1, "bodySize": request.utf8.count,
          "postData": ["mimeType": json, "text": request],
        ],
        "response": [
          "status": status, "statusText": "", "httpVersion": "HTTP/1.1",
          "headers": [["name": "Content-Type", "value": type]], "cookies": [],
          "content": [
            "size": body.count, "mimeType": type, "text": body.base64EncodedString(),
            "encoding": "base64",
          ],
          "redirectURL": "", "headersSize": -1, "bodySize": body.count,
        ], "cache": [:], "timings": ["send": 0, "wait": 10, "receive": 0],
      ]
    }
    let log: [String: Any] = [
      "log": [
        "version": "1.2", "creator": ["name": "test", "version": "1"], "entries": entries,
      ]
    ]
    return try JSONSerialization.data(withJSONObject: log, options: .sortedKeys)
  }
}
