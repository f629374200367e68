internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// The texts of an answer that a later request may send back, with their places.
struct AnswerTexts {
  private let parser = JSONParser()

  /// All that identify something, in their order; past a number of them no more.
  func all(in response: HTTPResponse) -> [(place: Origin.Place, text: String)] {
    var found: [(place: Origin.Place, text: String)] = []
    for field in response.fields.values("Set-Cookie") {
      if let cookie = Cookies.split(field).first {
        found.append((.cookie(cookie.name), cookie.value))
      }
    }
    if let value = json(response) {
      _ = value.mappingStrings { pointer, text in
        if found.count < Self.limit, IdentifyingText.isOne(text) {
          found.append((.body(pointer), text))
        }
        return nil
      }
    } else {
      for (number, guid) in IdentifyingText.guids(in: response.body.bytes).enumerated() {
        found.append((.text(number), guid))
      }
    }
    return found
  }

  private static let limit = 20_000

  /// The text at a place; nil where the answer has none there.
  func text(at place: Origin.Place, in response: HTTPResponse) -> String? {
    switch place {
    case .body(let pointer): json(response)?.value(at: pointer)?.string
    case .text(let number):
      // What came as XML may come as JSON from another target, and the other way round.
      IdentifyingText.guids(in: response.body.bytes).dropFirst(number).first
    case .cookie(let name):
      response.fields.values("Set-Cookie").lazy.compactMap { Cookies.split($0).first }
        .first { $0.name == name }?.value
    }
  }

  private func json(_ response: HTTPResponse) -> JSONValue? {
    try? parser.read(response.body.bytes) { JSONValue($0) }
  }
}
