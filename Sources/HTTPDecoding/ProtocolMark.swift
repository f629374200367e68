internal import Bytes

/// Tells by its bytes what a connection speaks.
enum ProtocolMark: Equatable {
  case request
  case response
  case preface
  case frame

  /// What the first bytes of one end are.
  enum Verdict: Equatable {
    case known(ProtocolMark)
    case needsMore
    /// None of those: the recording may have begun in the middle, or it is something else.
    case unknown
  }

  static func verdict(_ bytes: RawBytes) -> Verdict {
    let blanks = bytes.prefix { $0 == .carriageReturn || $0 == .lineFeed }.count
    let bytes = RawBytes(rebasing: bytes.dropFirst(blanks))
    if bytes.isEmpty { return .needsMore }
    if bytes.starts(with: HTTP2FrameReader.preface) { return .known(.preface) }
    if HTTP2FrameReader.preface.starts(with: bytes) { return .needsMore }
    guard
      StartLine.canBegin(bytes, isRequest: true) || StartLine.canBegin(bytes, isRequest: false)
    else { return .unknown }
    let end = FieldLines.lineEnd(bytes, from: 0)
    guard end < bytes.count else { return bytes.count < lineLimit ? .needsMore : .unknown }
    let line = end > 0 && bytes[end - 1] == .carriageReturn ? bytes[..<(end - 1)] : bytes[..<end]
    guard let startLine = StartLine(RawBytes(rebasing: line)) else { return .unknown }
    return .known(startLine.isRequest ? .request : .response)
  }

  private static let lineLimit = 1 << 15

  /// How far bytes were searched whose beginning tells nothing.
  struct Progress {
    var lines = 0
    var frames = 0
  }

  /// Looks for a message among bytes whose beginning tells nothing.
  static func search(
    _ bytes: RawBytes, _ progress: inout Progress, isAtEnd: Bool
  ) -> ProtocolMark? {
    let response = StartLineSearch.find(bytes, from: progress.lines, isRequest: false)
    let request = StartLineSearch.find(bytes, from: progress.lines, isRequest: true)
    if let request, request < response ?? .max { return .request }
    if response != nil { return .response }
    progress.lines = max(0, bytes.count - StartLineSearch.overlap)
    let frames = HTTP2FrameSearch.searchHead(bytes, from: progress.frames, isAtEnd: isAtEnd)
    guard let frames else { return .frame }
    progress.frames = frames
    return nil
  }
}
