internal import APISchema
internal import JSONDecoding

/// The questions of a document that nobody has answered (`x-questions`), with the words of which the name of
/// an operation has some that would answer it.
struct OpenQuestions {
  /// One of them.
  struct Entry {
    /// The steps to it in the document.
    var place: [String]
    var asked: String
    /// What a recording has to contain.
    var needs: String?
    /// Of each list a name has at least one word, in lower case.
    fileprivate var words: [[String]]
  }

  private var entries: [Entry] = []

  init(_ places: SchemaPlaces) {
    guard case .array(let questions)? = places.value(["x-questions"]) else { return }
    for (index, question) in questions.enumerated() where question["answer"] == nil {
      guard let asked = question["asked"]?.string, case .array(let lists)? = question["words"]
      else { continue }
      let words = lists.map { list -> [String] in
        guard case .array(let words) = list else { return [] }
        return words.compactMap { $0.string?.lowercased() }
      }
      guard !words.isEmpty else { continue }
      entries.append(
        Entry(
          place: ["x-questions", String(index)], asked: asked, needs: question["needs"]?.string,
          words: words))
    }
  }

  /// Takes out those that have an answer now.
  mutating func close(_ answered: [Entry]) {
    let places = Set(answered.map(\.place))
    entries.removeAll { places.contains($0.place) }
  }

  /// Those that an operation of this name answers.
  func answered(by name: String) -> [Entry] {
    let name = name.lowercased()
    return entries.filter { entry in
      entry.words.allSatisfy { list in list.contains(where: name.contains) }
    }
  }
}

extension OpenQuestions.Entry {
  /// The answer, as it stands in the document.
  func answer(_ name: String, _ calls: Evidence) -> JSONValue {
    var answer = ObjectBuilder()
    answer.add(
      "answer",
      "Recordings have an operation of such a name, \(calls.words). That it is the one that was asked for, "
        + "its name says alone.")
    answer.add("operation", name)
    answer.addLearned(calls)
    return answer.value
  }
}
