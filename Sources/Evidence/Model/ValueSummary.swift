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
  /// Texts of one word, and small integers where there are enumerations, as far as they give nothing
  /// away: words of the protocol and what looks like one. All other words are one, `hidden`.
  public var values: [String: Tally] = [:]
  /// Of identifiers in requests, where in an earlier answer of the capture they were first seen: by the
  /// operation and the place in its answers (`Publisher/ListPublisherAccountSubscriptions
  /// $[*].SubscriptionId`), or `none`.
  public var links: [String: Tally] = [:]
  /// Dates with a fraction of a second that is not zero.
  public var fractionalDates = Tally()
  /// The objects.
  public var object = ObjectSummary()
  /// The elements of the arrays.
  public var elements: Indirect<ValueSummary>?
  /// How many elements the arrays had: none, one, or more.
  public var lengths: [LengthClass: Tally] = [:]
  /// The documents inside texts, by the shape of the text. An XML element is an object of one member,
  /// its name, and its attributes are the members of that.
  public var contents: [StringShape: Indirect<ValueSummary>] = [:]
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

  /// No values.
  public init() {}
}

/// What was observed of the objects in one place, or of the queries of an operation.
public struct ObjectSummary: Hashable, Sendable {
  /// All objects.
  public var all = Tally()
  /// The members, by name.
  public var members: [String: MemberSummary] = [:]
  /// The orders of the members, as their names; few, and none where members were left out.
  public var orders: [[String]: Tally] = [:]
  /// How often something was left out here because a limit was reached.
  public var leftOut: [Limit: Int] = [:]

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

extension BodySummary {
  /// The forms, as objects of their fields.
  public var formValue: ValueSummary {
    var value = ValueSummary()
    value.kinds[.object] = form.all
    value.all = form.all
    value.object = form
    return value
  }
}
