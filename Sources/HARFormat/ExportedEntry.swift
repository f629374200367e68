internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// The member `_shareproto` of an entry that `HARWriter` wrote: where the exchange came from, and what
/// HAR has no words for.
///
/// **Shape**: an object. `capture` with `entry`, or with `stream` and `packets`, is for people. The
/// rest is there only where it says more than the members of HAR: `time` and `durationMs` (null where
/// the recording had none), `url`, `response` (`"missing"`), `requestBody` and `responseBody`
/// (`"cut"` or `"dropped"`), `requestSize` and `responseSize` (of a body that a stand-in took the place
/// of, after content decoding), and `notes`, each with `id`, `where`, `what`, `do` and `damage`.
struct ExportedEntry {
  /// The time in place of `startedDateTime`; nil to take that.
  var time: Timestamp??
  /// The duration in place of `time`.
  var duration: Double??
  /// The URL as it was recorded, where it is none that others could read.
  var url: String?
  var hasNoResponse = false
  var requestBody, responseBody: State
  var requestSize, responseSize: Int?
  var diagnostics: [Diagnostic] = []

  enum State: String {
    case whole, cut, dropped

    init(_ node: JSONNode?) { self = node?.string.flatMap(State.init) ?? .whole }

    init(_ completeness: HTTPBody.Completeness) {
      switch completeness {
      case .whole: self = .whole
      case .cut: self = .cut
      case .dropped: self = .dropped
      }
    }
  }

  /// More notes than any exchange has.
  private static let noteLimit = 64

  init?(_ node: JSONNode) {
    guard node.kind == .object else { return nil }
    if let time = node["time"] { self.time = .some(time.string.flatMap(Timestamp.init(iso8601:))) }
    if let duration = node["durationMs"] { self.duration = .some(duration.double) }
    url = node["url"]?.string
    hasNoResponse = node["response"]?.string == "missing"
    requestBody = State(node["requestBody"])
    responseBody = State(node["responseBody"])
    requestSize = Self.size(node["requestSize"])
    responseSize = Self.size(node["responseSize"])
    guard let notes = node["notes"], notes.kind == .array else { return }
    for note in notes.elements.prefix(Self.noteLimit) {
      guard let id = note["id"]?.string, let place = note["where"]?.string,
        let what = note["what"]?.string
      else { continue }
      diagnostics.append(
        Diagnostic(
          id, at: place, what, advice: note["do"]?.string,
          isDamage: note["damage"]?.bool ?? false))
    }
  }

  private static func size(_ node: JSONNode?) -> Int? {
    node?.int64.flatMap { $0 >= 0 ? Int(exactly: $0) : nil }
  }

  /// A body as it was written, without any guess.
  ///
  /// - Parameters:
  ///   - size: What HAR says of its size.
  ///   - recordedSize: That of the body that it stands for, where it is another.
  func body(
    _ recorded: RecordedBody?, _ state: State, size: Int64?, recordedSize: Int?
  ) -> HTTPBody {
    switch state {
    case .whole: HTTPBody(bytes: recorded?.bytes ?? [], recordedSize: recordedSize)
    case .cut:
      HTTPBody(
        bytes: recorded?.bytes ?? [], completeness: .cut, recordedSize: recordedSize)
    case .dropped:
      HTTPBody(
        bytes: [],
        completeness: .dropped(size: size.flatMap { $0 > 0 ? Int(exactly: $0) : nil }))
    }
  }
}
