internal import Bytes

extension Finding {
  /// What a finding is known by in every run: 16 hexadecimal digits over its rule, operation, places,
  /// what was expected, and the key of what was observed. Counts, times and captures are no part of it, nor
  /// are the values that a recording happens to have.
  public var fingerprint: String {
    var hash = StableHash()
    let places = pointers.sorted().joined(separator: " ")
    for part in [rule, operation ?? "*", location.part.name, places, expectedKey, key] {
      hash.add(part)
    }
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What makes two findings one in different captures.
  var identity: Identity {
    Identity(
      rule: rule, operation: operation, location: location, siblings: siblings,
      expected: expectedKey, key: key)
  }

  /// What of `expected` is the same for one change.
  var expectedKey: String { expectedForm?.key ?? expected }

  struct Identity: Hashable {
    var rule: String
    var operation: String?
    var location: Location
    var siblings: [String]
    var expected: String
    var key: String
  }
}

extension Location.Part {
  /// What it is called in documents: `response-body 500`.
  public var name: String {
    switch self {
    case .call: "call"
    case .path: "path"
    case .query: "query"
    case .requestField: "request-header"
    case .requestBody: "request-body"
    case .responseField(let status): "response-header" + (status.map { " \($0)" } ?? "")
    case .responseBody(let status): "response-body" + (status.map { " \($0)" } ?? "")
    }
  }

  /// Whether it is part of a header.
  var isHeader: Bool {
    switch self {
    case .requestField, .responseField: true
    default: false
    }
  }

  /// Whether it belongs to an answer.
  public var isResponse: Bool {
    switch self {
    case .responseField, .responseBody: true
    default: false
    }
  }
}
