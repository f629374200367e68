internal import Drift

extension RevisionChange.Detail {
  /// A difference between two revisions, as somebody wants to know it who writes a client.
  init(_ finding: Finding) {
    sentence = Sentence(finding).text
  }
}

/// Says what changed.
private struct Sentence {
  private let finding: Finding

  init(_ finding: Finding) { self.finding = finding }

  var text: String { wholeCall ?? fault ?? field ?? place }

  private var before: String { finding.expected }
  private var after: String { finding.observed }

  private func isRule(_ endings: String...) -> Bool {
    endings.contains { finding.rule.hasSuffix($0) }
  }

  private var wholeCall: String? {
    switch finding.rule {
    case "operation-added": "There is this operation."
    case "operation-removed": "There is this operation no longer."
    case "operation-method-added": "It is answered to `\(after)` as well as to `\(before)`."
    case "operation-method-changed": "It is called with `\(after)`, no longer with `\(before)`."
    case "operation-method-removed": "It is answered to `\(before)` no longer."
    default: nil
    }
  }

  private var fault: String? {
    switch finding.rule {
    case "fault-code-added": "It can fail with \(Self.codes(after)), which it could not before."
    case "fault-code-removed": "It fails with \(Self.codes(before)) no longer."
    default: nil
    }
  }

  /// Fields of headers.
  private var field: String? {
    let subject: String
    switch finding.location.part {
    case .requestField: subject = "Requests"
    case .responseField: subject = "Answers"
    default: return nil
    }
    let names = Self.list(finding.pointers.map { "`\($0)`" })
    let fields = (finding.pointers.count == 1 ? "the field " : "the fields ") + names
    if isRule("-header-added") { return "\(subject) have \(fields), which they had not before." }
    if isRule("-header-removed") { return "\(subject) have \(fields) no longer." }
    return "\(subject) have `\(after)` in \(fields), where they had `\(before)`."
  }

  /// Members and parameters.
  private var place: String {
    let (names, isPlural) = subject
    let verb = isPlural ? "are" : "is"
    if isRule("-added"), before == "not there" {
      let may = finding.location.part.isRequest ? "may be there" : "\(verb) there"
      return "\(start), \(names) \(may): \(after)."
    }
    if isRule("-removed"), after == "not there" { return "\(start), \(names) \(verb) gone." }
    if isRule("-member-order-changed") {
      return "\(start), the members\(elements) stand in another order: \(after); before, \(before)."
    }
    if isRule("-date-precision-changed") {
      return "\(start), \(names) may have \(after), where there were \(before) alone."
    }
    // Zeros are a GUID as well, and come beside others.
    if after == "a GUID of zeros" {
      return "\(start), \(names) may be a GUID of zeros too, which it never was before."
    }
    return "\(start), \(names) \(verb) \(after), no longer \(before)."
  }

  private var start: String {
    switch finding.location.part {
    case .call: "In calls"
    case .path: "In the path"
    case .query: "In the query"
    case .requestBody: "In the body of requests"
    case .requestField, .responseField: "In the header"
    case .responseBody(status: 500): "In faults"
    case .responseBody(status: 200), .responseBody(status: nil): "In the answer"
    case .responseBody(let status?): "In answers with status \(status)"
    }
  }

  private var elements: String {
    finding.pointers.contains { $0.hasPrefix("$[*]") } ? " of each element" : ""
  }

  private var subject: (names: String, isPlural: Bool) {
    let names = finding.pointers.map { pointer in
      let bare = ["$[*].", "$."].first { pointer.hasPrefix($0) }.map { pointer.dropFirst($0.count) }
      return String(bare ?? pointer[...])
    }
    guard !names.allSatisfy({ ["", "$"].contains($0) }) else { return ("the value", false) }
    if names == ["$[*]"] { return ("each element", false) }
    return (Self.list(names.map { "`\($0)`" }) + elements, names.count > 1)
  }

  /// Codes that stand in a list.
  private static func codes(_ text: String) -> String {
    list(text.split(separator: ", ").map { $0 == "…" ? "others" : "`\($0)`" })
  }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Location.Part {
  fileprivate var isRequest: Bool {
    switch self {
    case .path, .query, .requestField, .requestBody: true
    default: false
    }
  }
}
