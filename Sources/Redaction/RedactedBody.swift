public import JSONDecoding
public import ShareAPI

/// Writes JSON bodies of a recording as they stood on the wire, with stand-ins in place of secrets.
public struct RedactedBody {
  private let redactor: Redactor
  private var names = MemberNames()
  private var datesAreDecoded = false

  /// A writer of bodies.
  public init(_ redactor: Redactor) { self.redactor = redactor }

  /// What is known about the texts of a body.
  public enum Origin: Sendable {
    /// A documented message: a bare value has a role, and a text without one is what it should be.
    case documented(Role?)
    /// Anything: a text is shown only where it gives nobody away.
    case unknown
    /// A signed body: no text is shown.
    case opaque
  }

  /// Writes what can be said of a body that nobody has a type for: the body, with its dates in
  /// ISO 8601.
  public mutating func describe(_ node: JSONNode, to json: JSONWriter) {
    datesAreDecoded = true
    defer { datesAreDecoded = false }
    write(node, .unknown, to: json)
  }

  /// Writes a body as it stood.
  public mutating func write(_ node: JSONNode, _ origin: Origin, to json: JSONWriter) {
    switch origin {
    case .documented(let role): write(node, role, isDocumented: true, .unknown, json)
    case .unknown: write(node, nil, isDocumented: false, .unknown, json)
    case .opaque: write(node, .credential, isDocumented: false, .unknown, json)
    }
  }

  /// Whether a text stands where documents say that a text stands.
  fileprivate enum Place { case documentedText, code, detail, unknown }

  private mutating func write(
    _ node: JSONNode, _ role: Role?, isDocumented: Bool, _ place: Place, _ json: JSONWriter
  ) {
    switch node.kind {
    case .null: json.null()
    case .bool: json.bool(node.bool ?? false)
    case .number: write(node.number ?? .integer(0), role, json)
    case .string: if let utf8 = node.utf8 { write(utf8, role, place, json) }
    case .array:
      json.beginArray()
      for element in node.elements {
        write(element, role, isDocumented: isDocumented, place, json)
      }
      json.endArray()
    case .object:
      json.beginObject()
      for member in node.members {
        let name = names[member.utf8Name]
        if name.isPlain {
          json.name(plain: member.utf8Name)
        } else if redactor.isRevealing {
          json.name(utf8: member.utf8Name)
        } else {
          // Names come from a recording too, and may be anything.
          json.name(redactor.name(member.name, isInSecret: role != nil))
        }
        // An object in the place of a secret is a secret in every part: a client has put there what
        // belongs elsewhere.
        let place = isDocumented ? name.place : .unknown
        write(member.value, name.role ?? role, isDocumented: isDocumented, place, json)
      }
      json.endObject()
    }
  }

  private func write(_ number: JSONNumber, _ role: Role?, _ json: JSONWriter) {
    if !redactor.isRevealing, role != nil || !SafeText.isSafe(number) {
      json.value(redactor.secret(number, role ?? .identifier))
    } else {
      json.number(number)
    }
  }

  private func write(
    _ utf8: UnsafeBufferPointer<UInt8>, _ role: Role?, _ place: Place, _ json: JSONWriter
  ) {
    if datesAreDecoded, role == nil, let date = WCFDate(utf8: utf8)?.iso8601 {
      return json.string(date)
    }
    if redactor.isRevealing || role == nil && SafeText.isSafe(utf8) {
      return json.string(utf8: utf8)
    }
    let text = String(decoding: utf8, as: UTF8.self)
    if let role {
      json.string(redactor.secret(text, role))
    } else {
      json.string(shown(text, place))
    }
  }

  private func shown(_ text: String, _ place: Place) -> String {
    switch place {
    case .code: redactor.code(text)
    case .detail where !isUsualDetail(text): redactor.unknown(text)
    case .unknown: redactor.unknown(text)
    // What is escaped once more inside a text cannot be searched as it stands.
    case .documentedText where text.contains("&") || text.contains("\\u"): redactor.unknown(text)
    case .documentedText, .detail: redactor.text(text)
    }
  }

  /// Whether the details of a fault hold nothing but what is known, and nothing escaped once more.
  private func isUsualDetail(_ text: String) -> Bool {
    let detail = SubCode(text)
    return detail.generation != .unknown && detail.detail.isUsual && !text.contains("&")
      && !text.contains("\\u")
  }
}

/// What the names of members say about their values. The last names are remembered, because the same
/// few come again in every element of an array.
private struct MemberNames {
  struct Meaning {
    var role: Role?
    /// What documented messages have there.
    var place = RedactedBody.Place.unknown
    /// Whether it is a name of the protocol.
    var isPlain = false
  }

  private var entries = [(name: [UInt8], meaning: Meaning)](repeating: ([], Meaning()), count: 256)

  subscript(_ name: UnsafeBufferPointer<UInt8>) -> Meaning {
    mutating get {
      guard let first = name.first, let last = name.last else { return Meaning() }
      let slot = (name.count &* 31 &+ Int(first) &* 7 &+ Int(last)) & 255
      if entries[slot].name.isEqual(to: name) { return entries[slot].meaning }
      let text = String(decoding: name, as: UTF8.self)
      let meaning = Meaning(
        role: SensitiveNames.role(of: text),
        place: text == "SubCode"
          ? .detail
          : Self.codes.contains(text)
            ? .code : Self.texts.contains(text) ? .documentedText : .unknown,
        isPlain: WireNames.all.contains(text))
      entries[slot] = (Array(name), meaning)
      return meaning
    }
  }

  private static let codes: Set<String> = ["Code", "TypeName"]

  private static let texts: Set<String> = [
    "Message", "direction", "Sound", "AppName", "AppNumber", "AppVersion",
    "DeviceManufacturer", "DeviceModel", "DeviceOsName", "DeviceOsVersion",
  ]
}

extension [UInt8] {
  fileprivate func isEqual(to bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    withUnsafeBufferPointer { own in
      own.count == bytes.count && own.indices.allSatisfy { own[$0] == bytes[$0] }
    }
  }
}
