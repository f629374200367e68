internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// Observes the bodies of the requests of an operation, or of its answers with one status.
final class BodyObserver {
  private var forms = SmallCounters()
  private var mediaTypes = NamedCounters(.mediaTypes)
  private var sizes = SmallCounters()
  private var lastType: (field: String, shown: String)?
  private let json: ValueObserver
  private let form: ObjectObserver
  private let xml: ValueObserver

  /// - Parameter isSecret: Whether a body that is a bare value is a secret.
  init(_ rank: Rank, isSecret: Bool) {
    json = ValueObserver(rank, isSecret ? .bareValue : .nothing, at: "$")
    form = ObjectObserver(rank.inside("form"), at: "form ")
    xml = ValueObserver(rank.inside("xml"), isSecret ? .bareValue : .nothing, at: "$")
  }

  /// Observes a body.
  ///
  /// - Parameter isOpaque: Whether nothing but its form is looked at.
  func observe(
    _ body: HTTPBody, _ fields: HTTPFields, isOpaque: Bool, _ parser: JSONParser,
    _ observation: Observation
  ) {
    let moment = observation.moment
    let type = mediaType(fields["Content-Type"])
    mediaTypes.add(type, moment)
    switch body.completeness {
    case .dropped: return count(.dropped, moment)
    case .cut: return count(.cut, moment)
    case .whole: if body.bytes.allSatisfy({ $0 <= 0x20 }) { return count(.empty, moment) }
    }
    if isOpaque {
      let isText = String(validating: body.bytes, as: UTF8.self) != nil
      return isText ? count(.text, moment) : countBinary(body.bytes.count, moment)
    }
    if type == "application/x-www-form-urlencoded", observeForm(body.bytes, observation) { return }
    let isJSON: Void? = try? parser.read(body.bytes) {
      count(.json, moment)
      json.observe($0, observation)
    }
    if isJSON == nil { observeText(body.bytes, isNamedText: type.hasPrefix("text/"), observation) }
  }

  private func count(_ form: BodyForm, _ moment: Moment) {
    forms.add(BodyForm.allCases.firstIndex(of: form) ?? 0, moment)
  }

  private func countBinary(_ size: Int, _ moment: Moment) {
    count(.binary, moment)
    sizes.add(SizeClass.allCases.firstIndex(of: SizeClass(bytes: size)) ?? 0, moment)
  }

  private func mediaType(_ field: String?) -> String {
    guard let field else { return "none" }
    if let lastType, lastType.field == field { return lastType.shown }
    let shown = PublicNames.mediaType(field) ?? Names.other
    lastType = (field, shown)
    return shown
  }

  /// Observes a form; false where the bytes are JSON in spite of their type.
  private func observeForm(_ bytes: [UInt8], _ observation: Observation) -> Bool {
    guard let first = bytes.first(where: { $0 > 0x20 }), !"{[\"".utf8.contains(first) else {
      return false
    }
    count(.form, observation.moment)
    let text = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
    let items = RequestTarget(url: "?" + text).queryItems
    form.observe(items.lazy.map { ($0.name, $0.value) }, observation)
    return true
  }

  /// Observes what is no JSON.
  ///
  /// - Parameter isNamedText: Whether its media type is that of a text, which may be of any character set.
  private func observeText(_ bytes: [UInt8], isNamedText: Bool, _ observation: Observation) {
    guard isNamedText || String(validating: bytes, as: UTF8.self) != nil else {
      return countBinary(bytes.count, observation.moment)
    }
    let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
    if start.contains("<!doctype html") || start.contains("<html") {
      count(.html, observation.moment)
    } else if bytes.first(where: { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) })
      == UInt8(ascii: "<")
    {
      count(.xml, observation.moment)
      guard let document = XMLDocument.json(bytes) else { return }
      observation.read(document) { xml.observe($0, observation) }
    } else {
      count(.text, observation.moment)
    }
  }

  /// Everything inside that may be left out.
  var objects: [ObjectObserver] { json.objects + [form] + xml.objects }

  func summary(_ id: String) -> BodySummary {
    var summary = BodySummary()
    summary.forms = forms.tallies(id) { BodyForm.allCases[$0] }
    summary.mediaTypes = mediaTypes.tallies(id, &summary.leftOut)
    summary.sizes = sizes.tallies(id) { SizeClass.allCases[$0] }
    summary.json = json.summary(id)
    summary.form = form.summary(id)
    summary.xml = xml.summary(id)
    return summary
  }
}
