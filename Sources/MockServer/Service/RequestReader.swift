internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// Reads requests, and takes what the real service takes: names in any letter case, parameters in the
/// query, in a JSON body or in a form, bodies that say nothing.
struct RequestReader {
  private let form: WireForm
  private let parser = JSONParser()
  private var decoder = CallDecoder(explains: false)

  init(form: WireForm) { self.form = form }

  /// The call that a request is. It has no response yet.
  mutating func read(_ request: HTTPRequest) -> Call {
    if form.takesParametersInBody { return read(request, parametersInBody: true) }
    let call = read(request, parametersInBody: false)
    // Elsewhere than in logins and the like the .NET service takes no notice of a body.
    guard let type = call.typed.map({ Swift.type(of: $0).operation }),
      let served = ShareService.operation(type), !request.body.bytes.isEmpty
    else { return call }
    if served.hasBody { return read(request, parametersInBody: true) }
    var request = request
    request.body = .absent
    return read(request, parametersInBody: false)
  }

  private mutating func read(_ request: HTTPRequest, parametersInBody: Bool) -> Call {
    decoder.decode(
      Exchange(place: .init(capture: "", entry: 0), request: request),
      parameters: parametersInBody ? parameters(inBodyOf: request) : [])
  }

  /// The parameters of a body that the query does not have, as texts, which do for any type.
  private func parameters(inBodyOf request: HTTPRequest) -> [RequestTarget.QueryItem] {
    guard !request.body.bytes.isEmpty else { return [] }
    let items = items(of: request)
    guard !items.isEmpty else { return [] }
    let present = Set(request.target.queryItems.map { $0.name.lowercased() })
    return items.filter { !present.contains($0.name.lowercased()) }
  }

  /// The members of a body that are no arrays or objects.
  private func items(of request: HTTPRequest) -> [RequestTarget.QueryItem] {
    let bytes = request.body.bytes
    let members = try? parser.read(bytes) { node in
      node.members.compactMap { member in
        text(of: member.value).map { RequestTarget.QueryItem(name: member.name, value: $0) }
      }
    }
    if let members { return members }
    let type = request.fields["Content-Type"]?.lowercased() ?? ""
    return type.contains("x-www-form-urlencoded")
      ? RequestTarget(url: "/?" + String(decoding: bytes, as: UTF8.self)).queryItems : []
  }

  private func text(of node: JSONNode) -> String? {
    node.string ?? node.number?.text ?? node.bool.map { String($0) }
  }
}
