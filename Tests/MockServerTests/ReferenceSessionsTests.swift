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

  @Test
  func `the core answers recorded requests as they were answered`() throws {
    var differences: [String: Int] = [:]
    var places: [String: String] = [:]
    var compared = 0
    for session in ReferenceExchange.sessions where !session.hasPrefix("drift-") {
      let about = try JSONParser().value(
        of: String(decoding: SharedFiles.bytes("captures/\(session)/about.json"), as: UTF8.self))
      guard let revision = about["era"]?.string.flatMap({ Self.revisions[$0] }) else { continue }
      var replay = try SessionReplay(revision: revision)
      for exchange in try ReferenceExchange.all(of: session) {
        guard let difference = try replay.difference(exchange) else { continue }
        compared += 1
        if difference.isEmpty { continue }
        differences["\(revision) \(difference)", default: 0] += 1
        places["\(revision) \(difference)"] = places["\(revision) \(difference)"] ?? "\(session) \(exchange.integer("n") ?? 0)"
      }
    }
    for (difference, count) in differences.sorted(by: { $0.key < $1.key }) {
      print("DIFF", count, difference, "  e.g.", places[difference] ?? "")
    }
    print("COMPARED", compared)
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
        accounts:
          - {name: demo-user, password: demo-Passw0rd, receiver: null}
        """)
  }

  /// What is different; nil where there is nothing to compare, empty where all is the same.
  mutating func difference(_ exchange: ReferenceExchange) throws -> String? {
    guard exchange.text("standing") == "documented", exchange.text("fault") == nil,
      let status = exchange.integer("status"), let operation = exchange.text("operation"),
      exchange.text("method") != "OPTIONS"
    else { return nil }
    if let time = exchange.text("time").flatMap({ Timestamp(iso8601: $0) }) { standIn.time = time }
    let recorded = String(decoding: exchange.body("responseBody"), as: UTF8.self)
    let answer = standIn.send(request(exchange, operation))
    learn(recorded, answer.text)
    let left = Shape(status, recorded)
    let right = Shape(answer.status, answer.text)
    return left == right ? "" : "\(operation): \(left) → \(right)"
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
      follower = standIn.service.intervene(at: standIn.time) {
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
    case (.object(let old), .object): for member in old { if let other = new[member.name] { learn(member.value, other) } }
    default: break
    }
  }
}

/// What two answers have in common if they are of one kind: status, code, names in their order, and the
/// forms of values.
struct Shape: Equatable, CustomStringConvertible {
  var description: String

  init(_ status: Int, _ text: String) {
    guard let value = try? JSONParser().value(of: text) else {
      let kind = text.isEmpty ? "nothing" : text.hasPrefix("<DateTimeOffset") ? "XML time" : text.hasPrefix("<") ? "page" : "text"
      description = "\(status) \(kind)"
      return
    }
    // The slashes of the .NET service are escaped, wherever they stand.
    let slashes = text.contains("\\/") ? " escaped" : text.contains("/") ? " plain" : ""
    description = "\(status) \(Self.form(value))\(slashes)"
  }

  static func form(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string(let text): form(text)
    case .array(let elements): "[\(Set(elements.map { form($0) }).sorted().joined(separator: "|"))]"
    case .object(let members):
      "{" + members.map { name($0) }.joined(separator: ",") + "}"
    }
  }

  private static func name(_ member: JSONValue.Member) -> String {
    if member.name == "Code" { return "Code=\(member.value.string ?? "")" }
    return "\(member.name):\(form(member.value))"
  }

  /// The text with everything that differs from call to call masked.
  static func form(_ text: String) -> String {
    if let guid = GUID(text) { return guid.isZero ? "zero" : "GUID" }
    if text.contains("OnlineException") {
      return masked(text)
    }
    if WCFDate(text) != nil { return masked(text) }
    return ["NotAssigned", "AssignedToYou"].contains(text) ? text : Trend(word: text).direction != nil ? "trend" : "string"
  }

  private static func masked(_ text: String) -> String {
    var masked = text.replacing(#/[0-9a-f]{8}-[0-9a-f-]{27}/#, with: "guid")
    masked = masked.replacing(#/[0-9A-F]{8}-[0-9A-F-]{27}/#, with: "GUID")
    masked = masked.replacing(#/\d{4}-\d\d-\d\d/#, with: "day").replacing(#/\d\d:\d\d:\d\d\.\d{6,9}/#, with: "fine")
    masked = masked.replacing(#/\d\d:\d\d:\d\d\.\d\d\d\b/#, with: "ms")
    masked = masked.replacing(#/Date\(\d+000\b/#, with: "Date(s").replacing(#/Date\(\d+\b/#, with: "Date(ms")
    masked = masked.replacing(#/[+-]\d{4}\)/#, with: "±)")
    masked = masked.replacing(#/AccountName=[^\s"\\]*/#, with: "AccountName=…")
    return masked
  }
}
