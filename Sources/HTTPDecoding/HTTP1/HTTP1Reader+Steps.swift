internal import Bytes
internal import HTTPMessages

extension HTTP1Reader {
  /// Moves on; nil when more input is needed, or when what came of it is queued.
  mutating func step() -> Event? {
    while !input.isEmpty {
      let before = (state, input.count)
      if let event = stepOnce() { return event }
      if !queued.isEmpty || before == (state, input.count) { return nil }
    }
    return nil
  }

  private mutating func stepOnce() -> Event? {
    switch state {
    case .between(let scanned): return readHead(scanned: scanned)
    case .head, .paused: return nil
    case .length(let length):
      let count = min(length, input.count)
      let body = takeBody(count)
      if count == length { endMessage(.whole) } else { state = .length(length - count) }
      return body
    case .untilEnd: return takeBody(input.count)
    case .lost(let scanned, let skipped): return search(scanned: scanned, skipped: skipped)
    case .chunkSize, .chunk, .chunkEnd, .trailers: return stepInChunks()
    }
  }

  private enum HeadScan {
    case more(scanned: Int)
    case blankLines(Int)
    case stray
    case head(StartLine, HTTPFields, length: Int)
  }

  private mutating func readHead(scanned: Int) -> Event? {
    let isRequests = isRequests
    let scan = input.withUnsafeBytes { Self.scanHead($0, scanned, isRequests: isRequests) }
    switch scan {
    case .more(let scanned) where input.count <= Self.headLimit:
      state = .between(scanned: scanned)
    case .blankLines(let count):
      _ = input.take(count)
    case .more:
      // No head has ended in all of this; one may have begun in the last of it.
      let dropped = input.take(input.count - Self.searchMargin).count
      state = .lost(scanned: 0, skipped: dropped)
    case .stray:
      // One byte at least goes, so that the search cannot come back to the same place.
      _ = input.take(1)
      state = .lost(scanned: 0, skipped: 1)
    case .head(let line, let fields, let length):
      let first = input.firstPlace
      _ = input.take(length)
      state = .head
      return .head(line, fields, first: first, isWhole: true)
    }
    return nil
  }

  private static func scanHead(_ bytes: RawBytes, _ scanned: Int, isRequests: Bool) -> HeadScan {
    if scanned == 0 {
      // Some clients send a line end behind a body (RFC 9112 section 2.2).
      let blanks = bytes.prefix { $0 == .carriageReturn || $0 == .lineFeed }.count
      if blanks > 0 { return .blankLines(blanks) }
    }
    guard StartLine.canBegin(bytes, isRequest: isRequests) else { return .stray }
    guard let end = FieldLines.end(of: bytes, from: scanned) else {
      return .more(scanned: max(0, bytes.count - FieldLines.overlap))
    }
    guard let (line, fields) = head(RawBytes(rebasing: bytes[..<end]), isRequests: isRequests)
    else { return .stray }
    return .head(line, fields, length: end)
  }

  /// The head that bytes are; nil where their first line is no start line.
  private static func head(
    _ bytes: RawBytes, isRequests: Bool
  ) -> (StartLine, HTTPFields)? {
    let end = FieldLines.lineEnd(bytes, from: 0)
    let textEnd = end > 0 && bytes[end - 1] == .carriageReturn ? end - 1 : end
    guard end < bytes.count, let line = StartLine(RawBytes(rebasing: bytes[..<textEnd])),
      line.isRequest == isRequests
    else { return nil }
    var fields = HTTPFields(capacity: 16, bytes: bytes.count - end)
    FieldLines.read(bytes, from: end + 1, into: &fields)
    return (line, fields)
  }

  private mutating func search(scanned: Int, skipped: Int) -> Event? {
    let isRequests = isRequests
    let start = input.withUnsafeBytes {
      StartLineSearch.find($0, from: scanned, isRequest: isRequests)
    }
    if let start {
      _ = input.take(start)
      state = .between(scanned: 0)
      return skipped + start > 0 ? .skipped(skipped + start) : nil
    }
    // A start line may have begun, at most so far back.
    let dropped = input.count > 2 * Self.searchMargin ? input.count - Self.searchMargin : 0
    _ = input.take(dropped)
    state = .lost(
      scanned: max(0, input.count - StartLineSearch.overlap), skipped: skipped + dropped)
    return nil
  }

  private static let searchMargin = StartLineSearch.longestTarget + 64

  /// What a gap or the end does to the message that is being read.
  mutating func interrupt(by piece: StreamPiece) {
    var events: [Event] = []
    var next = State.lost(scanned: 0, skipped: 0)
    var gap: Int?
    var why = MessageEnd.gap
    switch piece {
    case .data: return
    case .gap(let count): gap = count
    case .end(let end):
      why = .connection(end)
      next = .between(scanned: 0)
    }
    switch state {
    case .between: events += partialHead(why)
    case .length(let length):
      if let gap, gap <= length {
        queued = [.missing(gap)]
        if gap < length {
          state = .length(length - gap)
        } else {
          queued.insert(.end(.whole), at: 0)
          state = .between(scanned: 0)
        }
        isFreshBody = false
        return
      }
      events.append(.end(why))
    case .chunk(let length):
      if let gap, gap <= length {
        queued = [.missing(gap)]
        state = gap < length ? .chunk(length - gap) : .chunkEnd
        return
      }
      events.append(.end(why))
    case .untilEnd:
      if why == .gap {
        queued = [.missing(gap)]
        return
      }
      events.append(.end(why == .connection(.closed) ? .whole : why))
    case .chunkSize, .chunkEnd: events.append(.end(why))
    case .trailers:
      // The last chunk has come; only the empty line behind it may be missing.
      events.append(.end(input.isEmpty && why == .connection(.closed) ? .whole : why))
    case .lost(_, let skipped):
      if skipped + input.count > 0 { events.append(.skipped(skipped + input.count)) }
    case .head, .paused: break
    }
    _ = input.takeAll()
    isFreshBody = false
    state = next
    if case .end(let end) = piece { events.append(.closed(end)) } else { events.append(.lost) }
    queued = events.reversed()
  }

  /// What there is of a head that goes no further.
  private mutating func partialHead(_ why: MessageEnd) -> [Event] {
    guard !input.isEmpty else { return [] }
    let isRequests = isRequests
    let head: (StartLine, HTTPFields)? = input.withUnsafeBytes { bytes in
      // A line that has no end may have been longer.
      if let end = bytes.lastIndex(of: .lineFeed) {
        return Self.head(RawBytes(rebasing: bytes[...end]), isRequests: isRequests)
      }
      return StartLine(cut: bytes).map { ($0, HTTPFields()) }
    }
    guard let (line, fields) = head, line.isRequest == isRequests else {
      return [.skipped(input.count)]
    }
    return [.head(line, fields, first: input.firstPlace, isWhole: false), .end(why)]
  }
}
