internal import HTTPMessages
internal import ShareAPI

/// Where the texts of a recording came from: it follows values, not names.
struct ValueTrail {
  private var origins: [String: [Origin]] = [:]
  private let texts = AnswerTexts()
  /// The steps that are not sent, and so give nothing.
  private var skipped: Set<Int> = []

  /// Takes the answer of a step that was recorded.
  mutating func learn(_ step: Step) {
    if !step.isSent { skipped.insert(step.number) }
    // A fault has no IDs but those that it was asked for.
    guard let response = step.call.exchange.response, response.status < 400 else { return }
    for (place, text) in texts.all(in: response) {
      let key = IdentifyingText.key(text)
      let known = origins[key]?.count ?? 0
      // The first is where it came from; a few more are for targets that leave something out.
      guard known < 8, known > 0 || origins.count < 200_000 else { continue }
      origins[key, default: []].append(Origin(step: step.number, place: place))
    }
  }

  /// Where a text was seen before: first in the steps that are sent.
  func origins(of text: String) -> (sent: [Origin], skipped: [Origin])? {
    guard IdentifyingText.isOne(text), let all = origins[IdentifyingText.key(text)] else {
      return nil
    }
    return (all.filter { !skipped.contains($0.step) }, all.filter { skipped.contains($0.step) })
  }
}
