internal import APISchema
public import Evidence

/// A difference between what was expected and what was observed. It has shapes and names of the
/// protocol, never a value.
public struct Finding: Hashable, Sendable {
  /// The id of its rule: `response-property-type-changed`.
  public var rule: String
  /// How bad it is.
  public var severity: Severity
  /// Whom it breaks.
  public var effect: Effect
  /// The operation: `Publisher/CreateContact`, between schemas of other services `GET /pets/{id}`; nil for what all operations have in common, such as the
  /// form of faults and the fields of answers.
  public var operation: String?
  /// The message and the place in it.
  public var location: Location
  /// More places in the same message with the same change, as pointers: `$[*].ST`.
  public var siblings: [String] = []
  /// What the baseline has, in words: `an integer 0–9`.
  public var expected: String
  /// The form of `expected`, where a recording is the baseline: what values a place has there differs from
  /// operation to operation, and from fault to fault.
  var expectedForm: ExpectedForm?
  /// What was observed, in words: `a string: Flat, FortyFiveUp`.
  public var observed: String
  /// What of `observed` does not change from run to run; with rule, operation, location and `expected`
  /// it makes the fingerprint.
  public var key: String
  /// How many of how many, and of what: `288 of 288 readings`, in several places `864 of 864 values`; nil
  /// between schemas.
  public var frequency: Frequency?
  /// The first and the last place; nil between schemas.
  public var first, last: Sighting?
  /// The revision whose change this is; nil where the history does not know it.
  public var explanation: Explanation?
  /// What follows from it, and is no news of its own.
  public var consequences: [Finding] = []
  /// The same change in other operations.
  public var others: [Finding] = []

  /// All places in the message that have the change.
  public var pointers: [String] { [location.pointer] + siblings }

  /// All operations that show it; none for what all have in common.
  public var operations: [String] { ([self] + others).compactMap(\.operation) }

  /// This finding and the same one in other operations, each by itself.
  public var single: [Finding] {
    var own = self
    own.others = []
    return [own] + others
  }

  /// How often in all of its operations together: once for each of what is counted.
  public var frequencies: [Frequency] {
    var sums: [Frequency] = []
    for frequency in single.compactMap(\.frequency) {
      if let index = sums.firstIndex(where: { $0.noun == frequency.noun }) {
        sums[index].count += frequency.count
        sums[index].total += frequency.total
      } else {
        sums.append(frequency)
      }
    }
    return sums
  }
}

/// What kinds of values a recording has in a place, whichever values these are.
struct ExpectedForm: Hashable, Sendable {
  var kinds: Set<ValueKind>
  var shapes: Set<StringShape>

  init(_ schema: ValueSchema) {
    kinds = schema.kinds
    shapes = schema.shapes
  }

  /// `an integer`, `a GUID or a word`.
  var words: String {
    var schema = ValueSchema(kinds: kinds)
    schema.shapes = shapes
    return Words.expected(schema)
  }

  /// What is the same for one change, whatever texts there are: `integer`, `null string`.
  var key: String { kinds.sorted().map(\.rawValue).joined(separator: " ") }
}

/// How the history of the schema explains a finding.
public struct Explanation: Hashable, Sendable {
  /// The revision that made the change: `share@2021-12-08`.
  public var revision: String
  /// Whether what was observed is how it was before that revision, rather than since.
  public var isEarlier: Bool
}

/// How bad a finding is.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
  case info, warning, error

  /// Info before warning before error.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// Whom a change breaks.
public enum Effect: String, Hashable, Sendable, CaseIterable {
  case breaksReaders = "breaks readers"
  case breaksWriters = "breaks writers"
  case harmless
  case unknown
}

/// Where in the calls of an operation.
public struct Location: Hashable, Sendable {
  /// The message, or the call as a whole.
  public var part: Part
  /// A JSON pointer with `[*]` for any element (`$[*].Trend`), a parameter, a field; empty for the
  /// part as a whole.
  public var pointer: String

  /// A part of a call.
  public enum Part: Hashable, Sendable {
    case call
    case path, query, requestField, requestBody
    /// The answers with a status; nil for those with any.
    case responseField(status: Int?)
    case responseBody(status: Int?)
  }

  /// A location.
  public init(_ part: Part, _ pointer: String = "") {
    self.part = part
    self.pointer = pointer
  }
}

extension Location.Part {
  /// For people: `query`, `answer 500`; empty for the call as a whole.
  public var words: String {
    switch self {
    case .call: ""
    case .path: "path"
    case .query: "query"
    case .requestField: "request header"
    case .requestBody: "request"
    case .responseField: "answer header"
    case .responseBody(let status): status.map { "answer \($0)" } ?? "answer"
    }
  }
}

/// How many of how many.
public struct Frequency: Hashable, Sendable {
  /// Those that show it, and all that could have.
  public var count, total: Int
  /// What is counted: `readings`, `answers`, `requests`, `values`, `fields`.
  public var noun: String

  /// A frequency.
  public init(_ count: Int, of total: Int, _ noun: String) {
    self.count = count
    self.total = total
    self.noun = noun
  }
}
