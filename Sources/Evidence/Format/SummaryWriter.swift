internal import APISchema
internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// Writes a summary as one line of JSON: the same bytes for the same summary, wherever it is written.
///
/// **Shape**: an object of `format`, `version`, `captures`, `sightings`, `operations` and `leftOut`.
/// A tally is an array of its count, its messages, the places of its first and last sighting in
/// `sightings`, and the number of its captures where these are several. What is empty is left out, and names are sorted.
public struct SummaryWriter {
  static let format = "shareproto-summary"
  /// Another version is another format: it is not read.
  static let version = 3

  private let json = JSONWriter()
  private var captures: [String: Int] = [:]
  private var sightings: [Sighting: Int] = [:]

  private init() {}

  /// The line, with its end.
  public static func line(_ summary: Summary) -> [UInt8] {
    var writer = SummaryWriter()
    writer.write(summary)
    return writer.json.bytes
  }

  private mutating func write(_ summary: Summary) {
    var collector = SightingCollector()
    collector.collect(summary)
    let sorted = collector.sightings.sorted()
    sightings = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    captures = Dictionary(
      summary.captures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    json.beginObject()
    json.name("format")
    json.string(Self.format)
    json.name("version")
    json.integer(Int64(Self.version))
    if summary.isDeclared { flag("declared", true) }
    json.name("captures")
    list(summary.captures) { write($0) }
    json.name("sightings")
    list(sorted) { write($0) }
    json.name("operations")
    table(summary.operations) { write($0) }
    write(summary.leftOut)
    json.endObject()
    json.newline()
  }

  private func write(_ capture: CaptureRecord) {
    json.beginObject()
    json.name("sha256")
    list(capture.digests) { json.string($0) }
    json.name("label")
    json.string(capture.label)
    json.name("calls")
    json.integer(Int64(capture.calls))
    for (name, time) in [("first", capture.first), ("last", capture.last)] {
      guard let time else { continue }
      json.name(name)
      json.string(CalendarTime(time).iso8601)
    }
    flag("inOrder", capture.isInOrder)
    if capture.traffic != 0 {
      json.name("traffic")
      json.string(String(capture.traffic, radix: 16))
    }
    json.endObject()
  }

  /// Capture, number of the file in its zip, nanoseconds since 1970 or null; entry, or first packet,
  /// last packet and stream.
  private func write(_ sighting: Sighting) {
    let (id, part) = SightingPlace.split(sighting.place.capture)
    json.beginArray()
    json.integer(Int64(captures[id] ?? 0))
    json.integer(Int64(part))
    if let time = sighting.time { json.integer(time.nanoseconds) } else { json.null() }
    switch sighting.place.position {
    case .entry(let number): json.integer(Int64(number))
    case .packets(let first, let last, let stream):
      for number in [first, last, stream] { json.integer(Int64(number)) }
    }
    json.endArray()
  }

  private func write(_ operation: OperationSummary) {
    json.beginObject()
    json.name("standing")
    json.string(operation.standing)
    write("calls", operation.calls)
    write("methods", operation.methods)
    write("hosts", operation.hosts)
    write("paths", operation.paths)
    write("query", operation.query)
    write("header", operation.header)
    write("refusals", operation.refusals)
    write("requestFields", operation.requestFields)
    write("requestBody", operation.requestBody)
    if !operation.responses.isEmpty {
      json.name("responses")
      table(Dictionary(uniqueKeysWithValues: operation.responses.map { (String($0), $1) })) {
        write($0)
      }
    }
    if !operation.delays.isEmpty {
      json.name("delays")
      table(operation.delays) { delays in
        table(Dictionary(uniqueKeysWithValues: delays.map { ($0.rawValue, $1) })) { write($0) }
      }
    }
    write(operation.leftOut)
    json.endObject()
  }

  private func write(_ response: ResponseSummary) {
    json.beginObject()
    write("answers", response.answers)
    write("body", response.body)
    write("fields", response.fields)
    write("faultCodes", response.faultCodes)
    write("redirects", response.redirects)
    write(response.leftOut)
    json.endObject()
  }

  private func write(_ name: StaticString, _ body: BodySummary) {
    guard body != BodySummary() else { return }
    json.name(name)
    json.beginObject()
    write("forms", body.forms)
    write("mediaTypes", body.mediaTypes)
    write("sizes", body.sizes)
    write("json", body.json)
    write("form", body.form)
    write("xml", body.xml)
    write(body.leftOut)
    json.endObject()
  }

  private func write(_ name: StaticString, _ fields: [String: FieldSummary]) {
    guard !fields.isEmpty else { return }
    json.name(name)
    table(fields) { field in
      json.beginObject()
      write("messages", field.messages)
      write("values", field.values)
      write(field.leftOut)
      json.endObject()
    }
  }

  private func write(_ name: StaticString, _ value: ValueSummary) {
    guard value != ValueSummary() else { return }
    json.name(name)
    write(value)
  }

  private func write(_ value: ValueSummary) {
    json.beginObject()
    write("all", value.all)
    write("kinds", value.kinds)
    write("shapes", value.shapes)
    write("numbers", value.numbers)
    write("values", value.values)
    write("links", value.links)
    write("fractionalDates", value.fractionalDates)
    write("lengths", value.lengths)
    write("object", value.object)
    if let elements = value.elements { write("elements", elements.value) }
    if !value.contents.isEmpty {
      json.name("contents")
      table(Dictionary(uniqueKeysWithValues: value.contents.map { ($0.rawValue, $1.value) })) {
        write($0)
      }
    }
    write(value.leftOut)
    json.endObject()
  }

  private func write(_ name: StaticString, _ object: ObjectSummary) {
    guard object != ObjectSummary() else { return }
    json.name(name)
    json.beginObject()
    write("all", object.all)
    if !object.members.isEmpty {
      json.name("members")
      table(object.members) { member in
        json.beginObject()
        write("present", member.present)
        write("missing", member.missing)
        write("value", member.value)
        json.endObject()
      }
    }
    if !object.orders.isEmpty {
      json.name("orders")
      list(object.orders.sorted { $0.key.lexicographicallyPrecedes($1.key) }) { order in
        json.beginArray()
        list(order.key) { json.string($0) }
        write(order.value)
        json.endArray()
      }
    }
    write(object.leftOut)
    json.endObject()
  }

  // MARK: Tallies

  private func write(_ name: StaticString, _ tally: Tally) {
    guard tally != Tally() else { return }
    json.name(name)
    write(tally)
  }

  private func write(_ tally: Tally) {
    json.beginArray()
    json.integer(Int64(tally.count))
    json.integer(Int64(tally.messages))
    if let first = tally.first, let last = tally.last {
      json.integer(Int64(sightings[first] ?? 0))
      json.integer(Int64(sightings[last] ?? 0))
      if tally.captures > 1 { json.integer(Int64(tally.captures)) }
    }
    json.endArray()
  }

  private func write(_ name: StaticString, _ tallies: [String: Tally]) {
    guard !tallies.isEmpty else { return }
    json.name(name)
    table(tallies) { write($0) }
  }

  private func write<Key: RawRepresentable<String>>(_ name: StaticString, _ tallies: [Key: Tally]) {
    write(name, Dictionary(uniqueKeysWithValues: tallies.map { ($0.rawValue, $1) }))
  }

  private func write(_ leftOut: [Limit: Int]) {
    guard !leftOut.isEmpty else { return }
    json.name("leftOut")
    json.beginObject()
    for (limit, count) in leftOut.sorted(by: { $0.key < $1.key }) {
      json.name(limit.rawValue)
      json.integer(Int64(count))
    }
    json.endObject()
  }

  private func flag(_ name: StaticString, _ value: Bool) {
    json.name(name)
    json.bool(value)
  }

  private func list<Element>(_ elements: some Sequence<Element>, _ write: (Element) -> Void) {
    json.beginArray()
    for element in elements { write(element) }
    json.endArray()
  }

  private func table<Value>(_ values: [String: Value], _ write: (Value) -> Void) {
    json.beginObject()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      json.name(name)
      write(value)
    }
    json.endObject()
  }
}

/// The name of a capture in a sighting: an ID, and of the second and later captures in one zip their
/// number.
enum SightingPlace {
  static func split(_ capture: String) -> (id: String, part: Int) {
    guard let slash = capture.lastIndex(of: "/"),
      let number = Int(capture[capture.index(after: slash)...]), number > 1
    else { return (capture, 1) }
    return (String(capture[..<slash]), number)
  }

  static func join(_ id: String, _ part: Int) -> String { part > 1 ? "\(id)/\(part)" : id }
}
