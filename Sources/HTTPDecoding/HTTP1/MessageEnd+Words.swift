internal import Bytes

extension HTTP1Reader.MessageEnd {
  /// What it means for the message.
  var messageEnd: OpenMessage.End {
    switch self {
    case .whole: .whole
    case .gap: .cut(because: "the rest was not recorded", isDamage: true)
    case .connection(let end): .cut(because: end.words, isDamage: end == .captureEnded)
    case .badChunk: .cut(because: "its chunks do not follow one another", isDamage: false)
    case .leftOut: .cut(because: "its body was not sent", isDamage: false)
    }
  }
}

extension StreamEnd {
  /// What has happened.
  var words: String {
    switch self {
    case .closed: "its sender closed the connection"
    case .reset: "the connection was reset"
    case .captureEnded: "the recording ends there"
    }
  }
}

extension BodyFraming.Problem {
  var words: String {
    switch self {
    case .differentLengths: "its Content-Length fields differ; the last one was taken"
    case .badLength: "its Content-Length is no length that a body can have"
    case .lengthBesideCoding: "it is chunked, and its Content-Length was not taken"
    }
  }
}
