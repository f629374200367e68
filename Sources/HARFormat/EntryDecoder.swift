internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// Makes an exchange of an entry, and complains about each member that is not what it should be.
struct EntryDecoder {
  let place: EntryPlace
  let attachment: HARReader.Attachment
  var diagnostics: [Diagnostic] = []

  let isInZip: Bool

  init(place: EntryPlace, isInZip: Bool, attachment: @escaping HARReader.Attachment) {
    self.place = place
    self.isInZip = isInZip
    self.attachment = attachment
  }

  /// What our own writer says of the entry; nil for entries of others.
  var exported: ExportedEntry?

  mutating func exchange(_ entry: JSONNode) -> Exchange {
    var (started, time, request, response): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
    var (timings, address, connection): (JSONNode?, JSONNode?, JSONNode?)
    for member in entry.members {
      if member.hasName("request") {
        request = member.value
      } else if member.hasName("response") {
        response = member.value
      } else if member.hasName("startedDateTime") {
        started = member.value
      } else if member.hasName("time") {
        time = member.value
      } else if member.hasName("timings") {
        timings = member.value
      } else if member.hasName("serverIPAddress") {
        address = member.value
      } else if member.hasName("connection") {
        connection = member.value
      } else if member.hasName("_shareproto") {
        exported = ExportedEntry(member.value)
      }
    }
    diagnostics = exported?.diagnostics ?? []
    let readRequest = self.request(object(request, ["request"], isRequired: true))
    let readResponse =
      exported?.hasNoResponse == true
      ? nil
      : object(response, ["response"], isRequired: false).map {
        self.response($0, to: readRequest)
      }
    return Exchange(
      place: Exchange.Place(capture: place.capture, entry: place.number),
      time: exported?.time ?? timestamp(started),
      durationMilliseconds: exported?.duration ?? number(time, ["time"]),
      request: readRequest, response: readResponse,
      transfer: transfer(
        request, timings, time: time?.double, address: address, connection: connection),
      diagnostics: diagnostics)
  }

  private mutating func request(_ node: JSONNode?) -> HTTPRequest {
    guard let node else { return HTTPRequest(method: "", target: RequestTarget(url: "")) }
    var (method, url, query, headers): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
    var (postData, content, bodySize): (JSONNode?, JSONNode?, JSONNode?)
    for member in node.members {
      if member.hasName("method") {
        method = member.value
      } else if member.hasName("url") {
        url = member.value
      } else if member.hasName("queryString") {
        query = member.value
      } else if member.hasName("headers") {
        headers = member.value
      } else if member.hasName("postData") {
        postData = member.value
      } else if member.hasName("_content") {
        content = member.value
      } else if member.hasName("bodySize") {
        bodySize = member.value
      }
    }
    let (fields, pseudo) = fields(headers, ["request", "headers"])
    let recorded = string(url, ["request", "url"], isRequired: true) ?? ""
    var target = RequestTarget(url: recorded)
    if target.query == nil {
      let items = queryItems(query)
      if !items.isEmpty { target = RequestTarget(url: recorded, queryItems: items) }
    }
    // A recorder that leaves out the URL may have kept its parts as HTTP/2 fields.
    if recorded.isEmpty, let whole = pseudo.url { target = RequestTarget(url: whole) }
    if let written = exported?.url { target = RequestTarget(url: written) }
    let readMethod = string(method, ["request", "method"], isRequired: true) ?? ""
    if readMethod == "CONNECT", target.scheme.isEmpty, !target.path.contains("/") {
      target = RequestTarget(authority: target.url)
    }
    return HTTPRequest(
      method: readMethod, target: target, fields: fields,
      body: requestBody(postData, orContent: content, fields, bodySize: bodySize?.int64))
  }

  private mutating func response(_ node: JSONNode, to request: HTTPRequest) -> HTTPResponse {
    var (status, headers, content): (JSONNode?, JSONNode?, JSONNode?)
    var sizes = RecordedSizes()
    for member in node.members {
      if member.hasName("status") {
        status = member.value
      } else if member.hasName("headers") {
        headers = member.value
      } else if member.hasName("content") {
        content = member.value
      } else if member.hasName("bodySize") {
        sizes.body = member.value.int64
      } else if member.hasName("headersSize") {
        sizes.headers = member.value.int64
      } else if member.hasName("_transferSize") {
        sizes.transfer = member.value.int64
      }
    }
    let code = number(status, ["response", "status"], isRequired: true) ?? 0
    let (fields, _) = fields(headers, ["response", "headers"])
    let statusCode = Int(exactly: code.rounded()) ?? 0
    return HTTPResponse(
      status: statusCode, fields: fields,
      body: responseBody(content, fields, sizes, status: statusCode, method: request.method))
  }

  private mutating func timestamp(_ node: JSONNode?) -> Timestamp? {
    guard let text = string(node, ["startedDateTime"], isRequired: false), !text.isEmpty else {
      return nil
    }
    let timestamp = Timestamp(iso8601: text)
    if timestamp == nil {
      complain(
        "har-bad-date", ["startedDateTime"], "not a date and a time in ISO 8601",
        advice: "the exchange stands without a time")
    }
    return timestamp
  }
}
