public import ShareAPI

/// What a value looks like. The alternatives of `anyOf` and `oneOf` are one schema that allows all of
/// their kinds.
public struct ValueSchema: Hashable, Sendable {
  /// The kinds of JSON that it may be; empty where anything is right.
  public var kinds: Set<ValueKind>
  /// The shapes of its texts (`format`); empty where any text is right.
  public var shapes: Set<StringShape>
  /// Whether its texts are GUIDs by OpenAPI's own word (`uuid`), which allows zeros and does not mean them.
  public var isUUID = false
  /// Whether its times have no fraction of a second (`x-whole-seconds`).
  public var hasWholeSeconds: Bool
  /// The values that it may have (`enum`), with their meaning. They restrict only their own kinds: where
  /// there are integers alone, any text is right that `kinds` and `shapes` allow.
  public var values: [EnumerationValue]
  /// Whether there are other values, which nobody has named (`x-open-enum`).
  public var isOpenEnumeration: Bool
  /// Whether the values are those of recordings (`x-enum-evidence`): there may be others, and one that comes
  /// is news.
  public var hasLearnedValues = false
  /// The least and the largest number.
  public var minimum, maximum: Double?
  /// What a number counts: `mg/dL`, `s`, `min`.
  public var unit: String?
  /// The members of an object, in their order on the wire.
  public var members: [PropertySchema]
  /// Members that recordings have and that were left as a question, so that they are no news
  /// (`x-unsure-members`).
  public var unsureMembers: Set<String> = []
  /// Whether the order of the members is part of the schema (`x-member-order`).
  public var hasMemberOrder: Bool
  /// Whether nothing says that there are no other members (`additionalProperties` is not false).
  public var isOpen: Bool
  /// The elements of an array.
  public var elements: Indirect<ValueSchema>?
  /// What a text holds that is a document itself (`contentSchema`).
  public var content: Indirect<ValueSchema>?
  /// Whom or what the value would give away; nil for what is no secret.
  public var role: Role?
  /// Whether the value tells something about somebody's health.
  public var isHealthData: Bool
  /// What it means.
  public var summary: String?

  /// A value of some kinds.
  public init(kinds: Set<ValueKind> = []) {
    self.kinds = kinds
    shapes = []
    hasWholeSeconds = false
    values = []
    isOpenEnumeration = false
    members = []
    hasMemberOrder = false
    isOpen = true
    isHealthData = false
  }

  /// The numbers that it allows, from `minimum` to `maximum`; nil where any is right.
  public var range: ClosedRange<Double>? {
    guard minimum != nil || maximum != nil else { return nil }
    let lower = minimum ?? -.infinity
    return lower...max(lower, maximum ?? .infinity)
  }
}

/// A value of an enumeration.
public struct EnumerationValue: Hashable, Sendable {
  /// As it stands on the wire: a text, or the digits of an integer.
  public var text: String
  /// Whether it is an integer.
  public var isInteger: Bool
  /// What it is called, where it is a number (`x-enum-varnames`).
  public var name: String?
  /// What it means (`x-enum-meanings`).
  public var meaning: String?

  /// A value.
  public init(
    _ text: String, isInteger: Bool = false, name: String? = nil, meaning: String? = nil
  ) {
    self.text = text
    self.isInteger = isInteger
    self.name = name
    self.meaning = meaning
  }
}

/// A member of an object, a parameter of a query, or a field of a header.
public struct PropertySchema: Hashable, Sendable {
  /// Its name, in its usual letter case.
  public var name: String
  /// Whether it is always there.
  public var presence: Presence
  /// Whether it is nearly always there although it is optional (`x-usual`), so that it is missed.
  public var isUsual = false
  /// What stands there.
  public var value: ValueSchema
  /// How well it is known.
  public var provenance: Provenance

  /// A property.
  public init(
    _ name: String, _ presence: Presence, _ value: ValueSchema,
    provenance: Provenance = Provenance()
  ) {
    self.name = name
    self.presence = presence
    self.value = value
    self.provenance = provenance
  }
}

/// How often a property is there.
public enum Presence: Hashable, Sendable {
  /// Always: a document says so.
  case required
  /// Not always: a document says so.
  case optional
  /// It was there in so many of the messages that could have had it.
  case observed(with: Int, without: Int)
}

/// Where a fact comes from, and how well it is known.
public struct Provenance: Hashable, Sendable {
  /// `seed`, `corroborated(8)`, `single`, `inferred`, `none`; nil where nobody says.
  public var confidence: String?
  /// The public sources, by their keys in the facts: `S`, `PD`.
  public var sources: [String]
  /// The first revision that has it: `share@2021-12-08`; nil for the base.
  public var since: String?
  /// Whether recordings alone say so (`x-learned`).
  public var isLearned = false
  /// Of what was learned, how often it was seen; nil where nobody says.
  public var sightings: Sightings?

  /// How often something was seen (`x-evidence`).
  public struct Sightings: Hashable, Sendable {
    /// The messages that have it, and those that could have it.
    public var seen, of: Int
    /// The captures that have it.
    public var captures: Int
  }

  /// A provenance.
  public init(confidence: String? = nil, sources: [String] = [], since: String? = nil) {
    self.confidence = confidence
    self.sources = sources
    self.since = since
  }
}

/// A value that may hold another of its type.
public struct Indirect<Value: Hashable & Sendable>: Hashable, Sendable {
  private indirect enum Storage: Hashable, Sendable { case value(Value) }
  private var storage: Storage

  /// The value.
  public var value: Value {
    get {
      switch storage {
      case .value(let value): value
      }
    }
    set { storage = .value(newValue) }
  }

  /// Holds a value.
  public init(_ value: Value) { storage = .value(value) }
}
