internal import APISchema

/// Remembers where in the answers of a capture each identifier was first seen, and which the call has that
/// is looked at now.
///
/// Of an identifier nothing is kept but a hash, which is another one in every run, and nothing of that
/// goes into a summary. There are so many of them (`Limit.identifiers`); later ones are not remembered,
/// and counted.
struct Identifiers {
  /// The operation of the call.
  var operation = ""
  /// The identifiers in the request of the call; those that an answer consists of.
  private(set) var named: [UInt64] = []
  private(set) var given: [UInt64] = []
  /// Identifiers that were not remembered.
  private(set) var leftOut = 0
  private var isAnswer = false
  /// The number of the place by the hash of the identifier.
  private var places: [UInt64: Int32] = [:]
  private var names: [String] = []
  private var numbers: [String: Int32] = [:]

  /// Identifiers of one call that sessions are followed by.
  private static let callLimit = 16

  mutating func beginRequest() {
    isAnswer = false
    named = []
    given = []
  }

  mutating func beginAnswer() { isAnswer = true }

  /// Takes an identifier; of a request, returns where it was first seen.
  ///
  /// - Parameter place: Its place in the request or the answer.
  mutating func see(_ text: UnsafeBufferPointer<UInt8>, at place: String) -> String? {
    let hash = Self.hash(text)
    guard isAnswer else {
      if named.count < Self.callLimit { named.append(hash) }
      return places[hash].map { names[Int($0)] } ?? Link.unseen
    }
    if place == "$", given.count < Self.callLimit { given.append(hash) }
    guard places[hash] == nil else { return nil }
    guard places.count < Limit.identifiers.count else {
      leftOut += 1
      return nil
    }
    places[hash] = number(of: "\(operation) \(place)")
    return nil
  }

  private mutating func number(of source: String) -> Int32 {
    let name = Self.isSource(source) ? source : Names.hidden
    if let known = numbers[name] { return known }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  /// The hash of an identifier, without regard to letter case and braces.
  static func hash(_ text: some Sequence<UInt8>) -> UInt64 {
    var hasher = Hasher()
    for byte in text where byte != UInt8(ascii: "{") && byte != UInt8(ascii: "}") {
      hasher.combine(65...90 ~= byte ? byte | 0x20 : byte)
    }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// Whether texts of a shape, by its place in the list of all, are identifiers.
  static func hasForm(_ shape: Int) -> Bool { forms[shape] }

  private static let forms = StringShape.all.map {
    [.guid, .bracedGUID, .hex32, .serialNumber].contains($0)
  }

  /// Whether a text names a place in the answers of an operation, so that it gives nobody away.
  static func isSource(_ text: String) -> Bool {
    if text == Link.unseen || text == Names.hidden { return true }
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, text.utf8.count <= 1_024, parts[1].hasPrefix("$") else { return false }
    let isOperation = parts[0].split(separator: "/").allSatisfy { isName($0) }
    let steps = parts[1].dropFirst().replacing("[*]", with: "").replacing(" in", with: "")
    return isOperation && steps.split(separator: ".").allSatisfy { isName($0) }
  }

  private static func isName(_ name: Substring) -> Bool {
    name == Names.hidden || Names.shown(String(name)) == name
  }
}
