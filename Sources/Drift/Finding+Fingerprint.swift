extension Finding {
  /// What a finding is known by in every run: 16 hexadecimal digits over its rule, operation, places,
  /// what was expected, and the key of what was observed. Counts, times and captures are no part of it, nor
  /// are the values that a recording happens to have.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let places = pointers.sorted().joined(separator: " ")
    for part in [rule, operation ?? "*", location.part.name, places, expectedKey, key] {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    }
    // All bits of what differs go into all digits.
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    let digits = String(hash, radix: 16)
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
