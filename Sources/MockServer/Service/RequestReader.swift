internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// Reads requests, and takes what the real service takes: names in any letter case, parameters in the
/// query, in a JSON body or in a form, bodies that say nothing.
struct RequestReader {
  private let form: WireForm
  private let parser = JSONParser()
  /// What it remembers of calls serves explanations that nobody reads here, and has a limit.
  private var decoder = CallDecoder()

  init(form: WireForm) { self.form = form }

  /// The call that a request is. It has no response yet.
  mutating func read(_ request: HTTPRequest) -> Call {
    if form.takesParametersInBody { return decoder.decode(exchange(movingParameters(request))) }
    let call = decoder.decode(exchange(request))
    // Elsewhere than in logins and the like the .NET service takes no notice of a body.
    guard let type = call.typed.map({ Swift.type(of: $0).operation }),
      let served = ShareService.operation(type), !request.body.bytes.isEmpty
    else { return call }
    var request = request
    if served.hasBody {
      request = movingParameters(request)
    } else {
      request.body = .absent
    }
    return decoder.decode(exchange(request))
  }

  private func exchange(_ request: HTTPRequest) -> Exchange {
    Exchange(place: .init(capture: "", entry: 0), request: request)
  }

  /// The request with parameters of the body in the query, where a text does for any type.
  private func movingParameters(_ request: HTTPRequest) -> HTTPRequest {
    guard !request.body.bytes.isEmpty else { return request }
    let present = Set(request.target.queryItems.map { $0.name.lowercased() })
    let items = parameters(of: request).filter { !present.contains($0.name.lowercased()) }
    guard !items.isEmpty else { return request }
    var request = request
    let added = items.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
    let query = [request.target.query ?? ""] + added
    request.target = RequestTarget(
      url: request.target.path + "?" + query.filter { !$0.isEmpty }.joined(separator: "&"))
    return request
  }

  /// The members of a body that are no arrays or objects.
  private func parameters(of request: HTTPRequest) -> [RequestTarget.QueryItem] {
    let bytes = request.body.bytes
    let members = try? parser.read(bytes) { node -> [RequestTarget.QueryItem] in
      guard case .object(let members) = JSONValue(node) else { return [] }
      return members.compactMap { member in
        switch member.value {
        case .string(let text): .init(name: member.name, value: text)
        case .number(let number): .init(name: member.name, value: number.text)
        case .bool(let bool): .init(name: member.name, value: String(bool))
        default: nil
        }
      }
    }
    if let members { return members }
    let type = request.fields["Content-Type"]?.lowercased() ?? ""
    return type.contains("x-www-form-urlencoded")
      ? RequestTarget(url: "/?" + String(decoding: bytes, as: UTF8.self)).queryItems : []
  }
}
