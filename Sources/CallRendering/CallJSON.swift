internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
public import Redaction
public import ShareAPI

/// Writes calls as JSON objects, for programs.
///
/// **Shape**: the keys stand in the order of architecture.md, section 6: `capture`, `entry`, `time`,
/// `durationMs`, `host`, `service`, `operation`, `standing`, `method`, `path`, `statusCode`, `request`,
/// `response`, `fault`, `notes`, `diagnostics`.
public struct CallJSON {
  /// The text, and what must not stand in it.
  public var writer: RedactingWriter
  private let parser = JSONParser()

  /// A text without calls.
  public init(_ redactor: Redactor) { writer = RedactingWriter(redactor) }

  /// Appends the object of a call.
  public mutating func write(_ call: Call) {
    writer.redactor.learn(from: call, parser)
    let target = call.exchange.request.target
    writer.beginObject()
    text("capture", call.exchange.place.capture)
    writer.name("entry")
    writer.integer(Int64(call.exchange.place.entry))
    writer.name("time")
    if let time = call.exchange.time {
      writer.timestamp(time, offsetMinutes: nil)
    } else {
      writer.null()
    }
    writer.name("durationMs")
    if let duration = call.exchange.durationMilliseconds, duration.isFinite {
      writer.json.number(.double(duration))
    } else {
      writer.null()
    }
    text("host", target.host)
    text("service", call.service)
    text("operation", call.operation)
    text("standing", call.standing.rawValue)
    text("method", call.exchange.request.method)
    text("path", target.path)
    writer.name("statusCode")
    if let status = call.exchange.response?.status {
      writer.integer(Int64(status))
    } else {
      writer.null()
    }
    writeRequest(call)
    writeResponse(call)
    write(call.fault)
    write(call.notes)
    write(call.diagnostics)
    writer.endObject()
  }

  private mutating func writeRequest(_ call: Call) {
    writer.name("request")
    writer.beginObject()
    writeQuery(call)
    writeBody(
      call.exchange.request.body, call, role: call.typed.flatMap { type(of: $0).requestRole })
    writer.name("decoded")
    if let typed = call.typed { typed.describeRequest(to: &writer) } else { writer.null() }
    writer.endObject()
  }

  private mutating func writeResponse(_ call: Call) {
    writer.name("response")
    guard let response = call.exchange.response else { return writer.null() }
    writer.beginObject()
    writeBody(response.body, call, role: call.typed.flatMap { type(of: $0).responseRole })
    writer.name("decoded")
    if let typed = call.typed { typed.describeResponse(to: &writer) } else { writer.null() }
    writer.endObject()
  }

  /// The query as an object; a name that is there more than once has an array.
  private mutating func writeQuery(_ call: Call) {
    writer.name("query")
    writer.beginObject()
    var rest = call.exchange.request.target.queryItems
    while let name = rest.first?.name {
      let values = rest.filter { $0.name == name }.map(\.value)
      rest.removeAll { $0.name == name }
      writer.json.name(writer.redactor.text(name))
      if values.count > 1 { writer.beginArray() }
      for value in values {
        let role = SensitiveNames.role(of: name)
        writer.json.string(
          role.map { writer.redactor.secret(value, $0) } ?? writer.redactor.unknown(value))
      }
      if values.count > 1 { writer.endArray() }
    }
    writer.endObject()
  }

  private mutating func writeBody(_ body: HTTPBody, _ call: Call, role: Role?) {
    if body.bytes.isEmpty {
      writer.name("body")
      return writer.null()
    }
    let origin: RedactingWriter.Origin =
      switch call.standing {
      case .documented: .documented(role)
      case .undocumented, .foreign: .unknown
      case .signed: .opaque
      }
    // A reader that fails leaves nothing written, so the name of the member can wait for it.
    let isJSON: Void? = try? parser.read(body.bytes) { node in
      writer.name("body")
      writer.write(node, origin)
    }
    if isJSON != nil { return }
    guard let text = String(validating: body.bytes, as: UTF8.self) else {
      writer.name("bodyBase64")
      return writer.json.string(
        writer.redactor.isRevealing ? base64(body.bytes) : "<\(body.bytes.count) bytes>")
    }
    writer.name("body")
    let isDocumented = call.standing == .documented
    writer.json.string(isDocumented ? writer.redactor.text(text) : writer.redactor.unknown(text))
  }

  private mutating func write(_ fault: Fault?) {
    writer.name("fault")
    guard let fault else { return writer.null() }
    writer.beginObject()
    text("kind", fault.kind)
    if case .envelope(let envelope) = fault {
      text("code", envelope.code?.rawValue)
      text("message", envelope.message)
      if let detail = envelope.subCode?.detail {
        text("class", detail.type.word)
        text("category", detail.category.word)
        text("severity", detail.severity.word)
        writer.name("time")
        if let thrown = detail.thrown {
          writer.timestamp(thrown, offsetMinutes: nil)
        } else {
          writer.null()
        }
      }
      text("detail", envelope.subCode?.generation.rawValue)
    }
    writer.endObject()
  }

  private mutating func write(_ notes: [Note]) {
    writer.name("notes")
    writer.beginArray()
    for note in notes {
      writer.beginObject()
      plain("id", note.id)
      plain("confidence", note.confidence.description)
      plain("text", note.text)
      writer.endObject()
    }
    writer.endArray()
  }

  private mutating func write(_ diagnostics: [Diagnostic]) {
    writer.name("diagnostics")
    writer.beginArray()
    for diagnostic in diagnostics {
      writer.beginObject()
      plain("id", diagnostic.id)
      text("where", diagnostic.place)
      text("what", diagnostic.what)
      if let advice = diagnostic.advice { plain("do", advice) }
      writer.endObject()
    }
    writer.endArray()
  }

  /// A member whose text comes from a recording.
  private mutating func text(_ name: StaticString, _ text: String?) {
    writer.name(name)
    if let text { writer.text(text) } else { writer.null() }
  }

  /// A member whose text is our own.
  private mutating func plain(_ name: StaticString, _ text: String) {
    writer.name(name)
    writer.word(text)
  }
}
