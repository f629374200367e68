import FuzzSupport
import HTTPMessages
import JSONDecoding
import ShareAPI

/// The operation and the status in a byte each, and a body: what was decoded is encoded to what
/// decodes to the same.
@main enum ShareAPIFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    let bytes = input.bytes
    guard bytes.count >= 2 else { return }
    let operation = OperationCatalog.all[Int(bytes[0] & 0x7F) % OperationCatalog.all.count]
      .operation
    let path = "\(operation.service.rawValue)/\(operation.name)"
    let isRequest = bytes[0] & 0x80 != 0
    let status = bytes[1] & 1 == 0 ? 200 : 500
    let body = Array(bytes.dropFirst(2))
    guard let first = encoded(path, isRequest, status, body) else { return }
    let writer = JSONWriter()
    writer.value(first)
    let second = encoded(path, isRequest, status, writer.bytes)
    precondition(second == first, "\(first) becomes \(String(describing: second))")
  }
}

/// What a body is once it was decoded and encoded; nil where it is no value.
private func encoded(
  _ path: String, _ isRequest: Bool, _ status: Int, _ body: [UInt8]
) -> JSONValue? {
  var decoder = CallDecoder()
  let url = "https://share2.dexcom.com/ShareWebServices/Services/\(path)?a=1"
  let call = decoder.decode(
    Exchange(
      place: .init(capture: "", entry: 1),
      request: HTTPRequest(
        method: "POST", target: RequestTarget(url: url),
        body: HTTPBody(bytes: isRequest ? body : [])),
      response: HTTPResponse(status: status, body: HTTPBody(bytes: isRequest ? [] : body))))
  return isRequest ? call.typed?.wireOfRequestBody : call.typed?.wireOfResponseBody
}
