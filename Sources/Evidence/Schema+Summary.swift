public import APISchema
internal import HTTPMessages

extension Schema {
  /// The schema that everything observed follows: what is there is allowed, and how often it was there
  /// is its presence. What it lacks proves nothing.
  ///
  /// - Parameter name: What it is called, such as the capture.
  public init(inferredFrom summary: Summary, named name: String? = nil) {
    self.init(
      name: name ?? summary.captures.first?.label ?? "summary",
      operations: summary.operations.sorted { $0.key < $1.key }.map {
        OperationSchema(inferredFrom: $1, named: $0)
      }, isInferred: true)
    let hosts = summary.operations.values.flatMap(\.hosts.keys)
    self.hosts = hosts.contains(Names.other) ? [] : Set(hosts)
  }
}

extension OperationSchema {
  fileprivate init(inferredFrom summary: OperationSummary, named name: String) {
    let path = summary.paths.mostFrequent ?? "/ShareWebServices/Services/\(name)"
    self.init(
      name: name, path: path,
      methods: summary.methods.keys.filter { !["OPTIONS", "HEAD"].contains($0) }.sorted())
    otherPaths = Set(summary.paths.keys).subtracting([path])
    query = summary.query.properties
    requestFields = summary.requestFields.properties(of: summary.calls.count)
    requestBody = BodySchema(inferredFrom: summary.requestBody)
    for (status, response) in summary.responses where status > 0 {
      responses[String(status)] = ResponseSchema(
        body: BodySchema(inferredFrom: response.body),
        fields: response.fields.properties(of: response.answers.count))
      faults += response.faultCodes.keys.sorted().map { FaultSchema(code: $0, status: status) }
    }
    faults.sort { ($0.code, $0.status) < ($1.code, $1.status) }
    delays = summary.delays.mapValues { classes in
      Dictionary(uniqueKeysWithValues: classes.map { ($0.key.rawValue, $0.value.count) })
    }
  }
}

extension BodySchema {
  /// Nil where there was never a body.
  fileprivate init?(inferredFrom summary: BodySummary) {
    let forms = Set(summary.forms.keys).subtracting([.empty, .dropped, .cut])
    guard !forms.isEmpty else {
      // What was not kept may have been anything.
      guard summary.forms[.dropped] != nil || summary.forms[.cut] != nil else { return nil }
      self.init(contents: ["*/*": ValueSchema()])
      return
    }
    self.init(isRequired: summary.forms[.empty] == nil)
    self.forms = Set(forms.map(\.rawValue))
    presence = .observed(
      with: forms.compactMap { summary.forms[$0]?.count }.reduce(0, +),
      without: summary.forms[.empty]?.count ?? 0)
    let messages = summary.mediaTypes.values.sum.count
    for (type, tally) in summary.mediaTypes {
      typePresences[type] = .observed(with: tally.count, without: messages - tally.count)
    }
    for type in summary.mediaTypes.keys {
      let type = type == "none" || type == Names.other ? "*/*" : type
      contents[type] = Self.value(summary, of: type, forms)
    }
    // What came under a type that does not tell.
    if forms.contains(.json), !contents.keys.contains(where: MediaType.isJSON) {
      contents["*/*"] = summary.json.schema
    }
  }

  private static func value(
    _ summary: BodySummary, of type: String, _ forms: Set<BodyForm>
  ) -> ValueSchema {
    if MediaType.isJSON(type), forms.contains(.json) { return summary.json.schema }
    if MediaType.isXML(type), forms.contains(.xml) { return summary.xml.schema }
    if type == MediaType.form, forms.contains(.form) {
      var schema = ValueSchema(kinds: [.object])
      schema.members = summary.form.properties
      return schema
    }
    return type == "*/*" && forms == [.json] ? summary.json.schema : ValueSchema()
  }
}

/// What media types say of bodies.
enum MediaType {
  static let form = "application/x-www-form-urlencoded"

  static func isJSON(_ type: String) -> Bool {
    type.hasSuffix("/json") || type.hasSuffix("+json") || type == "text/x-json"
  }

  static func isXML(_ type: String) -> Bool { type.hasSuffix("/xml") || type.hasSuffix("+xml") }
}

extension ValueSummary {
  /// What all values of the place follow.
  var schema: ValueSchema {
    var schema = ValueSchema(kinds: Set(kinds.keys))
    schema.shapes = Set(shapes.keys)
    schema.values = values.keys.filter { $0 != Names.hidden }.sorted().map {
      EnumerationValue($0, isInteger: Int($0) != nil)
    }
    // Which words stand behind that one nobody knows, nor which of too many were left out, so that any
    // other may be one of them.
    schema.isOpenEnumeration =
      (values[Names.hidden]?.count ?? 0) > 0 || (leftOut[.values] ?? 0) > 0
    schema.minimum = numbers.keys.map(\.range.lowerBound).min()
    schema.maximum = numbers.keys.map(\.range.upperBound).max()
    schema.members = object.properties
    // A time that happens to be a whole second is one of a thousand.
    let times = shapes.filter { StringShape.times.contains($0.key) }.values.map(\.count)
    schema.hasWholeSeconds = fractionalDates.count == 0 && times.reduce(0, +) >= 20
    schema.hasMemberOrder = object.orders.count == 1 && object.leftOut.isEmpty
    schema.elements = elements.map { Indirect($0.value.schema) }
    schema.content = contents.values.map(\.value).reduce(nil) { sum, content in
      var sum = sum ?? ValueSummary()
      sum.add(content)
      return sum
    }.map { Indirect($0.schema) }
    return schema
  }
}

extension ObjectSummary {
  /// The members in their most frequent order; those that are not in it behind, by name.
  var properties: [PropertySchema] {
    let usual =
      orders.max {
        ($0.value.count, $1.key.orderKey) < ($1.value.count, $0.key.orderKey)
      }?.key ?? []
    var names: [String] = []
    for name in usual where members[name] != nil && !names.contains(name) { names.append(name) }
    names += members.keys.filter { !names.contains($0) }.sorted()
    return names.compactMap { name in
      members[name].map { member in
        PropertySchema(
          name, .observed(with: member.present.messages, without: member.missing.messages),
          member.value.schema)
      }
    }
  }
}

extension [String: FieldSummary] {
  fileprivate func properties(of messages: Int) -> [PropertySchema] {
    sorted { $0.key < $1.key }.map { name, field in
      var value = ValueSchema(kinds: [.string])
      value.values = field.values.keys.sorted().map { EnumerationValue($0) }
      value.isOpenEnumeration = (field.leftOut[.fieldValues] ?? 0) > 0
      let count = field.messages.count
      return PropertySchema(
        name, .observed(with: count, without: Swift.max(0, messages - count)), value)
    }
  }
}

extension [String: Tally] {
  /// The name that was seen most; of several the first.
  var mostFrequent: String? {
    self.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
  }
}

extension NumberClass {
  /// The numbers of the class; its ends may be infinite.
  public var range: ClosedRange<Double> {
    switch self {
    case .negative: -.infinity ... -Double.leastNonzeroMagnitude
    case .zero: 0...0
    case .units: Double.leastNonzeroMagnitude...9
    case .tens: 10...38
    case .glucose: 39...401
    case .thousands: 402...9_999
    case .large: 10_000...999_999_999
    case .epochSeconds: 1_000_000_000...9_999_999_999
    case .epochMilliseconds: 1_000_000_000_000...9_999_999_999_999
    case .huge: 10_000_000_000 ... .infinity
    }
  }
}
