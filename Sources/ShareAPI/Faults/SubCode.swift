internal import Bytes
public import JSONDecoding

/// The details of a fault: a document in a string.
///
/// **Shape**: a JSON string of one of three generations: an XML element (2015 to mid 2025), which from
/// 2021-12 on is not always well formed, or a JSON document (by 2025-11).
/// **Source**: facts, section 4.2.
public struct SubCode: Hashable, Sendable {
  /// The string on the wire.
  public let text: String
  /// The form of the document.
  public let generation: Generation
  /// What the document says; empty where it is of no known form.
  public let detail: FaultDetail

  /// The forms that the document has had.
  public enum Generation: String, Hashable, Sendable, CaseIterable {
    /// One well-formed XML element.
    case xml
    /// One XML element with raw quotes or angles inside its attributes.
    case malformedXML = "malformed-xml"
    /// A JSON object.
    case json
    /// Anything else.
    case unknown
  }

  /// Reads a document; never fails.
  public init(_ text: String) {
    self.text = text
    if let element = AttributeElement(text, name: "OnlineException") {
      generation = element.isWellFormed ? .xml : .malformedXML
      detail = FaultDetail(element.attributes.mapValues(JSONValue.string))
    } else if case .object(let members)? = (try? JSONParser().value(of: text))?["OnlineException"] {
      generation = .json
      detail = FaultDetail(Dictionary(members.map { ($0.name, $0.value) }) { $1 })
    } else {
      generation = .unknown
      detail = FaultDetail([:])
    }
  }
}

extension SubCode: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a string" }

  /// Reads a string. A document of no known form counts as an anomaly.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let text = node.string else { return nil }
    self.init(text)
    if generation == .unknown || !detail.isUsual { context.anomalies += 1 }
  }

  /// The string on the wire.
  public var wire: JSONValue { .string(text) }

  /// Writes what the document says, or as much of its text as may be shown where that is not known.
  public func describe(to writer: ValueWriter) {
    guard generation != .unknown else { return writer.unexpected(wire, nil) }
    writer.json.beginObject()
    writer.json.name("generation")
    writer.word(generation.rawValue)
    detail.describeMembers(to: writer)
    writer.json.endObject()
  }

  /// Tells of a document of no known form.
  public func inspect(_ finder: inout AnomalyFinder) {
    if generation == .unknown {
      finder.report("unexpected-form", "details that are neither an XML element nor JSON")
    } else if !detail.isUsual {
      finder.report("unknown-value", "details with something that nobody knows")
    }
  }
}
