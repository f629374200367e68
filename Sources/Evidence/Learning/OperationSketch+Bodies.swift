internal import APISchema
internal import JSONDecoding

// What bodies hold.

extension OperationSketch {
  /// What stands under `content`; nil where there never was a body that could be read.
  ///
  /// - Parameter leftOut: Forms of bodies that are somebody else's.
  mutating func drawContent(
    _ body: BodySummary, _ part: Fact.Part, at place: String, without leftOut: Set<BodyForm> = []
  ) -> JSONValue? {
    let bodies = body.forms.filter {
      ![.empty, .dropped, .cut].contains($0.key) && !leftOut.contains($0.key)
    }
    guard !bodies.isEmpty else { return nil }
    let total = bodies.values.reduce(0) { $0 + $1.messages }
    let forms = bodies.filter { form, tally in
      guard bodies.count > 1, EvidenceThreshold.isStray(tally, of: total) else { return true }
      questions.append(.belongs("\(form.rawValue) in `\(place)`", seen: tally.messages))
      return false
    }.keys
    var content = ObjectBuilder()
    for form in forms.sorted() {
      let type = Self.mediaType(of: form, body)
      var media = ObjectBuilder()
      media.add("schema", drawValue(form, body, part, at: place, type).value)
      content.add(type, media)
      if media.members.isEmpty { content.add(type, .object([])) }
    }
    return content.value
  }

  mutating func drawValue(
    _ form: BodyForm, _ body: BodySummary, _ part: Fact.Part, at place: String, _ type: String
  ) -> ObjectBuilder {
    switch form {
    case .json:
      var sketch = ValueSketch(part, in: part == .body ? request : nil)
      let value = sketch.schema(body.json, at: place)
      take(sketch)
      return value
    case .xml:
      var sketch = ValueSketch(part)
      let value = sketch.schema(body.xml, at: place + " (XML)")
      take(sketch)
      return value
    case .form:
      var sketch = ValueSketch(.form, in: request)
      let schema = sketch.schema(body.formValue, at: "")
      take(sketch)
      return schema
    default:
      var value = ObjectBuilder()
      let tally = body.forms[form] ?? Tally()
      value.add("type", "string")
      if form == .binary { value.add("format", "binary") }
      let size = form == .binary ? SizeClass.range(of: body.sizes.keys) : nil
      value.add("x-size", size)
      facts.append(
        Fact(part, place, [type, size].compactMap { $0 }.joined(separator: ", "), Evidence(tally)))
      return value
    }
  }

  /// The media type under which bodies of a form are described: the one that was named for most, if it
  /// fits, else the usual one.
  static func mediaType(of form: BodyForm, _ body: BodySummary) -> String {
    let types = body.mediaTypes.filter { type, _ in
      switch form {
      case .json: MediaType.isJSON(type)
      case .xml: MediaType.isXML(type)
      case .form: type == MediaType.form
      case .html: type == "text/html"
      case .text: type.hasPrefix("text/")
      default:
        type.contains("/") && type != "*/*" && !MediaType.isJSON(type) && !MediaType.isXML(type)
          && !type.hasPrefix("text/") && type != MediaType.form
      }
    }
    if let most = types.mostFrequent { return most }
    switch form {
    case .json: return "application/json"
    case .xml: return "application/xml"
    case .form: return MediaType.form
    case .html: return "text/html"
    case .text: return "text/plain"
    default: return "application/octet-stream"
    }
  }
}
