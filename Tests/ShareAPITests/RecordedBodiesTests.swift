import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

/// What was decoded is encoded to the same JSON value, for every body that anybody has recorded.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct RecordedBodiesTests {
  private static func call(_ reference: ReferenceExchange) -> Call {
    var decoder = CallDecoder()
    return decoder.decode(reference.exchange)
  }

  @Test(arguments: ReferenceExchange.sessions)
  func `every body gives back its JSON value`(session: String) throws {
    for reference in try ReferenceExchange.all(of: session) {
      let call = Self.call(reference)
      guard let typed = call.typed else { continue }
      let place = "\(session) \(reference.integer("n") ?? 0)"
      if let written = try? JSONParser().read(reference.body("requestBody"), { JSONValue($0) }) {
        let encoded = typed.wireOfRequestBody
        #expect(encoded == written, "\(place) request")
      }
      if let written = try? JSONParser().read(reference.body("responseBody"), { JSONValue($0) }) {
        let encoded = typed.wireOfResponseBody
        #expect(encoded == written, "\(place) response")
      }
    }
  }

  @Test(arguments: ReferenceExchange.sessions)
  func `the standing and the operation are those of the server`(session: String) throws {
    for reference in try ReferenceExchange.all(of: session) {
      let call = Self.call(reference)
      let place = "\(session) \(reference.integer("n") ?? 0)"
      #expect(call.standing.rawValue == reference.text("standing"), "\(place)")
      if let operation = reference.text("operation") {
        #expect("\(call.service ?? "")/\(call.operation ?? "")" == operation, "\(place)")
      }
    }
  }

  /// Sessions in which the server behaved as it does in its era: nothing in them is unknown.
  @Test(arguments: ReferenceExchange.sessions.filter { $0.hasPrefix("uploader-all") })
  func `nothing is unknown in a session of all operations`(session: String) throws {
    var seen: Set<String> = []
    for reference in try ReferenceExchange.all(of: session) {
      let call = Self.call(reference)
      // The driver also makes wrong calls, to see them fail.
      guard call.fault == nil else { continue }
      #expect(call.diagnostics.isEmpty, "\(session) \(reference.integer("n") ?? 0)")
      seen.insert(call.operation ?? "")
    }
    // One login came in 2021, and the other stopped working.
    let known = Set(OperationCatalog.all.map { $0.operation.name })
    let logins: Set = ["LoginPublisherAccountById", "LoginPublisherAccountByName"]
    #expect(known.subtracting(seen).isSubset(of: logins))
    #expect(!logins.isSubset(of: known.subtracting(seen)))
  }

  @Test(arguments: SharedFiles.names(in: "protocol/fixtures").filter { $0.hasSuffix(".json") })
  func `every fixture gives back its JSON value`(name: String) throws {
    let text = try SharedFiles.bytes("protocol/fixtures/\(name)")
    let operation = try #require(Self.operation(ofFixture: name))
    let isRequest = name.contains(".request.")
    let status = name.contains(".500.") ? 500 : 200
    // One fixture is a single reading out of an answer.
    let body = name.contains("reading-object") ? [UInt8(ascii: "[")] + text + [93] : text
    let call = Self.call(path: operation, isRequest ? text : [], status, isRequest ? [] : body)
    let typed = try #require(call.typed)
    let written = try JSONParser().read(body) { JSONValue($0) }
    let encoded = isRequest ? typed.wireOfRequestBody : typed.wireOfResponseBody
    #expect(encoded == written)
    #expect(call.diagnostics.isEmpty)
    #expect(isRequest || (call.fault == nil) == (status == 200))
  }

  private static func call(
    path: String, _ request: [UInt8], _ status: Int, _ response: [UInt8]
  ) -> Call {
    var decoder = CallDecoder()
    let url = "https://share2.dexcom.com/ShareWebServices/Services/\(path)"
    return decoder.decode(
      Exchange(
        place: .init(capture: "", entry: 1),
        request: HTTPRequest(
          method: "POST", target: RequestTarget(url: url), body: HTTPBody(bytes: request)),
        response: HTTPResponse(status: status, body: HTTPBody(bytes: response))))
  }

  private static func operation(ofFixture name: String) -> String? {
    if name.contains("reading") || name.contains("error") {
      return "Publisher/ReadPublisherLatestGlucoseValues"
    }
    let operation = OperationCatalog.all.map { $0.operation }.first { name.contains($0.name) }
    return operation.map { "\($0.service.rawValue)/\($0.name)" }
  }
}
