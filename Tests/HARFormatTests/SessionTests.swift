import Bytes
import CaptureInput
import Foundation
import HARFormat
import HTTPMessages
import JSONDecoding
import TestSupport
import Testing

/// Recordings of real clients against what the server wrote down.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct SessionTests {
  @Test(arguments: SharedFiles.names(in: "captures", prefix: "har-"))
  func `a session is what the server saw`(name: String) throws {
    let session = try Session("captures/" + name)
    var exchanges: [Exchange] = []
    for file in session.files {
      guard !file.hasSuffix(".pcapng") else { continue }
      exchanges += try Recording(path: SharedFiles.path("captures/\(name)/\(file)")).exchanges
    }
    exchanges = sortedWithoutRepetition(exchanges)
    // Playwright leaves out the call for an icon; what was damaged has no faithful recording.
    let icon = "/favicon.ico"
    let recorded = exchanges.filter { exchange in
      exchange.request.target.path != icon && !isDamaged(exchange, session)
    }
    let expected = session.reference.filter {
      session.isRecoverable($0) && $0["path"]?.string != icon
    }
    #expect(recorded.count == expected.count)
    var dropped = 0
    for (exchange, reference) in matched(recorded, expected) {
      compare(exchange, reference, &dropped)
    }
    #expect(dropped == droppedResponses[name, default: 0])
  }

  /// How many answers with a body have none in the capture, counted in the files by hand: exporters
  /// without content, and what a page was not allowed to see of another host.
  private let droppedResponses = [
    "har-chromium-http-2018": 1, "har-chromium-nocontent-2025": 20, "har-odd-base64-2023": 2,
    "har-odd-nocontent-2015": 49, "har-playwright-embed-2023": 2, "har-playwright-omit-2015": 19,
    "har-chromium-h2-2024": 1, "har-odd-brokenentry-2024": 1,
  ]

  private func compare(_ exchange: Exchange, _ reference: JSONValue, _ dropped: inout Int) {
    let place = "entry \(exchange.place.number)"
    let target = exchange.request.target
    #expect(exchange.request.method == reference["method"]?.string, "\(place)")
    #expect(target.host == reference["host"]?.string, "\(place)")
    #expect(target.path == reference["path"]?.string, "\(place)")
    #expect(query(target) == query(reference), "\(place)")
    #expect(exchange.response.map { "\($0.status)" } == reference["status"].map(text), "\(place)")
    let body = bytes(reference, "responseBody")
    if case .dropped(let size) = exchange.response?.body.completeness {
      // The size that mitmproxy writes is that of the coded body.
      let isCoded = exchange.response?.fields["content-encoding"] != nil
      #expect(!body.isEmpty && (size == nil || size == body.count || isCoded), "\(place)")
      dropped += 1
    } else {
      #expect(exchange.response?.body == HTTPBody(bytes: body), "\(place)")
    }
    let post = bytes(reference, "requestBody")
    if case .dropped(let size) = exchange.request.body.completeness {
      #expect(size == post.count, "\(place)")
    } else {
      #expect(exchange.request.body == HTTPBody(bytes: post), "\(place)")
    }
  }

  private func query(_ target: RequestTarget) -> [String] {
    target.queryItems.map { "\($0.name)=\($0.value)" }.sorted()
  }

  private func query(_ reference: JSONValue) -> [String] {
    guard case .object(let members)? = reference["query"] else { return [] }
    return members.flatMap { member in
      switch member.value {
      case .array(let values): values.map { "\(member.name)=\($0.string ?? "")" }
      default: ["\(member.name)=\(member.value.string ?? "")"]
      }
    }.sorted()
  }

  private func text(_ value: JSONValue) -> String {
    guard case .number(.integer(let number)) = value else { return "none" }
    return "\(number)"
  }

  private func bytes(_ reference: JSONValue, _ name: String) -> [UInt8] {
    if let base64 = reference[name + "Base64"]?.string {
      return Array(Data(base64Encoded: base64) ?? Data())
    }
    return Array((reference[name]?.string ?? "").utf8)
  }

  private func isDamaged(_ exchange: Exchange, _ session: Session) -> Bool {
    session.damaged.contains(exchange.place.number)
  }

  private func sortedWithoutRepetition(_ exchanges: [Exchange]) -> [Exchange] {
    var seen: Set<String> = []
    return exchanges.filter { exchange in
      let key = "\(exchange.time?.nanoseconds ?? 0) \(exchange.request.target.url)"
      return seen.insert(key).inserted
    }
  }

  /// Pairs each exchange with the first line of its method, path and query that is left: a page
  /// gets its answers in another order than the server gives them.
  private func matched(
    _ exchanges: [Exchange], _ reference: [JSONValue]
  ) -> [(Exchange, JSONValue)] {
    var rest = reference
    return exchanges.sorted {
      ($0.time ?? .init(nanoseconds: 0)) < ($1.time ?? .init(nanoseconds: 0))
    }
    .compactMap { exchange in
      let index = rest.firstIndex {
        $0["method"]?.string == exchange.request.method
          && $0["path"]?.string == exchange.request.target.path
          && query($0) == query(exchange.request.target)
      }
      guard let index else {
        Issue.record("entry \(exchange.place.number) is not in the reference")
        return nil
      }
      return (exchange, rest.remove(at: index))
    }
  }
}

/// A folder of recordings.
private struct Session {
  var files: [String]
  var reference: [JSONValue]
  var recoverable: Set<Int64>?
  var damaged: Set<Int>

  init(_ folder: String) throws {
    let parser = JSONParser()
    let about = try parser.read(SharedFiles.bytes(folder + "/about.json")) { JSONValue($0) }
    files = Self.elements(about["files"]).compactMap(\.string)
    reference = try SharedFiles.lines(folder + "/reference.jsonl").map { try parser.value(of: $0) }
    damaged = Set(Self.elements(about["damaged"]).compactMap(Self.integer).map { Int($0) })
    // A tolerant reader recovers all of the file that a strict one must refuse.
    let numbers = Self.elements(about["recoverable"]).compactMap(Self.integer)
    recoverable = numbers.isEmpty ? nil : Set(numbers)
  }

  func isRecoverable(_ line: JSONValue) -> Bool {
    guard let recoverable, let number = line["n"].flatMap(Self.integer) else { return true }
    return recoverable.contains(number)
  }

  private static func elements(_ value: JSONValue?) -> [JSONValue] {
    guard case .array(let elements)? = value else { return [] }
    return elements
  }

  private static func integer(_ value: JSONValue) -> Int64? {
    guard case .number(.integer(let number)) = value else { return nil }
    return number
  }
}
