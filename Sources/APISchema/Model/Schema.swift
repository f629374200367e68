public import JSONDecoding

/// What calls of a service look like: the operations, and what goes in and comes out.
///
/// It is read from an OpenAPI document (`SchemaReader`), or inferred from what was observed.
public struct Schema: Hashable, Sendable {
  /// What it is called: `share@2021-12-08`, a file name.
  public var name: String
  /// The operations, by path.
  public var operations: [OperationSchema]
  /// The hosts of the service, in lower case; empty where the schema does not say.
  public var hosts: Set<String>
  /// Whether the letter case of paths and of names in the query makes no difference
  /// (`x-case-insensitive`).
  public var isCaseInsensitive: Bool
  /// Whether it was inferred from samples, so that what it lacks proves nothing.
  public var isInferred: Bool

  /// A schema.
  public init(
    name: String, operations: [OperationSchema] = [], hosts: Set<String> = [],
    isCaseInsensitive: Bool = false, isInferred: Bool = false
  ) {
    self.name = name
    self.operations = operations
    self.hosts = hosts
    self.isCaseInsensitive = isCaseInsensitive
    self.isInferred = isInferred
  }
}

/// One operation: a path of the Share service with all its methods, or a method and a path of another.
public struct OperationSchema: Hashable, Sendable {
  /// Service and name, the last two steps of the path: `Publisher/CreateContact`. For documents of
  /// other services, method and path: `GET /pets/{id}`.
  public var name: String
  /// The path, in its usual letter case, from the root of the host.
  public var path: String
  /// Other spellings of it, where they were observed; empty in documents.
  public var otherPaths: Set<String> = []
  /// The methods that are answered.
  public var methods: [String]
  /// What it is for, in a sentence.
  public var summary: String?
  /// More about it (`description`).
  public var explanation: String?
  /// Whether it was learned from recordings alone (`x-learned`).
  public var isLearned = false
  /// What stands in the path in place of the names in braces, in their order; empty for paths of the
  /// Share service, which have none.
  public var pathParameters: [PropertySchema] = []
  /// What stands in the query.
  public var query: [PropertySchema]
  /// Fields of the header that matter.
  public var requestFields: [PropertySchema]
  /// The body of a request; nil where nothing says what may stand there.
  public var requestBody: BodySchema?
  /// The answers, by status: `200`, `500`, `4XX`, `default`.
  public var responses: [String: ResponseSchema]
  /// How calls fail, by code.
  public var faults: [FaultSchema]
  /// Whether it may fail in other ways, because nobody has recorded its faults (`x-open-faults`).
  public var hasOpenFaults = false
  /// What recordings have of it that was left as a question, and is no news therefore: parameters of the query
  /// (`x-unsure-parameters`), statuses of failures (`x-unsure-statuses`), and methods of which nobody knows which
  /// takes and gives what (`x-unsure-methods`); those are in `methods` too.
  public var unsureParameters: Set<String> = []
  public var unsureStatuses: Set<String> = []
  public var unsureMethods: Set<String> = []
  /// How often it came how long after another operation in a session, by the name of that one and
  /// a class of time, where it was observed; empty in documents.
  public var delays: [String: [String: Int]] = [:]
  /// How well all this is known.
  public var provenance: Provenance

  /// An operation of which no more is known.
  public init(name: String, path: String, methods: [String]) {
    self.name = name
    self.path = path
    self.methods = methods
    query = []
    requestFields = []
    responses = [:]
    faults = []
    provenance = Provenance()
  }
}

/// What a body may be, by media type.
public struct BodySchema: Hashable, Sendable {
  /// Whether there has to be one.
  public var isRequired: Bool
  /// Whether nobody knows if it may be empty: recordings alone say that there was one, and those are few.
  public var isUnsure = false
  /// Of a body that was learned, how often there was one; nil where nobody says.
  public var sightings: Provenance.Sightings?
  /// What it holds, by media type in lower case without parameters; `*/*` for any.
  public var contents: [String: ValueSchema]
  /// What it was, whatever its type said, where it was observed: `json`, `html`; empty in documents.
  public var forms: Set<String> = []
  /// How often there was one, where it was observed.
  public var presence: Presence?
  /// How often each type was named, where it was observed.
  public var typePresences: [String: Presence] = [:]
  /// One example a media type, where there is one.
  public var examples: [String: JSONValue] = [:]

  /// A body.
  public init(isRequired: Bool = false, contents: [String: ValueSchema] = [:]) {
    self.isRequired = isRequired
    self.contents = contents
  }
}

/// An answer.
public struct ResponseSchema: Hashable, Sendable {
  /// What it means.
  public var summary: String?
  /// Its body; `isRequired` is false where an empty one is right too; nil where it is always empty.
  public var body: BodySchema?
  /// Whether it is empty where the session is all zeros (`x-empty-for-zero-session`).
  public var isEmptyForZeroSession = false
  /// Fields of the header that matter, with names in lower case.
  public var fields: [PropertySchema]

  /// An answer.
  public init(summary: String? = nil, body: BodySchema? = nil, fields: [PropertySchema] = []) {
    self.summary = summary
    self.body = body
    self.fields = fields
  }
}

extension OperationSchema {
  /// Each code that the operation fails with, once, with the statuses that it comes with.
  public var faultsByCode: [(fault: FaultSchema, statuses: [Int])] {
    var all: [(fault: FaultSchema, statuses: [Int])] = []
    var places: [String: Int] = [:]
    for fault in faults {
      if let place = places[fault.code] {
        if !all[place].statuses.contains(fault.status) { all[place].statuses.append(fault.status) }
      } else {
        places[fault.code] = all.count
        all.append((fault, [fault.status]))
      }
    }
    return all
  }
}

/// A way to fail, with one code and one status.
public struct FaultSchema: Hashable, Sendable {
  /// The code, as it stands in the envelope.
  public var code: String
  /// The status that it comes with.
  public var status: Int
  /// What it means, and what to do.
  public var summary: String?
  /// How well it is known.
  public var provenance: Provenance

  /// A fault.
  public init(
    code: String, status: Int = 500, summary: String? = nil, provenance: Provenance = Provenance()
  ) {
    self.code = code
    self.status = status
    self.summary = summary
    self.provenance = provenance
  }
}
