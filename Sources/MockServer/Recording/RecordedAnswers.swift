internal import HTTPMessages
internal import JSONDecoding
public import ShareAPI

/// Answers from a recording: those of an operation in the order in which they were given.
///
/// IDs of the recording are replaced by others of the same form, each everywhere by the same, so that no
/// recorded session leaves the recording. After the last answer of an operation the last one goes on.
public struct RecordedAnswers: Sendable {
  private var recorded: [String: [HTTPResponse]] = [:]
  private var given: [String: Int] = [:]

  /// The answers of documented calls, and of those that nobody has documented.
  public init(_ calls: some Sequence<Call>, seed: UInt64) {
    var ids = IDSubstitution(seed: seed)
    for call in calls {
      guard let operation = Self.key(of: call), let response = call.exchange.response,
        response.status >= 200
      else { continue }
      var kept = HTTPResponse(status: response.status)
      if let type = response.fields["Content-Type"], type.utf8.allSatisfy({ (0x20..<0x7F) ~= $0 }) {
        kept.fields = HTTPFields([("Content-Type", type)])
      }
      kept.body = HTTPBody(bytes: ids.replace(response.body.bytes))
      recorded[operation, default: []].append(kept)
    }
  }

  /// What the answers of a call stand under; nil for signed calls, and those of somebody else.
  private static func key(of call: Call) -> String? {
    switch call.standing {
    case .documented: call.operation
    case .undocumented: "\(call.service ?? "")/\(call.operation ?? "")".lowercased()
    default: nil
    }
  }

  /// How many answers there are.
  public var count: Int { recorded.values.reduce(0) { $0 + $1.count } }

  /// Starts over.
  mutating func reset() { given = [:] }

  /// The next answer, and what there is to say about it.
  mutating func answer(_ request: HTTPRequest) -> ServiceAnswer {
    var decoder = CallDecoder()
    let call = decoder.decode(Exchange(place: .init(capture: "", entry: 0), request: request))
    var answer = ServiceAnswer()
    // What nobody has documented may be called like somebody.
    let name =
      call.standing == .documented ? call.operation ?? "" : "a call that nobody has documented"
    guard let operation = Self.key(of: call), let answers = recorded[operation],
      let last = answers.last
    else {
      answer.remark = "not in the recording: \(name); answered with 501"
      answer.response = HTTPResponse(
        status: 501, fields: HTTPFields([("Content-Type", "text/plain")]),
        body: HTTPBody(bytes: Array("shareproto serve: this call is not in the recording\n".utf8)))
      return answer
    }
    let number = given[operation, default: 0]
    given[operation] = number + 1
    answer.response = number < answers.count ? answers[number] : last
    if number == answers.count {
      answer.remark =
        "the recording has \(number) answers of \(name); the last one is given from here on"
    }
    return answer
  }
}

/// Puts other GUIDs in place of those in texts; the all-zero one and those of applications stay.
private struct IDSubstitution {
  private var numbers: SeededNumbers
  private var known: [String: String] = [:]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed, 0x1D5) }

  mutating func replace(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let end = at + 36
      if end <= bytes.count, let id = guid(bytes[at..<end]) {
        result += Array(id.utf8)
        at = end
      } else {
        result.append(bytes[at])
        at += 1
      }
    }
    return result
  }

  private mutating func guid(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes[bytes.startIndex + 8] == UInt8(ascii: "-"),
      let guid = GUID(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    if guid.isZero || ApplicationID.known.contains(guid.canonical) { return guid.text }
    if known[guid.canonical] == nil { known[guid.canonical] = numbers.guid() }
    let other = known[guid.canonical] ?? guid.text
    return guid.text == guid.canonical ? other : other.uppercased()
  }
}
