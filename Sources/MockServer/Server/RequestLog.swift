internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// The requests that came last, kept as they were and shown redacted.
struct RequestLog {
  /// How many came.
  private(set) var count = 0
  private var entries: [Entry] = []

  private static let limit = 500
  private static let bodyLimit = 4_096
  private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]

  private struct Entry {
    var number: Int
    var time: Timestamp
    var request: HTTPRequest
    var answer: ServiceAnswer
  }

  mutating func add(_ request: HTTPRequest, _ answer: ServiceAnswer, at time: Timestamp) {
    count += 1
    var kept = HTTPRequest(method: request.method, target: request.target)
    if request.target.url.utf8.count > Self.bodyLimit {
      kept.target = RequestTarget(url: request.target.path)
    }
    if request.body.bytes.count <= Self.bodyLimit { kept.body = request.body }
    if entries.count >= Self.limit * 2 { entries.removeFirst(Self.limit) }
    entries.append(Entry(number: count, time: time, request: kept, answer: answer.withoutBody))
  }

  /// The entries as JSON, oldest first.
  func json() -> [UInt8] {
    let redactor = Redactor.hiding()
    let values = ValueWriter(redactor)
    let json = values.json
    var decoder = CallDecoder()
    json.beginArray()
    for entry in entries.suffix(Self.limit) {
      let call = decoder.decode(
        Exchange(place: .init(capture: "", entry: entry.number), request: entry.request))
      json.beginObject()
      json.name("number")
      json.integer(Int64(entry.number))
      json.name("time")
      json.string(entry.time.description)
      json.name("method")
      let method = entry.request.method
      json.string(Self.methods.contains(method) ? method : redactor.unknown(method))
      json.name("operation")
      if call.standing == .documented, let operation = call.operation {
        json.string(operation)
      } else {
        json.string(redactor.unknown(call.operation ?? entry.request.target.path))
      }
      json.name("standing")
      json.string(call.standing.rawValue)
      json.name("request")
      if let typed = call.typed { typed.describeRequest(to: values) } else { json.null() }
      json.name("status")
      json.integer(Int64(entry.answer.response.status))
      json.name("rule")
      if let rule = entry.answer.rule { json.string(rule) } else { json.null() }
      json.endObject()
    }
    json.endArray()
    return json.bytes
  }
}

extension ServiceAnswer {
  /// What is worth keeping of it.
  fileprivate var withoutBody: ServiceAnswer {
    var answer = self
    answer.response = HTTPResponse(status: response.status)
    answer.changes = []
    return answer
  }
}
