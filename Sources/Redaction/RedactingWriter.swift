public import JSONDecoding
public import ShareAPI

/// Writes JSON with stand-ins in place of secrets: values as a recording has them, and what models say
/// of themselves.
public struct RedactingWriter {
  /// The text so far.
  public var json: JSONWriter
  /// What is a secret, and by what name it goes.
  public var redactor: Redactor
  private var roles = RoleCache()

  /// A writer at the start of a text.
  public init(_ redactor: Redactor, _ json: JSONWriter = JSONWriter()) {
    self.redactor = redactor
    self.json = json
  }

  /// What is known about the texts of a value.
  public enum Origin: Sendable {
    /// A documented message: a bare value has a role, and a text without one is what it should be.
    case documented(Role?)
    /// Anything: a text is shown only where it gives nobody away.
    case unknown
    /// A signed body: no text is shown.
    case opaque

    var role: Role? {
      switch self {
      case .documented(let role): role
      case .unknown: nil
      case .opaque: .credential
      }
    }
  }

  /// Writes a JSON value of a recording.
  public mutating func write(_ node: JSONNode, _ origin: Origin) {
    write(node, origin, origin.role, isKnownText: false)
  }

  private mutating func write(
    _ node: JSONNode, _ origin: Origin, _ role: Role?, isKnownText: Bool
  ) {
    switch node.kind {
    case .null: json.null()
    case .bool: json.bool(node.bool ?? false)
    case .number:
      let number = node.number ?? .integer(0)
      if let role, !redactor.isRevealing {
        json.string(redactor.secret("\(number.double)", role))
      } else {
        json.number(number)
      }
    case .string:
      guard let utf8 = node.utf8 else { return }
      if redactor.isRevealing || role == nil && SafeText.isSafe(utf8) {
        json.string(utf8: utf8)
      } else {
        text(String(decoding: utf8, as: UTF8.self), role, isKnownText: isKnownText)
      }
    case .array:
      json.beginArray()
      for element in node.elements {
        write(element, origin, role, isKnownText: isKnownText)
      }
      json.endArray()
    case .object:
      json.beginObject()
      for member in node.members {
        name(member.utf8Name)
        let known = roles[member.utf8Name]
        // An object in the place of a secret is a secret in every part: a client has put there what
        // belongs elsewhere.
        var isText = false
        if case .documented = origin { isText = known.isDocumentedText }
        write(member.value, origin, known.role ?? role, isKnownText: isText && role == nil)
      }
      json.endObject()
    }
  }

  private mutating func text(_ text: String, _ role: Role?, isKnownText: Bool) {
    if let role {
      json.string(redactor.secret(text, role))
    } else if isKnownText {
      json.string(redactor.text(text))
    } else {
      json.string(redactor.unknown(text))
    }
  }

  /// Names of members come from a recording too, and may be anything.
  private mutating func name(_ utf8: UnsafeBufferPointer<UInt8>) {
    if redactor.isRevealing || roles[utf8].isPlain {
      json.name(utf8: utf8)
    } else {
      json.name(redactor.text(String(decoding: utf8, as: UTF8.self)))
    }
  }
}

/// What a member's name says about its value; the last names are remembered, because the same few
/// come again in every element of an array.
private struct RoleCache {
  struct Entry {
    var name: [UInt8] = []
    var role: Role?
    var isDocumentedText = false
    /// Only letters, and no longer than a name of the protocol.
    var isPlain = true
  }

  private var entries = [Entry](repeating: Entry(), count: 256)

  subscript(_ name: UnsafeBufferPointer<UInt8>) -> Entry {
    mutating get {
      guard let first = name.first, let last = name.last else { return Entry() }
      let slot = (name.count &* 31 &+ Int(first) &* 7 &+ Int(last)) & 255
      if entries[slot].name.elementsEqual(name) { return entries[slot] }
      let text = String(decoding: name, as: UTF8.self)
      entries[slot] = Entry(
        name: Array(name), role: SensitiveNames.role(of: text),
        isDocumentedText: Self.documentedTexts.contains(text),
        isPlain: name.count <= 32 && name.allSatisfy { 65...90 ~= $0 & 0xDF })
      return entries[slot]
    }
  }

  /// The members of documented messages that hold texts and no secret by their place.
  private static let documentedTexts: Set<String> = [
    "Code", "Message", "SubCode", "TypeName", "direction", "Sound", "AppName", "AppNumber",
    "AppVersion", "DeviceManufacturer", "DeviceModel", "DeviceOsName", "DeviceOsVersion",
  ]
}
