import ShareProto
import TestSupport
import Testing

/// A part of a capture against the whole gives no finding, whichever part it is: calls taken at random,
/// those of some hours, those of one operation or one answer, those that lack something that others have.
struct DriftSubsetTests {
  @Test(arguments: CheckoutFiles.captures + CheckoutFiles.packetCaptures)
  func `a part of a capture has no finding against the whole`(_ name: String) throws {
    var options = PacketOptions()
    let keys = name.prefix { $0 != "." } + ".keys"
    if CheckoutFiles.names(in: "Captures").contains(String(keys)) {
      _ = try options.add(keyLog: CheckoutFiles.path("Captures/\(keys)"))
    }
    var reader = CallReader([.file(path: CheckoutFiles.path("Captures/\(name)"))], packets: options)
    var calls: [Call] = []
    while let event = reader.next() {
      if case .call(let call) = event, call.standing != .foreign { calls.append(call) }
    }
    #expect(!calls.isEmpty)
    Self.expectNoFinding(inPartsOf: calls, 40)
  }

  /// Those that change most in the middle, and every tenth of the others.
  static let sessions = RecordedSession.names.enumerated().filter { index, name in
    index % 10 == 0 || name.hasPrefix("faults-") || name.hasPrefix("drift-")
      || name.hasPrefix("odd-twoclients")
  }.map(\.element)

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason), arguments: sessions)
  func `a part of a session has no finding against the whole`(_ name: String) throws {
    let calls = try RecordedSession(name).calls
    // The sessions of a month are the same calls again and again.
    Self.expectNoFinding(inPartsOf: Array(calls.prefix(100)), 4)
  }

  private static func expectNoFinding(inPartsOf calls: [Call], _ count: Int) {
    let schema = Schema(inferredFrom: RecordedSession.summary(calls))
    var random = Numbers()
    for (kind, part) in parts(of: calls, count, &random) where !part.isEmpty {
      let found = Comparison(of: RecordedSession.summary(part), with: schema).findings
      #expect(found == [], "\(kind), \(part.count) of \(calls.count) calls")
    }
  }

  private static func parts(
    of calls: [Call], _ count: Int, _ random: inout Numbers
  ) -> [(kind: String, calls: [Call])] {
    var parts: [(kind: String, calls: [Call])] = [("shuffled", calls.shuffled(using: &random))]
    for number in 0..<count {
      let share = Double.random(in: 0..<1, using: &random)
      let chosen = calls.filter { _ in Double.random(in: 0..<1, using: &random) < share }
      parts.append(("at random", number % 4 == 0 ? chosen.shuffled(using: &random) : chosen))
      let bounds = [0, 1].map { _ in Int.random(in: 0...calls.count, using: &random) }.sorted()
      parts.append(("in a row", Array(calls[bounds[0]..<bounds[1]])))
    }
    for (key, own) in Dictionary(grouping: calls, by: { $0.operation ?? "" }) {
      parts.append(("of \(key)", own))
    }
    for (status, own) in Dictionary(grouping: calls, by: { $0.exchange.response?.status ?? 0 }) {
      parts.append(("with status \(status)", own))
    }
    // What one of the messages has, be it a field or a member, and others lack.
    let words = calls.map(Self.words)
    let all = words.reduce(into: Set()) { $0.formUnion($1) }.sorted()
    for word in all.shuffled(using: &random).prefix(5 * count) {
      let without = zip(calls, words).filter { !$1.contains(word) }.map(\.0)
      parts.append(("without \(word)", without))
    }
    return parts
  }

  /// The names of the fields, and of the members and parameters as far as they look like such.
  private static func words(_ call: Call) -> Set<String> {
    var words: Set<String> = Set(call.exchange.request.target.queryItems.map(\.name))
    for body in [call.exchange.request.body, call.exchange.response?.body].compactMap({ $0 }) {
      let text = String(decoding: body.bytes.prefix(400), as: UTF8.self)
      words.formUnion(text.matches(of: #/"(\w{1,20})":/#).map { String($0.1) })
    }
    call.exchange.request.fields.forEachUTF8 { name, _ in
      words.insert("request field " + String(decoding: name, as: UTF8.self))
    }
    call.exchange.response?.fields.forEachUTF8 { name, _ in
      words.insert("answer field " + String(decoding: name, as: UTF8.self))
    }
    return words
  }
}

/// The same numbers each time (SplitMix64).
private struct Numbers: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var number = state
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    return number ^ number >> 31
  }
}
