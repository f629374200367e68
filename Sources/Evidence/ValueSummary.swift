public import APISchema

/// What was observed of the values in one place.
public struct ValueSummary: Hashable, Sendable {
  /// All values.
  public var all = Tally()
  /// By kind of JSON.
  public var kinds: [ValueKind: Tally] = [:]
  /// The texts, by shape.
  public var shapes: [StringShape: Tally] = [:]
  /// The numbers, by class.
  public var numbers: [NumberClass: Tally] = [:]
  /// Texts and small integers of a closed list, where they give nothing away: what stands in an
  /// enumeration of the schema, or looks like a name of the protocol.
  public var values: [String: Tally] = [:]
  /// Dates with a fraction of a second that is not zero.
  public var fractionalDates = Tally()
  /// The objects.
  public var object = ObjectSummary()
  /// The elements of the arrays.
  public var elements: Indirect<ValueSummary>?
  /// How many elements the arrays had: none, one, or more.
  public var lengths: [LengthClass: Tally] = [:]
  /// The documents inside texts, by the shape of the text.
  public var contents: [StringShape: Indirect<ValueSummary>] = [:]

  /// No values.
  public init() {}
}

/// What was observed of the objects in one place, or of the queries of an operation.
public struct ObjectSummary: Hashable, Sendable {
  /// All objects.
  public var all = Tally()
  /// The members, by name.
  public var members: [String: MemberSummary] = [:]
  /// The orders of the members, as their names; few.
  public var orders: [[String]: Tally] = [:]

  /// No objects.
  public init() {}
}

/// What was observed of one member.
public struct MemberSummary: Hashable, Sendable {
  /// The objects that had it.
  public var present = Tally()
  /// The objects that had it not.
  public var missing = Tally()
  /// What stood there.
  public var value = ValueSummary()

  /// Never there.
  public init() {}
}

/// How many elements.
public enum LengthClass: String, Hashable, Sendable, CaseIterable {
  case none, one, more
}

/// How large a number is, so roughly that it tells nothing about anybody.
public enum NumberClass: String, Hashable, Sendable, CaseIterable {
  case negative, zero
  /// 1 to 9, 10 to 38.
  case units, tens
  /// 39 to 401: glucose in mg/dL.
  case glucose = "39–401"
  /// 402 to 9,999.
  case thousands
  case large
  /// A time in seconds since 1970, from 2001 to 2286.
  case epochSeconds = "epoch-seconds"
  /// A time in milliseconds since 1970, from 2001 to 2286.
  case epochMilliseconds = "epoch-milliseconds"
  case huge
}
