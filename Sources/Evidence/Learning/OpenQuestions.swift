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
    /// The operation that answers it, once it was chosen.
    fileprivate var operation: String?

    fileprivate func isAnswered(by name: String) -> Bool {
      let (service, call) = OperationSketch.split(name)
      let own = [service, call].flatMap {
        OperationSketch.words(of: $0).lowercased().split(separator: " ").map(String.init)
      }
      // A name without capitals has no words to tell.
      let isRunTogether = call == call.lowercased()
      return words.allSatisfy { list in
        list.contains { word in
          own.contains(word) || own.contains(word + "s") || isRunTogether && call.contains(word)
        }
      }
    }

    /// How many words of a name are those of the question: of `GetPublisherImage` three of `Getting the image
    /// of a publisher`.
    fileprivate func likeness(to name: String) -> Int {
      let words = asked.lowercased().split { !$0.isLetter }
      let call = OperationSketch.split(name).call
      return OperationSketch.words(of: call).lowercased().split(separator: " ").count { part in
        part.count > 2
          && words.contains { $0.hasPrefix(part) || ($0.count > 3 && part.hasPrefix($0)) }
      }
    }
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

  /// Chooses for each the operation whose name has most of its words; of several the one that was called most.
  mutating func choose(among operations: [(name: String, calls: Int)]) {
    for index in entries.indices {
      let entry = entries[index]
      entries[index].operation =
        operations.filter { entry.isAnswered(by: $0.name) }.max {
          (entry.likeness(to: $0.name), $0.calls, $1.name)
            < (entry.likeness(to: $1.name), $1.calls, $0.name)
        }?.name
    }
  }

  /// Those that an operation of this name answers, and no other does better.
  func answered(by name: String) -> [Entry] {
    entries.filter { $0.isAnswered(by: name) && ($0.operation == nil || $0.operation == name) }
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
    answer.add("x-learned", .bool(true))
    // However often it was seen, that it is the one is inferred.
    answer.add("x-confidence", "inferred")
    answer.add("x-evidence", calls.json)
    return answer.value
  }
}
