import APISchema
import Bytes
import Evidence
import HTTPMessages
import ShareAPI
import TestSupport

/// Calls that are made up for a test.
enum Fixtures {
  /// The seconds since 1970 that those of exchanges count from: 2020-09-13.
  static let start: Int64 = 1_600_000_000
  static let root = "https://share2.dexcom.com/ShareWebServices/Services"

  static func exchange(
    _ operation: String = "Publisher/ReadPublisherLatestGlucoseValues", query: String = "",
    method: String = "POST", request: String = "", status: Int = 200, response: String = "[]",
    fields: [(name: String, value: String)] = [], entry: Int = 1, seconds: Int64? = 0,
    capture: String = "a.har"
  ) -> Exchange {
    Exchange(
      place: .init(capture: capture, entry: entry),
      time: seconds.map { Timestamp(nanoseconds: (start + $0) * 1_000_000_000) },
      request: HTTPRequest(
        method: method,
        target: RequestTarget(url: "\(root)/\(operation)\(query.isEmpty ? "" : "?")\(query)"),
        body: HTTPBody(bytes: Array(request.utf8))),
      response: HTTPResponse(
        status: status, fields: HTTPFields(fields), body: HTTPBody(bytes: Array(response.utf8))))
  }

  /// A summary of exchanges, of a capture whose digest is made of a number.
  static func summary(_ exchanges: [Exchange], number: Int = 1) -> Summary {
    var builder = SummaryBuilder()
    var decoder = CallDecoder()
    for exchange in exchanges { builder.add(decoder.decode(exchange)) }
    return builder.summary(label: "\(number).har", digests: [digest(number)])
  }

  /// The call that an exchange is.
  static func call(_ exchange: Exchange) -> Call {
    var decoder = CallDecoder()
    return decoder.decode(exchange)
  }

  static func digest(_ number: Int) -> String { sha256("\(number)".utf8) }

  static func text(_ summary: Summary) -> String {
    String(decoding: SummaryWriter.line(summary), as: UTF8.self)
  }

  /// The readings of an answer, or whatever its elements are.
  static func elements(
    _ summary: Summary,
    _ operation: String = "Publisher/ReadPublisherLatestGlucoseValues", status: Int = 200
  ) -> ValueSummary? {
    summary.operations[operation]?.responses[status]?.body.json.elements?.value
  }
}

extension Summary {
  /// One summary of summaries, merged in their order.
  static func merged(_ summaries: [Summary]) throws -> Summary {
    var merger = SummaryMerger()
    for summary in summaries { try merger.add(summary) }
    return try merger.merged()
  }
}

/// The recorded sessions, read and summed up once for all tests.
enum Recordings {
  static let sessions: [(name: String, exchanges: [ReferenceExchange], summary: Summary)] =
    ReferenceExchange.sessions.enumerated().map { number, session in
      let exchanges = (try? ReferenceExchange.all(of: session)) ?? []
      return (session, exchanges, Fixtures.summary(exchanges.map(\.exchange), number: number))
    }
}
