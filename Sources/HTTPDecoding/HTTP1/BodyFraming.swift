internal import HTTPMessages

/// How the end of a body is found (RFC 9112 section 6.3).
enum BodyFraming: Equatable {
  case none
  case length(Int)
  case chunked
  /// The end of the connection ends the body.
  case untilEnd

  /// What contradicts itself in the fields that frame a body.
  enum Problem: Equatable {
    /// Several lengths that differ: the last one was taken.
    case differentLengths
    /// A length that is no number, or none that a body can have.
    case badLength
    /// A transfer coding as well as a length: the coding was taken.
    case lengthBesideCoding
  }

  /// The framing of the body of a request.
  static func ofRequest(_ fields: HTTPFields) -> (BodyFraming, Problem?) {
    let (framing, problem) = from(fields)
    return (framing ?? .none, problem)
  }

  /// The framing of the body of a response.
  ///
  /// - Parameter method: The method of the request; nil where it is not known.
  static func ofResponse(
    status: Int, _ fields: HTTPFields, method: String?
  ) -> (BodyFraming, Problem?) {
    if status < 200 || status == 204 || status == 304 || method == "HEAD" { return (.none, nil) }
    if method == "CONNECT", status < 300 { return (.none, nil) }
    let (framing, problem) = from(fields)
    return (framing ?? .untilEnd, problem)
  }

  private static func from(_ fields: HTTPFields) -> (BodyFraming?, Problem?) {
    let lengths = fields.values("content-length")
    if transferCodings(fields).last == "chunked" {
      return (.chunked, lengths.isEmpty ? nil : .lengthBesideCoding)
    }
    if lengths.count == 1, let length = Int(lengths[0]), length >= 0, length < limit {
      return (.length(length), nil)
    }
    // A list of equal numbers is what proxies make of repeated fields.
    let numbers = lengths.flatMap { $0.split(separator: ",") }.map(number)
    guard let last = numbers.last, let length = last.number else {
      return (nil, lengths.isEmpty ? nil : .badLength)
    }
    let isSame = numbers.allSatisfy { $0.number == length }
    return (.length(length), last.isAll ? isSame ? nil : .differentLengths : .badLength)
  }

  /// The transfer codings in the order in which they were applied, in lower case.
  static func transferCodings(_ fields: HTTPFields) -> [String] {
    guard let first = fields["transfer-encoding"] else { return [] }
    // Nearly all are this one alone.
    let all = fields.values("transfer-encoding")
    if all.count == 1, first == "chunked" { return [first] }
    return all.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
      .map { String(decoding: $0.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self).lowercased() }
  }

  /// A petabyte and more is no length, and would not fit into sums.
  private static let limit = 1 << 50

  /// The number that a text begins with, and whether that is all of it.
  private static func number(_ text: Substring) -> (number: Int?, isAll: Bool) {
    let digits = text.utf8.drop(while: \.isBlank).prefix(while: \.isDigit)
    let rest = text.utf8[digits.endIndex...]
    guard rest.first?.isBlank != false else { return (nil, false) }
    let number = Int(Substring(digits)).flatMap { $0 < limit ? $0 : nil }
    return (number, rest.allSatisfy(\.isBlank))
  }
}
