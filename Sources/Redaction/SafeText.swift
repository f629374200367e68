internal import ShareAPI

/// Texts that give nobody away, whoever wrote them and wherever they stand: what the protocol itself
/// is made of.
enum SafeText {
  /// True for a date of the service in any form, the words of the protocol, a duration, the all-zero
  /// GUID, a public application ID, a short number and the empty text.
  static func isSafe(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    // Dates first: most of what is written is dates.
    if utf8.isEmpty || WCFDate(utf8: utf8) != nil { return true }
    guard utf8.count <= 48 else { return false }
    if utf8.count <= 6, utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
      return true
    }
    let text = String(decoding: utf8, as: UTF8.self)
    return words.contains(text) || ApplicationID.known.contains(text.lowercased())
      || text == GUID.zero.text || ISODuration(text) != nil
  }

  private static let words: Set<String> = {
    var words: Set<String> = ["FaultException", "true", "false", "null"]
    for direction in Trend.Direction.allCases {
      words.insert(direction.word)
      words.insert(direction.word.uppercased())
    }
    words.formUnion(FaultCode.names.map(\.name))
    words.formUnion(ReceiverAssignment.names.map(\.name))
    words.formUnion(["NOT COMPUTABLE", "RATE OUT OF RANGE"])
    return words
  }()
}
