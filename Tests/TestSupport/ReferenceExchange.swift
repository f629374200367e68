internal import Foundation
public import JSONDecoding
internal import Synchronization

/// An exchange as the server of a recorded session saw it: a line of `reference.jsonl`.
public struct ReferenceExchange: Sendable {
  /// The session, a folder of `shared/captures`.
  public var session: String
  /// The line.
  public var json: JSONValue

  /// The text of a member; nil where it is null or missing.
  public func text(_ name: String) -> String? { json[name]?.string }

  /// The integer of a member.
  public func integer(_ name: String) -> Int? {
    if case .number(.integer(let value)) = json[name] { Int(value) } else { nil }
  }

  /// The bytes of `requestBody` or `responseBody`, text or not.
  public func body(_ name: String) -> [UInt8] {
    if let text = text(name) { return Array(text.utf8) }
    return text(name + "Base64").flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
  }

  /// All exchanges of a session in the order of the server; read once for all tests.
  public static func all(of session: String) throws -> [ReferenceExchange] {
    if let exchanges = known.withLock({ $0[session] }) { return exchanges }
    let exchanges = try read(session)
    known.withLock { $0[session] = exchanges }
    return exchanges
  }

  private static let known = Mutex<[String: [ReferenceExchange]]>([:])

  private static func read(_ session: String) throws -> [ReferenceExchange] {
    let parser = JSONParser()
    let text = try SharedFiles.bytes("captures/\(session)/reference.jsonl")
    return try text.split(separator: UInt8(ascii: "\n")).map {
      ReferenceExchange(session: session, json: try parser.read(Array($0)) { JSONValue($0) })
    }
  }

  /// All sessions that have a reference.
  public static let sessions: [String] = SharedFiles.names(in: "captures").filter {
    SharedFiles.names(in: "captures/\($0)").contains("reference.jsonl")
  }
}
