internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// Writes answers the way a revision does.
struct AnswerWriter {
  let form: WireForm

  /// An answer with a value, as JSON or, from the .NET service to those who do not ask for JSON, as XML.
  func answer(_ value: JSONValue, status: Int = 200, asXML: Bool = false) -> HTTPResponse {
    if asXML {
      return response(
        status, XMLWriter().document(ordered(value)), type: "application/xml; charset=utf-8")
    }
    return response(status, json(value), type: form.contentType)
  }

  /// An answer without a value.
  func empty(status: Int = 200) -> HTTPResponse { HTTPResponse(status: status) }

  /// Status 200 and nothing, where a value is due.
  func nothing() -> HTTPResponse { response(200, [], type: "text/plain") }

  /// An answer with a body.
  func response(_ status: Int, _ body: [UInt8], type: String) -> HTTPResponse {
    // With room for what `FieldWriter` adds.
    var fields = HTTPFields(capacity: 20, bytes: 1 << 10)
    fields.append(name: "Content-Type".utf8, value: type.utf8)
    return HTTPResponse(status: status, fields: fields, body: HTTPBody(bytes: body))
  }

  /// The members in the order of the revision: the .NET service sorts them by name.
  private func ordered(_ value: JSONValue) -> JSONValue {
    guard !form.isJava else { return value }
    switch value {
    case .array(let elements): return .array(elements.map(ordered))
    case .object(let members):
      return .object(
        members.map { .init($0.name, ordered($0.value)) }.sorted { $0.name < $1.name })
    default: return value
    }
  }

  /// The text; the .NET service escapes slashes, which stand nowhere but in strings.
  func json(_ value: JSONValue) -> [UInt8] {
    let writer = JSONWriter()
    writer.value(ordered(value))
    guard !form.isJava else { return writer.bytes }
    let bytes = writer.bytes
    var escaped: [UInt8] = []
    escaped.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte == UInt8(ascii: "/") { escaped.append(UInt8(ascii: "\\")) }
      escaped.append(byte)
    }
    return escaped
  }

  /// The page with which the .NET service says that it does not understand a request, in its shape.
  func badRequestPage() -> HTTPResponse {
    response(
      400,
      Array(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
        "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml">
          <head>
            <title>Request Error</title>
          </head>
          <body>
            <div id="content">
              <p class="heading1">Request Error</p>
              <p>The server encountered an error processing the request. See server logs for more \
        details.</p>
            </div>
          </body>
        </html>

        """.utf8), type: "text/html")
  }
}

/// Writes values as WCF does in XML.
///
/// **Source**: facts, section 1.5. Only the answer of `SystemUtcTime` was recorded; the rest is
/// inferred from the rules of .NET.
struct XMLWriter {
  private static let simple = "http://schemas.microsoft.com/2003/10/Serialization/"
  private static let system = "http://schemas.datacontract.org/2004/07/System"

  func document(_ value: JSONValue) -> [UInt8] {
    let text: String
    switch value {
    case .string(let string) where GUID(string) != nil:
      text = "<guid xmlns=\"\(Self.simple)\">\(string)</guid>"
    case .string(let string):
      text = "<string xmlns=\"\(Self.simple)\">\(xmlEscaped(string))</string>"
    case .bool(let bool): text = "<boolean xmlns=\"\(Self.simple)\">\(bool)</boolean>"
    case .object where value["OffsetMinutes"] != nil:
      text =
        "<DateTimeOffset xmlns=\"\(Self.system)\" "
        + "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\(content(value))</DateTimeOffset>"
    case .array: text = "<ArrayOfItem>\(content(value))</ArrayOfItem>"
    default: text = "<Item>\(content(value))</Item>"
    }
    return Array(text.utf8)
  }

  private func content(_ value: JSONValue) -> String {
    switch value {
    case .null: return ""
    case .bool(let bool): return String(bool)
    case .number(let number): return number.text
    case .string(let string):
      if let date = WCFDate(string), let time = date.timestamp { return iso8601(time) }
      return xmlEscaped(string)
    case .array(let elements):
      return elements.map { "<Item>\(content($0))</Item>" }.joined()
    case .object(let members):
      return members.map { "<\($0.name)>\(content($0.value))</\($0.name)>" }.joined()
    }
  }

  /// The time, with seven decimals where it is no whole second, as readers of .NET's clock expect them. Our
  /// clocks have three: the others are made of the time itself.
  private func iso8601(_ time: Timestamp) -> String {
    let time = CalendarTime(time)
    let milliseconds = time.nanosecond / 1_000_000
    let finer = (milliseconds * 7_919 + time.second * 104_729) % 999 * 10 + 1 + milliseconds % 9
    let fraction = milliseconds == 0 ? "" : ".\(padded(milliseconds, 3))\(padded(finer, 4))"
    return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
      + "T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))\(fraction)Z"
  }
}
