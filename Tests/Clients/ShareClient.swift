// What a follower in Swift makes of a stand-in, in one line of JSON. It is our own, and does what the
// clients of closed-loop apps are publicly known to do: two-step login, read with an empty body, on an
// object in place of a list log in anew and try again twice, dates and trends of both generations.
//
// usage: ShareClient URL STEP…

import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

struct Reading {
  var value: Int
  /// 1 to 7, or none of them.
  var trend: Int
  var time: Date
}

enum ShareError: Error {
  /// No answer, or none that is HTTP.
  case http(String)
  /// An answer that is not what was asked for.
  case data(String)
  case login(String)
  case fetch(String)
}

/// A follower that reads what a publisher shares.
final class ShareClient {
  private let server: String
  private let accountName: String
  private let password: String
  private var token: String?

  private static let applicationID = "d89443d2-327c-4a6f-89e5-496bbb0317db"
  private static let failedID = "00000000-0000-0000-0000-000000000000"
  private static let agent = "Dexcom Share/3.0.2.11 CFNetwork/711.2.23 Darwin/14.0.0"
  private static let trends = [
    "", "DoubleUp", "SingleUp", "FortyFiveUp", "Flat", "FortyFiveDown", "SingleDown", "DoubleDown",
  ]

  init(server: String, accountName: String = "demo-user", password: String = "demo-Passw0rd") {
    (self.server, self.accountName, self.password) = (server, accountName, password)
  }

  func fetchLast(_ count: Int) async throws -> [Reading] {
    for attempt in 0... {
      let token = try await ensureToken()
      let answer = try await post(
        "Publisher/ReadPublisherLatestGlucoseValues?sessionId=\(token)&minutes=1440&maxCount=\(count)"
      )
      if let list = answer as? [[String: Any]] { return try list.map(reading) }
      let code = (answer as? [String: Any])?["Code"] as? String
      guard let code, code.hasPrefix("Session"), attempt < 2 else {
        throw ShareError.fetch(code ?? "no list")
      }
      self.token = nil
    }
    return []
  }

  private func ensureToken() async throws -> String {
    if let token { return token }
    let account = try await logIn("AuthenticatePublisherAccount", ["accountName": accountName])
    let token = try await logIn("LoginPublisherAccountById", ["accountId": account])
    self.token = token
    return token
  }

  private func logIn(_ operation: String, _ who: [String: String]) async throws -> String {
    let body = who.merging(["password": password, "applicationId": Self.applicationID]) { $1 }
    let answer = try await post(
      "General/" + operation, JSONSerialization.data(withJSONObject: body))
    if let fault = answer as? [String: Any] {
      throw ShareError.login(fault["Code"] as? String ?? "no code")
    }
    guard let id = answer as? String, id != Self.failedID else { throw ShareError.login("no ID") }
    return id
  }

  private func post(_ path: String, _ body: Data = Data()) async throws -> Any {
    guard let url = URL(string: server + "/ShareWebServices/Services/" + path) else {
      throw ShareError.http("bad URL")
    }
    var request = URLRequest(url: url, timeoutInterval: 10)
    request.httpMethod = "POST"
    request.httpBody = body
    for (name, value) in [
      ("Content-Type", "application/json"), ("Accept", "application/json"),
      ("User-Agent", Self.agent),
    ] { request.setValue(value, forHTTPHeaderField: name) }
    let data: Data
    let response: URLResponse
    do {
      (data, response) = try await URLSession.shared.data(for: request)
    } catch {
      throw ShareError.http("no answer")
    }
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    // Faults come with 500; other failures have no words for a program.
    guard status == 200 || status == 500 else { throw ShareError.http("\(status)") }
    do {
      return try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    } catch {
      throw ShareError.data("no JSON")
    }
  }

  private func reading(_ object: [String: Any]) throws -> Reading {
    guard let value = object["Value"] as? Int, let time = (object["ST"] as? String).flatMap(date)
    else { throw ShareError.data("no reading") }
    let word = object["Trend"] as? String
    let trend = word.map { Self.trends.firstIndex(of: $0) ?? 0 } ?? object["Trend"] as? Int
    guard let trend else { throw ShareError.data("no trend") }
    return Reading(value: value, trend: trend, time: time)
  }

  private func date(_ text: String) -> Date? {
    text.firstMatch(of: #/Date\((\d+)/#).flatMap { Double($0.output.1) }
      .map { Date(timeIntervalSince1970: $0 / 1_000) }
  }
}

/// Reads, and says how many readings came that can be true.
func read(_ client: ShareClient, _ count: Int) async throws -> Int {
  let readings = try await client.fetchLast(count)
  for (newer, older) in zip(readings, readings.dropFirst()) {
    guard (299...301).contains(newer.time.timeIntervalSince(older.time)) else {
      throw ShareError.data("times \(newer.time) and \(older.time)")
    }
  }
  let isTrue = readings.allSatisfy { (39...401).contains($0.value) && (1...7).contains($0.trend) }
  if !isTrue { throw ShareError.data("values") }
  return readings.count
}

func outcome(of step: String, _ server: String) async throws -> Int {
  let client = ShareClient(server: server)
  switch step {
  case "read": return try await read(client, 288)
  case "one": return try await read(client, 1)
  case "twice":
    _ = try await read(client, 1)
    return try await read(client, 1)
  case "expired":
    _ = try await read(client, 1)
    var request = URLRequest(url: URL(string: server + "/__shareproto/advance?by=25h")!)
    request.httpMethod = "POST"
    request.httpBody = Data()
    _ = try await URLSession.shared.data(for: request)
    return try await read(client, 12)
  case "wrong-password":
    return try await read(ShareClient(server: server, password: "wrong"), 1)
  case "unknown-user":
    return try await read(ShareClient(server: server, accountName: "nobody-here"), 1)
  default: throw ShareError.data("no step \(step)")
  }
}

var outcomes: [String: Any] = [:]
for step in CommandLine.arguments.dropFirst(2) {
  do {
    outcomes[step] = try await outcome(of: step, CommandLine.arguments[1])
  } catch {
    outcomes[step] = "\(error)"
  }
}
print(String(decoding: try JSONSerialization.data(withJSONObject: outcomes), as: UTF8.self))
