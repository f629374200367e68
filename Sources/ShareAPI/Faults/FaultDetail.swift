public import Bytes
internal import JSONDecoding

/// What the details of a fault say, in whichever form they came.
///
/// **Source**: facts, sections 4.2 and 4.3.
public struct FaultDetail: Hashable, Sendable {
  /// When it was thrown; nil where that cannot be read.
  public let thrown: Timestamp?
  /// The code again; empty for an expired session.
  public let errorCode: String?
  /// The class of the fault, as a number and as a word: 5, `ObjectNotFound`.
  public let type: Classification
  /// What part of the service it comes from: 2, `Database`.
  public let category: Classification
  /// How bad it is: 1 `Minor`, 2 `Severe`.
  public let severity: Classification
  /// The ID of this one fault, without braces.
  public let id: String?
  /// What happened, in words that may quote names and IDs.
  public let message: String?
  /// The same behind the name of a class of the server, which tells .NET from Java.
  public let fullText: String?

  /// A number and its word.
  public struct Classification: Hashable, Sendable {
    /// The number; nil where it cannot be read.
    public let number: Int64?
    /// The word; of a known number also where it was left out.
    public let word: String?

    /// A number and its word.
    public init(number: Int64?, word: String?) {
      self.number = number
      self.word = word
    }
  }

  /// Whether there is nothing in it that has never been seen: no other member, no host, no class of
  /// another name.
  public let isUsual: Bool

  init(_ members: [String: JSONValue]) {
    func text(_ name: String) -> String? { members[name]?.string }
    func classification(_ name: String, _ known: [Int64: String]) -> Classification {
      var number: Int64?
      if case .number(.integer(let value)) = members[name] { number = value }
      number = number ?? text(name).flatMap { Int64($0) }
      return Classification(
        number: number, word: text(name + "String") ?? number.flatMap { known[$0] })
    }
    thrown = text("DateThrown").flatMap { Timestamp(iso8601: $0) }
    errorCode = text("ErrorCode")
    type = classification(
      "Type",
      [
        5: "ObjectNotFound", 6: "SessionNotValid", 10: "InvalidArgument", 13: "InvalidPassword",
        14: "InvalidState", 15: "SingleSignOn",
      ])
    category = classification(
      "Category", [1: "System", 2: "Database", 4: "Validation", 5: "Logical"])
    severity = classification("Severity", [1: "Minor", 2: "Severe"])
    id = text("Id").map { $0.trimming { $0 == "{" || $0 == "}" } }
    message = text("Message")
    fullText = text("FullText")
    isUsual =
      Self.names.isSuperset(of: members.keys)
      && [text("HostName"), text("HostIP")].allSatisfy { $0?.isEmpty != false }
      && [type, category, severity].allSatisfy { $0.word.map(Self.words.contains) != false }
  }

  private static let names: Set<String> = [
    "DateThrownLocal", "DateThrown", "ErrorCode", "Type", "Category", "Severity", "TypeString",
    "CategoryString", "SeverityString", "HostName", "HostIP", "Id", "Message", "FullText",
  ]

  /// The words of the known classes, categories and severities (facts, section 4.3).
  public static let words: Set<String> = [
    "ObjectNotFound", "SessionNotValid", "InvalidArgument", "InvalidPassword", "InvalidState",
    "SingleSignOn", "System", "Database", "Validation", "Logical", "Minor", "Severe",
  ]

  func describeMembers(to writer: ValueWriter) {
    if let thrown {
      writer.json.name("thrown")
      writer.time(CalendarTime(thrown))
    }
    describe("type", type, to: writer)
    describe("category", category, to: writer)
    describe("severity", severity, to: writer)
    if let errorCode {
      writer.json.name("errorCode")
      writer.code(errorCode)
    }
    if let id {
      writer.json.name("id")
      writer.secret(id, .trace)
    }
  }

  private func describe(
    _ name: StaticString, _ classification: Classification, to writer: ValueWriter
  ) {
    if let word = classification.word {
      writer.json.name(name)
      writer.code(word)
    } else if let number = classification.number {
      // A class that nobody knows, if it is one.
      writer.json.name(name)
      number.describe(to: writer)
    }
  }
}

extension String {
  /// The text without the characters at its ends that a test names.
  func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var rest = self[...]
    while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return String(rest)
  }
}
