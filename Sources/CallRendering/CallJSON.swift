internal import Bytes
internal import HTTPMessages
public import JSONDecoding
public import Redaction
public import ShareAPI

/// Writes calls as JSON objects, for programs.
///
/// **Shape**: the keys stand in the order of architecture.md, section 6: `capture`, `entry` (for an
/// exchange from packets `stream` and `packets`), `time`, `durationMs`, `host`, `service`,
/// `operation`, `standing`, `method`, `path`, `statusCode`, `request`, `response`, `fault`, `notes`,
/// `diagnostics`.
public struct CallJSON {
  private let redactor: Redactor
  private let values: ValueWriter
  private var bodies: RedactedBody
  private let parser = JSONParser()

  /// A text without calls.
  public init(_ redactor: Redactor) {
    self.redactor = redactor
    values = ValueWriter(redactor)
    bodies = RedactedBody(redactor)
  }

  /// The text so far.
  public var json: JSONWriter { values.json }

  /// Appends the object of a call.
  public mutating func write(_ call: Call) {
    redactor.learn(from: call, parser)
    let target = call.exchange.request.target
    json.beginObject()
    plain("capture", redactor.label(call.exchange.place.capture))
    write(call.exchange.place.position)
    json.name("time")
    if let time = call.exchange.time {
      write(time)
    } else {
      json.null()
    }
    json.name("durationMs")
    // What takes longer than a day is no duration.
    if let duration = call.exchange.durationMilliseconds, (0..<1e8).contains(duration) {
      json.number(.double(duration))
    } else {
      json.null()
    }
    json.name("host")
    json.string(redactor.host(target.host))
    if call.typed != nil {
      // These are our own words, whatever secrets read alike.
      plain("service", call.service ?? "")
      plain("operation", call.operation ?? "")
      plain("standing", call.standing.rawValue)
      plain("method", redactor.method(call.exchange.request.method))
      plain("path", target.path)
    } else {
      json.name("service")
      if let service = call.service { json.string(redactor.name(service)) } else { json.null() }
      json.name("operation")
      if let operation = call.operation {
        json.string(redactor.path(operation))
      } else {
        json.null()
      }
      plain("standing", call.standing.rawValue)
      plain("method", redactor.method(call.exchange.request.method))
      plain(
        "path",
        call.standing == .foreign
          ? redactor.foreignPath(target.path) : redactor.sharePath(target.path))
    }
    json.name("statusCode")
    if let status = redactor.status(call.exchange.response?.status) {
      json.integer(Int64(status))
    } else {
      json.null()
    }
    writeRequest(call)
    writeResponse(call)
    write(call.fault)
    write(call.notes)
    write(call.diagnostics)
    json.endObject()
  }

  private mutating func writeRequest(_ call: Call) {
    json.name("request")
    json.beginObject()
    writeQuery(call)
    writeBody(
      call.exchange.request.body, call, role: call.typed.flatMap { type(of: $0).requestRole })
    json.name("decoded")
    if let typed = call.typed {
      typed.describeRequest(to: values)
    } else {
      describe(call.exchange.request.body, of: call)
    }
    json.endObject()
  }

  private mutating func writeResponse(_ call: Call) {
    json.name("response")
    guard let response = call.exchange.response else { return json.null() }
    json.beginObject()
    // A fault stands in the place of a bare secret, and is none.
    let role = call.typed.flatMap { $0.envelope == nil ? type(of: $0).responseRole : nil }
    writeBody(response.body, call, role: role)
    json.name("decoded")
    if let typed = call.typed {
      typed.describeResponse(to: values)
    } else {
      describe(response.body, of: call)
    }
    json.endObject()
  }

  /// The query as an object; a name that is there more than once has an array.
  private mutating func writeQuery(_ call: Call) {
    json.name("query")
    json.beginObject()
    var names: [String] = []
    var values: [String: [String]] = [:]
    for item in call.exchange.request.target.queryItems {
      if values[item.name, default: []].isEmpty { names.append(item.name) }
      values[item.name, default: []].append(item.value)
    }
    for name in names {
      let values = values[name] ?? []
      let role = redactor.role(ofName: name)
      json.name(redactor.name(name))
      if values.count > 1 { json.beginArray() }
      for value in values {
        json.string(role.map { redactor.secret(value, $0) } ?? redactor.unknown(value))
      }
      if values.count > 1 { json.endArray() }
    }
    json.endObject()
  }

  private mutating func writeBody(_ body: HTTPBody, _ call: Call, role: Role?) {
    if body.bytes.isEmpty {
      json.name("body")
      return json.null()
    }
    let origin: RedactedBody.Origin =
      switch call.standing {
      case .documented: .documented(role)
      case .undocumented, .foreign: .unknown
      case .signed: .opaque
      }
    // A reader that fails leaves nothing written, so the name of the member can wait for it.
    let isJSON: Void? = try? parser.read(body.bytes) { node in
      json.name("body")
      bodies.write(node, origin, to: json)
    }
    if isJSON != nil { return }
    guard let text = String(validating: body.bytes, as: UTF8.self) else {
      json.name("bodyBase64")
      return json.string(
        redactor.isRevealing ? base64(body.bytes) : "<\(body.size) bytes>")
    }
    // A text that is not JSON has no names that tell what is a secret in it.
    json.name("body")
    json.string(redactor.unknown(text))
  }

  /// What can be said of a body without a type; of signed and foreign ones nothing is.
  private mutating func describe(_ body: HTTPBody, of call: Call) {
    guard call.standing == .undocumented else { return json.null() }
    let isJSON: Void? = try? parser.read(body.bytes) { bodies.describe($0, to: json) }
    if isJSON == nil { json.null() }
  }

  private mutating func write(_ position: Exchange.Place.Position) {
    switch position {
    case .entry(let number):
      json.name("entry")
      json.integer(Int64(number))
    case .packets(let first, let last, let stream):
      json.name("stream")
      json.integer(Int64(stream))
      json.name("packets")
      json.beginArray()
      json.integer(Int64(first))
      json.integer(Int64(last))
      json.endArray()
    }
  }

  private mutating func write(_ fault: Fault?) {
    json.name("fault")
    guard let fault else { return json.null() }
    json.beginObject()
    plain("kind", fault.kind)
    if case .envelope(let envelope) = fault {
      code("code", envelope.code?.rawValue)
      text("message", envelope.message)
      if let detail = envelope.subCode?.detail {
        code("class", detail.type.word)
        code("category", detail.category.word)
        code("severity", detail.severity.word)
        json.name("time")
        if let thrown = detail.thrown {
          write(thrown)
        } else {
          json.null()
        }
      }
      json.name("detail")
      if let subCode = envelope.subCode {
        json.string(subCode.generation.rawValue)
      } else {
        json.null()
      }
    }
    json.endObject()
  }

  private mutating func write(_ notes: [Note]) {
    json.name("notes")
    json.beginArray()
    for note in notes {
      json.beginObject()
      plain("id", note.id)
      plain("confidence", note.confidence.description)
      plain("text", note.text)
      json.endObject()
    }
    json.endArray()
  }

  private mutating func write(_ diagnostics: [Diagnostic]) {
    json.name("diagnostics")
    json.beginArray()
    for diagnostic in diagnostics {
      json.beginObject()
      plain("id", diagnostic.id)
      plain("where", redactor.place(diagnostic.place))
      plain("what", redactor.label(diagnostic.what))
      if let advice = diagnostic.advice { plain("do", advice) }
      json.endObject()
    }
    json.endArray()
  }

  private mutating func write(_ time: Timestamp) {
    json.string(time.description)
  }

  /// A member whose text comes from a recording.
  private mutating func text(_ name: StaticString, _ text: String?) {
    json.name(name)
    if let text { json.string(redactor.text(text)) } else { json.null() }
  }

  /// A member that names the kind of a fault.
  private func code(_ name: StaticString, _ code: String?) {
    json.name(name)
    if let code { json.string(redactor.code(code)) } else { json.null() }
  }

  /// A member whose text is our own.
  private mutating func plain(_ name: StaticString, _ text: String) {
    json.name(name)
    json.string(text)
  }
}
