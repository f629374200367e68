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
    var request = request
    if let text = Self.utf8(request.body.bytes) { request.body.bytes = text }
    if form.takesParametersInBody { return read(request, parametersInBody: true) }
    let call = read(request, parametersInBody: false)
    // Elsewhere than in logins and the like the .NET service takes no notice of a body.
    guard let type = call.typed.map({ Swift.type(of: $0).operation }),
      let served = ShareService.operation(type), !request.body.bytes.isEmpty
    else { return call }
    if served.hasBody { return read(request, parametersInBody: true) }
    request.body = .absent
    return read(request, parametersInBody: false)
  }

  /// A body that is not UTF-8 alone as UTF-8: both services tell UTF-16 by its mark, or by the zeros in its
  /// first letter, whatever `charset` says. nil where nothing is to be done.
  private static func utf8(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF), (0, 1...):
      return utf8(bytes.drop { $0 >= 0xFE }) { UInt16($0) << 8 | UInt16($1) }
    case (0xFF, 0xFE), (1..., 0):
      return utf8(bytes.drop { $0 >= 0xFE }) { UInt16($1) << 8 | UInt16($0) }
    case (0xEF, 0xBB) where bytes.dropFirst(2).first == 0xBF: return Array(bytes.dropFirst(3))
    default: return nil
    }
  }

  private static func utf8(
    _ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16
  ) -> [UInt8] {
    let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
      unit(bytes[$0], bytes[$0 + 1])
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
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
