internal import APISchema
internal import Bytes
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// Reads summaries that a `SummaryWriter` has written, and trusts nothing in them.
public struct SummaryReader {
  /// A longer line is none: a summary of the most shapes that there may be has a quarter of it.
  public static let lineLimit = 1 << 26

  private let parser = JSONParser()
  private let names = NameCheck()

  /// A reader with empty buffers.
  public init() {}

  /// Whether a line looks like a summary, rather than like a capture.
  public static func isSummary(beginning bytes: some Sequence<UInt8>) -> Bool {
    let start = Array(bytes.prefix(64)).filter { $0 > 0x20 }
    return start.starts(with: "{\"format\":\"\(SummaryWriter.format)\"".utf8)
  }

  /// The summary in a line.
  ///
  /// - Throws: `SummaryError` where it is none, or of another version.
  public func summary(in line: [UInt8]) throws(SummaryError) -> Summary {
    guard line.count <= Self.lineLimit else {
      throw .invalid("a line of more than \(Self.lineLimit) bytes", at: "$")
    }
    let result: Result<Summary, SummaryError>
    do {
      result = try parser.read(line) { node in
        do throws(SummaryError) {
          var decoder = SummaryDecoder(names: names)
          return .success(try decoder.summary(node))
        } catch {
          return .failure(error)
        }
      }
    } catch {
      throw .invalid("text that is not JSON", at: "$")
    }
    return try result.get()
  }
}

/// Decodes the parts of a summary.
private struct SummaryDecoder {
  private let names: NameCheck
  private var ids: [String] = []
  private var sightings: [Sighting] = []

  init(names: NameCheck) { self.names = names }

  /// Merging adds numbers; so many lines with the largest still make none that is too large.
  private static let numberLimit: Int64 = 1 << 40

  mutating func summary(_ node: JSONNode) throws(SummaryError) -> Summary {
    guard node["format"]?.string == SummaryWriter.format else {
      throw .invalid("another format", at: "$.format")
    }
    guard node["version"]?.int64 == Int64(SummaryWriter.version) else {
      throw SummaryError(
        kind: .version, what: "a summary of another version of the format",
        advice: "make it again with this version of shareproto")
    }
    var summary = Summary(isDeclared: node["declared"]?.bool ?? false)
    summary.captures = try list(node["captures"], "captures") { node throws(SummaryError) in
      try capture(node)
    }
    ids = summary.captures.map(\.id)
    guard Set(ids).count == ids.count else {
      throw .invalid("a capture that is there twice", at: "$.captures")
    }
    sightings = try list(node["sightings"], "sightings") { node throws(SummaryError) in
      try sighting(node)
    }
    for (name, node) in try members(node["operations"], "operations") {
      guard name.split(separator: "/").allSatisfy({ isName(String($0)) }) else {
        throw .invalid("a name that no summary has", at: "operations")
      }
      summary.operations[name] = try operation(node, name)
    }
    guard Set(summary.operations.keys.map { $0.lowercased() }).count == summary.operations.count
    else { throw .invalid("an operation in two letter cases", at: "operations") }
    summary.leftOut = try leftOut(node)
    summary.trim()
    return summary
  }

  private func capture(_ node: JSONNode) throws(SummaryError) -> CaptureRecord {
    let digests: [String] = try list(node["sha256"], "sha256") { node throws(SummaryError) in
      guard let digest = node.string, digest.utf8.count == 64,
        digest.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 })
      else { throw .invalid("a digest that is none", at: "captures") }
      return digest
    }
    let label = Redactor.hiding().label(String((node["label"]?.string ?? "-").prefix(1_024)))
    var record = CaptureRecord(
      id: CaptureRecord.id(digests, label), digests: digests, label: label)
    record.calls = Int(try number(node["calls"], "calls"))
    record.first = node["first"]?.string.flatMap { Timestamp(iso8601: $0) }
    record.last = node["last"]?.string.flatMap { Timestamp(iso8601: $0) }
    record.isInOrder = node["inOrder"]?.bool ?? true
    record.traffic = node["traffic"]?.string.flatMap { UInt64($0, radix: 16) } ?? 0
    return record
  }

  private func sighting(_ node: JSONNode) throws(SummaryError) -> Sighting {
    let parts = Array(node.elements)
    guard parts.count == 4 || parts.count == 6,
      let capture = parts[0].int64, ids.indices.contains(Int(capture)),
      let part = parts[1].int64, 1...4_096 ~= part
    else { throw .invalid("a sighting that is none", at: "sightings") }
    var numbers: [Int] = []
    for part in parts[3...] { numbers.append(Int(try number(part, "sightings"))) }
    let name = SightingPlace.join(ids[Int(capture)], Int(part))
    let place =
      numbers.count == 1
      ? Exchange.Place(capture: name, entry: numbers[0])
      : Exchange.Place(
        capture: name, stream: numbers[2], firstPacket: numbers[0], lastPacket: numbers[1])
    return Sighting(time: parts[2].int64.map { Timestamp(nanoseconds: $0) }, place: place)
  }

  // MARK: Operations

  private func operation(
    _ node: JSONNode, _ name: String
  ) throws(SummaryError) -> OperationSummary {
    guard let standing = node["standing"]?.string, Call.Standing(rawValue: standing) != nil else {
      throw .invalid("a standing that is none", at: name)
    }
    var operation = OperationSummary(standing: standing)
    operation.calls = try tally(node["calls"], name)
    operation.methods = try tallies(node["methods"], name) { $0 == Names.method($0) }
    operation.hosts = try tallies(node["hosts"], name) { Names.isHost($0) }
    operation.paths = try tallies(node["paths"], name) { Names.isPath($0, of: name) }
    operation.query = try object(node["query"], name)
    operation.header = try object(node["header"], name)
    operation.refusals = try tallies(node["refusals"], name) { names in
      names.split(separator: " ").allSatisfy { isName(Refusals.split($0).name) }
    }
    operation.requestFields = try fields(node["requestFields"], name)
    operation.requestBody = try body(node["requestBody"], name)
    for (status, node) in try members(node["responses"], name) {
      guard let status = Int(status), -1...100_000 ~= status else {
        throw .invalid("a status that is none", at: name)
      }
      operation.responses[status] = try response(node, name)
    }
    for (before, node) in try members(node["delays"], name) {
      guard before.split(separator: "/").allSatisfy({ isName(String($0)) }) else {
        throw .invalid("a name that no summary has", at: name)
      }
      operation.delays[before] = try keyed(node, name) { DelayClass(rawValue: $0) }
    }
    operation.leftOut = try leftOut(node)
    return operation
  }

  private func response(_ node: JSONNode, _ name: String) throws(SummaryError) -> ResponseSummary {
    var response = ResponseSummary()
    response.answers = try tally(node["answers"], name)
    response.body = try body(node["body"], name)
    response.fields = try fields(node["fields"], name)
    response.faultCodes = try tallies(node["faultCodes"], name) {
      $0 == Names.hidden || PublicNames.isCode($0)
    }
    response.redirects = try tallies(node["redirects"], name) {
      ["same-host", "other-host"].contains($0)
    }
    response.leftOut = try leftOut(node)
    return response
  }

  private func body(_ node: JSONNode?, _ name: String) throws(SummaryError) -> BodySummary {
    var body = BodySummary()
    guard let node else { return body }
    body.forms = try keyed(node["forms"], name) { BodyForm(rawValue: $0) }
    body.mediaTypes = try tallies(node["mediaTypes"], name) {
      ["none", "*/*", Names.other].contains($0) || PublicNames.mediaType($0) == $0
    }
    body.sizes = try keyed(node["sizes"], name) { SizeClass(rawValue: $0) }
    body.json = try value(node["json"], name)
    body.form = try object(node["form"], name)
    body.xml = try value(node["xml"], name)
    body.leftOut = try leftOut(node)
    return body
  }

  private func fields(
    _ node: JSONNode?, _ name: String
  ) throws(SummaryError) -> [String: FieldSummary] {
    var fields: [String: FieldSummary] = [:]
    for (field, node) in try members(node, name) {
      guard field == Names.hidden || FieldValues.shown(name: field) == field else {
        throw .invalid("a name that no summary has", at: name)
      }
      var summary = FieldSummary()
      summary.messages = try tally(node["messages"], name)
      summary.values = try tallies(node["values"], name) {
        $0 == Names.other || FieldValues.shown($0, of: field) == $0
      }
      summary.leftOut = try leftOut(node)
      fields[field] = summary
    }
    return fields
  }

  // MARK: Values

  private func value(
    _ node: JSONNode?, _ name: String, hasPublicWords: Bool = false
  ) throws(SummaryError) -> ValueSummary {
    var value = ValueSummary()
    guard let node else { return value }
    value.all = try tally(node["all"], name)
    value.kinds = try keyed(node["kinds"], name) { ValueKind(rawValue: $0) }
    value.shapes = try keyed(node["shapes"], name, shape)
    value.numbers = try keyed(node["numbers"], name) { NumberClass(rawValue: $0) }
    value.values = try tallies(node["values"], name) { word in
      word == Names.hidden || (0...20).contains(Int(word) ?? -1)
        || names.isWord(word, isEnumeration: hasPublicWords)
    }
    value.links = try tallies(node["links"], name) { Identifiers.isSource($0) }
    value.fractionalDates = try tally(node["fractionalDates"], name)
    value.lengths = try keyed(node["lengths"], name) { LengthClass(rawValue: $0) }
    value.object = try object(node["object"], name)
    if let elements = node["elements"] {
      value.elements = Indirect(try self.value(elements, name, hasPublicWords: hasPublicWords))
    }
    for (key, node) in try members(node["contents"], name) {
      guard let shape = shape(key) else { throw .invalid("an unknown shape", at: name) }
      value.contents[shape] = Indirect(try self.value(node, name))
    }
    value.leftOut = try leftOut(node)
    return value
  }

  private func shape(_ name: String) -> StringShape? {
    let shape = StringShape(rawValue: name)
    return StringShape.all.contains(shape) ? shape : nil
  }

  private func object(_ node: JSONNode?, _ name: String) throws(SummaryError) -> ObjectSummary {
    var object = ObjectSummary()
    guard let node else { return object }
    object.all = try tally(node["all"], name)
    for (member, node) in try members(node["members"], name) {
      guard isName(member) else { throw .invalid("a name that no summary has", at: name) }
      var summary = MemberSummary()
      summary.present = try tally(node["present"], name)
      summary.missing = try tally(node["missing"], name)
      summary.value = try value(
        node["value"], name, hasPublicWords: Names.wordEnumerations.contains(member))
      object.members[member] = summary
    }
    for pair in node["orders"].map({ Array($0.elements) }) ?? [] {
      let parts = Array(pair.elements)
      guard parts.count == 2 else { throw .invalid("an order that is none", at: name) }
      let order = parts[0].elements.compactMap(\.string)
      guard order.count <= Limit.orderLength, order.allSatisfy({ object.members[$0] != nil }) else {
        throw .invalid("an order that is none", at: name)
      }
      object.orders[order] = try tally(parts[1], name)
    }
    object.leftOut = try leftOut(node)
    return object
  }

  // MARK: Parts

  /// Whether a summary would have a name, so that nobody smuggles in a secret or a text that is none.
  private func isName(_ name: String) -> Bool { names.isName(name) }

  private func tally(_ node: JSONNode?, _ name: String) throws(SummaryError) -> Tally {
    guard let node else { return Tally() }
    let parts = Array(node.elements)
    guard parts.count == 2 || 4...5 ~= parts.count else {
      throw .invalid("a tally that is none", at: name)
    }
    var tally = Tally(
      count: Int(try number(parts[0], name)), messages: Int(try number(parts[1], name)))
    if parts.count >= 4 {
      let places = [Int(try number(parts[2], name)), Int(try number(parts[3], name))]
      guard places.allSatisfy(sightings.indices.contains) else {
        throw .invalid("a sighting that is not there", at: name)
      }
      (tally.first, tally.last) = (sightings[places[0]], sightings[places[1]])
      tally.captures = parts.count > 4 ? Int(try number(parts[4], name)) : 1
      guard 1...max(1, ids.count) ~= tally.captures else {
        throw .invalid("more captures than there are", at: name)
      }
    }
    return tally
  }

  private func tallies(
    _ node: JSONNode?, _ name: String, _ isAllowed: (String) -> Bool
  ) throws(SummaryError) -> [String: Tally] {
    try keyed(node, name) { isAllowed($0) ? $0 : nil }
  }

  private func keyed<Key: Hashable>(
    _ node: JSONNode?, _ name: String, _ key: (String) -> Key?
  ) throws(SummaryError) -> [Key: Tally] {
    var tallies: [Key: Tally] = [:]
    for (text, node) in try members(node, name) {
      guard let key = key(text) else { throw .invalid("a name that no summary has", at: name) }
      tallies[key] = try tally(node, name)
    }
    return tallies
  }

  private func leftOut(_ node: JSONNode) throws(SummaryError) -> [Limit: Int] {
    var leftOut: [Limit: Int] = [:]
    for (name, node) in try members(node["leftOut"], "leftOut") {
      guard let limit = Limit(rawValue: name) else {
        throw .invalid("an unknown limit", at: "leftOut")
      }
      leftOut[limit] = Int(try number(node, "leftOut"))
    }
    return leftOut
  }

  private func number(_ node: JSONNode?, _ name: String) throws(SummaryError) -> Int64 {
    guard let number = node?.int64, -1...Self.numberLimit ~= number else {
      throw .invalid("a number that is none", at: name)
    }
    return number
  }

  private func members(
    _ node: JSONNode?, _ name: String
  ) throws(SummaryError) -> [(name: String, node: JSONNode)] {
    guard let node else { return [] }
    guard node.kind == .object else { throw .invalid("something else than an object", at: name) }
    return node.members.map { ($0.name, $0.value) }
  }

  private func list<Element>(
    _ node: JSONNode?, _ name: String,
    _ element: (JSONNode) throws(SummaryError) -> Element
  ) throws(SummaryError) -> [Element] {
    guard let node, node.kind == .array else { throw .invalid("no list", at: name) }
    var list: [Element] = []
    for node in node.elements { list.append(try element(node)) }
    return list
  }
}

/// Remembers which names and words may be there: summaries have few, many times each.
private final class NameCheck {
  private var names: [String: Bool] = [:]
  private var words: [String: Bool] = [:]
  private var values: [String: Bool] = [:]

  func isName(_ name: String) -> Bool {
    Self.look(name, in: &names) { $0 == Names.hidden || Names.shown($0) == $0 }
  }

  func isWord(_ word: String, isEnumeration: Bool) -> Bool {
    isEnumeration
      ? Self.look(word, in: &values, PublicNames.isEnumerationValue)
      : Self.look(word, in: &words, PublicNames.isWord)
  }

  private static func look(
    _ text: String, in known: inout [String: Bool], _ check: (String) -> Bool
  ) -> Bool {
    if let answer = known[text] { return answer }
    if known.count >= 2 * Limit.shapeCount { known.removeAll(keepingCapacity: true) }
    let answer = check(text)
    known[text] = answer
    return answer
  }
}
