/// Something that there is too little evidence for.
public enum Question: Hashable, Sendable {
  /// Whether a place, never empty in so many messages, may be.
  case optional(place: String, seen: Int)
  /// Whether something that was seen in so few messages belongs to the operation.
  case belongs(String, seen: Int)
  /// Whether failures of a status come from the service, or from something in front of it.
  case page(status: Int)
  /// What requests took that failed, so many of them: they may have been wrong. Of those that were refused
  /// for an invalid argument, the names that they had.
  case failed(Int, names: [String])
  /// What stands in an array that was always empty.
  case elements(place: String)
  /// What is called by names that may be secrets, in so many messages.
  case hidden(place: String, messages: Int)
  /// Which of several methods takes and gives what: some had bodies and some had none.
  case methods([String])

  /// The questions in words, of one kind and count together: ``whether `size` (seen once) is optional``.
  public static func sentences(_ questions: [Question]) -> [String] {
    var sentences: [String] = []
    let optional = Dictionary(
      grouping: questions.compactMap { question -> (place: String, seen: Int)? in
        guard case .optional(let place, let seen) = question else { return nil }
        return (place, seen)
      }, by: \.seen)
    for (seen, places) in optional.sorted(by: { $0.key < $1.key }) {
      let names = list(places.map(\.place))
      sentences.append(
        "whether \(names) (seen \(times(seen))) \(places.count == 1 ? "is" : "are") optional")
    }
    for question in questions {
      switch question {
      case .optional: break
      case .belongs(let what, let seen):
        sentences.append("whether \(what) (seen \(times(seen))) belongs to it")
      case .page(let status):
        sentences.append(
          "whether failures of status \(status) that are no JSON are the service's own")
      case .failed(let count, let names):
        // Of several requests, one may have had the one name and another the other.
        let had = names.isEmpty ? "" : " (one or another had \(list(names)))"
        sentences.append(
          "what \(count == 1 ? "the request" : "the \(count) requests") that failed should have had"
            + (count == 1 ? had.replacing("one or another", with: "it") : had))
      case .elements(let place): sentences.append("what stands in `\(place)` (so far empty)")
      case .hidden(let place, let messages):
        sentences.append(
          "what stands in \(place.hasPrefix("the ") ? place : "`\(place)`") under a name that may be secret (in "
            + "\(messages == 1 ? "1 message" : "\(messages) messages"))")
      case .methods(let methods):
        sentences.append(
          "which of \(list(methods)) takes a body, and gives which answer: "
            + "not all messages were alike")
      }
    }
    return sentences
  }

  private static func list(_ places: [String]) -> String {
    let shown = places.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    return places.count > 3 ? "\(shown) and \(places.count - 3) more" : shown
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
