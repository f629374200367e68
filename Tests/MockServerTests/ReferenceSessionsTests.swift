import Bytes
import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

@testable import MockServer

/// Sends the requests of recorded sessions to a stand-in of the same revision.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct ReferenceSessionsTests {
  static let revisions = [
    "2015": "2015-08", "2018": "2018-01", "2020-04": "2020-04", "2021-12": "2021-12-16",
    "2023-04": "2023-04", "2024-07": "2024-07-01", "2025-11": "2025-11",
  ]

  /// One session of every operation for each revision, and those of faults, locks and odd clients.
  static let sessions = [
    "uploader-all-http-2015", "uploader-all-tls13-2018", "uploader-all-tls12-2020-04",
    "uploader-all-http-2021-12", "uploader-all-tls13-2023-04", "uploader-all-tls12-2024-07",
    "uploader-all-http-2025-11", "curl-seed-http-2015", "lockout-http-2018",
    "pydexcom020-errors-tls12-2015", "pydexcom030-errors-http-2021-12",
    "pydexcom051-errors-tls13-2025-11", "connect-errors-http-2024", "raw-stray-http",
  ]

  @Test(arguments: sessions)
  func `recorded requests are answered as they were`(session: String) throws {
    let about = try JSONParser().value(
      of: String(decoding: SharedFiles.bytes("captures/\(session)/about.json"), as: UTF8.self))
    let revision = try #require(about["era"]?.string.flatMap { Self.revisions[$0] })
    var replay = try SessionReplay(revision: revision)
    var compared = 0
    for exchange in try ReferenceExchange.all(of: session) {
      guard let (recorded, answered) = replay.shapes(exchange) else { continue }
      compared += 1
      if Self.isOwnInvention(exchange, revision, recorded) { continue }
      #expect(recorded == answered, "\(session) \(exchange.integer("n") ?? 0)")
    }
    #expect(compared > 1)
  }

  /// What the recorder decided on its own, and the stand-in decides otherwise.
  static func isOwnInvention(
    _ exchange: ReferenceExchange, _ revision: String, _ recorded: Shape
  ) -> Bool {
    // It quotes an object in Python's way.
    if recorded.description.contains("{'message'") { return true }
    return switch exchange.text("operation") {
    // It opened a locked account at once where its password was right.
    case "General/LoginPublisherAccountByName":
      exchange.session == "lockout-http-2018" && recorded.description == "200 GUID"
    case "Publisher/ReadPublisherLatestGlucoseValues": exchange.session == "lockout-http-2018"
    // It had the login by ID from 2020-04 on; public clients have it from 2021-09 on.
    case "General/LoginPublisherAccountById": revision == "2020-04"
    // It did not find a new contact at once in some sessions; a scenario can say so.
    case "Publisher/CreateSubscriptionInvitation":
      recorded.description.contains("ContactIdNotFound")
        && exchange.text("target")?.contains("12345678-") == false
    default: false
    }
  }
}

/// One recorded session against a stand-in.
struct SessionReplay {
  let standIn: StandIn
  /// IDs of the recording, and what the stand-in has in their place.
  var ids: [String: String] = [:]
  var follower: Subscriber?

  init(revision: String) throws {
    standIn = try StandIn(
      revision,
      scenario: """
        lockout: 4
        accounts:
          - {name: demo-user, password: demo-Passw0rd, receiver: null}
        """)
  }

  /// The shapes of both answers; nil where there is nothing to compare.
  mutating func shapes(_ exchange: ReferenceExchange) -> (recorded: Shape, answered: Shape)? {
    guard exchange.text("standing") == "documented", exchange.text("fault") == nil,
      let status = exchange.integer("status"), let operation = exchange.text("operation"),
      exchange.text("method") != "OPTIONS"
    else { return nil }
    if let time = exchange.text("time").flatMap({ Timestamp(iso8601: $0) }) { standIn.time = time }
    let recorded = String(decoding: exchange.body("responseBody"), as: UTF8.self)
    let answer = standIn.send(request(exchange, operation))
    learn(recorded, answer.text)
    // Of these nobody knows the order of the members; the recorder gave back what it was sent.
    let isUnordered = [
      "General/ReadSubscriptionAlerts", "Subscriber/ReadLastGlucoseFromSubscriptions",
    ]
    .contains(operation)
    return (
      Shape(status, recorded, isUnordered: isUnordered),
      Shape(answer.status, answer.text, isUnordered: isUnordered)
    )
  }

  private mutating func request(
    _ exchange: ReferenceExchange, _ operation: String
  ) -> HTTPRequest {
    var target = exchange.text("target") ?? ""
    var body = String(decoding: exchange.body("requestBody"), as: UTF8.self)
    if operation.hasSuffix("LoginSubscriberAccount") { acceptInvitation(&body) }
    for (old, new) in ids {
      target = target.replacing(old, with: new)
      body = body.replacing(old, with: new)
    }
    var fields = HTTPFields()
    if case .array(let pairs) = exchange.json["requestHeaders"] {
      for case .array(let pair) in pairs where pair.count == 2 {
        fields.append(name: (pair[0].string ?? "").utf8, value: (pair[1].string ?? "").utf8)
      }
    }
    return HTTPRequest(
      method: exchange.text("method") ?? "",
      target: RequestTarget(target: target, scheme: "http", authority: "localhost"),
      fields: fields, body: HTTPBody(bytes: Array(body.utf8)))
  }

  /// The recorder's follower accepted on its own, too.
  private mutating func acceptInvitation(_ body: inout String) {
    if follower == nil {
      follower =
        standIn.service.intervene(at: standIn.time) {
          $0.acceptInvitation(subscription: nil)
        }.result
    }
    guard let follower, let value = try? standIn.parser.value(of: body) else { return }
    if let account = value["accountId"]?.string { ids[account] = follower.id }
    if let password = value["password"]?.string, password != String(repeating: "f", count: 32) {
      ids[password] = follower.password
    }
  }

  private mutating func learn(_ recorded: String, _ answered: String) {
    guard let old = try? standIn.parser.value(of: recorded),
      let new = try? standIn.parser.value(of: answered)
    else { return }
    learn(old, new)
  }

  private mutating func learn(_ old: JSONValue, _ new: JSONValue) {
    switch (old, new) {
    case (.string(let old), .string(let new)):
      if let id = GUID(old), !id.isZero, let other = GUID(new), !other.isZero { ids[old] = new }
    case (.array(let old), .array(let new)): for (old, new) in zip(old, new) { learn(old, new) }
    case (.object(let old), .object):
      for member in old { if let other = new[member.name] { learn(member.value, other) } }
    default: break
    }
  }
}

/// What two answers have in common if they are of one kind: status, code, names in their order, and the
/// forms of values.
struct Shape: Equatable, CustomStringConvertible {
  var description: String

  init(_ status: Int, _ text: String, isUnordered: Bool) {
    guard let value = try? JSONParser().value(of: text) else {
      let kind =
        text.isEmpty
        ? "nothing"
        : text.hasPrefix("<DateTimeOffset") ? "time" : text.hasPrefix("<") ? "page" : "text"
      description = "\(status) \(kind)"
      return
    }
    // The first service escapes slashes, wherever they stand.
    let slashes = text.contains("\\/") ? " escaped" : text.contains("/") ? " plain" : ""
    description = "\(status) \(Self.form(value, isUnordered))\(slashes)"
  }

  private static func form(_ value: JSONValue, _ isUnordered: Bool) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string(let text): form(text)
    case .array(let elements):
      "[\(Set(elements.prefix(20).map { form($0, isUnordered) }).sorted().joined(separator: "|"))]"
    case .object(let members):
      "{"
        + (isUnordered ? members.sorted { $0.name < $1.name } : members)
        .map { form($0, isUnordered) }.joined(separator: ",") + "}"
    }
  }

  private static func form(_ member: JSONValue.Member, _ isUnordered: Bool) -> String {
    switch member.name {
    case "Code": "Code=\(member.value.string ?? "")"
    // The recorder left it at zero when an invitation was accepted.
    case "SubscriberId": "SubscriberId"
    default: "\(member.name):\(form(member.value, isUnordered))"
    }
  }

  /// The text without what differs from call to call.
  private static func form(_ text: String) -> String {
    if let guid = GUID(text) { return guid.isZero ? "zero" : "GUID" }
    if WCFDate(text) != nil { return text.filter { !$0.isNumber && !"+-".contains($0) } }
    if ["NotAssigned", "AssignedToYou"].contains(text) { return text }
    if Trend(word: text).direction != nil { return "trend" }
    return text.contains("OnlineException") ? masked(text) : "string"
  }

  private static func masked(_ text: String) -> String {
    text.replacing(#/[0-9a-f]{8}-[0-9a-f-]{27}/#, with: "id")
      .replacing(#/[0-9A-F]{8}-[0-9A-F-]{27}/#, with: "ID")
      .replacing(#/\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d\.(\d+)/#) { match in
        let decimals = match.output.2.count
        return "day\(match.output.1)\(decimals == 7 || decimals == 3 ? String(decimals) : "n")"
      }
  }
}
