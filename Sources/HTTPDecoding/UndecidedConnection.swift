internal import Bytes

/// A connection until it is known what it speaks.
///
/// The pieces are kept until then. The first bytes of each end decide; where they tell nothing, as
/// in a recording that began in the middle, messages and frames are looked for further on.
struct UndecidedConnection {
  typealias Piece = (piece: StreamPiece, sender: Sender, place: PacketPlace)

  /// What the connection speaks.
  struct Decision: Equatable {
    var isHTTP2: Bool
    /// The client is the one that was called the server.
    var isSwapped: Bool
  }

  private(set) var pieces: [Piece] = []
  private(set) var hasBytes = false
  private var client = Side()
  private var server = Side()
  private var keptBytes = 0

  /// What one end sent, without a gap in it.
  private struct Side {
    var bytes: [UInt8] = []
    /// How far they were searched; nil while the first of them may still tell.
    var progress: ProtocolMark.Progress?

    mutating func take(_ more: ArraySlice<UInt8>) -> ProtocolMark? {
      bytes += more
      if progress == nil {
        switch bytes.withUnsafeBufferPointer(ProtocolMark.verdict) {
        case .known(let mark): return mark
        case .needsMore: return nil
        case .unknown: progress = ProtocolMark.Progress()
        }
      }
      return search(isAtEnd: false)
    }

    mutating func search(isAtEnd: Bool) -> ProtocolMark? {
      guard var progress else { return nil }
      defer { self.progress = progress }
      return bytes.withUnsafeBufferPointer {
        ProtocolMark.search($0, &progress, isAtEnd: isAtEnd)
      }
    }

    mutating func forget() {
      bytes = []
      progress = ProtocolMark.Progress()
    }
  }

  private static let keptLimit = 1 << 18
  private static let pieceLimit = 1 << 12

  /// Takes a piece; gives a decision when it can be made.
  mutating func receive(
    _ piece: StreamPiece, from sender: Sender, at place: PacketPlace
  ) -> Decision? {
    pieces.append((piece, sender, place))
    switch piece {
    case .data(let bytes):
      hasBytes = true
      keptBytes += bytes.count
      let mark = sender == .client ? client.take(bytes) : server.take(bytes)
      if let mark { return decision(mark, from: sender) }
      if keptBytes > Self.keptLimit || pieces.count > Self.pieceLimit { forget(at: place) }
    case .gap:
      // What follows is not the beginning of anything.
      if sender == .client { client.forget() } else { server.forget() }
    case .end: break
    }
    return nil
  }

  /// The decision that can be made when no more will come.
  mutating func finish() -> Decision? {
    if let mark = client.search(isAtEnd: true) { return decision(mark, from: .client) }
    return server.search(isAtEnd: true).map { decision($0, from: .server) }
  }

  private func decision(_ mark: ProtocolMark, from sender: Sender) -> Decision {
    switch mark {
    case .request: Decision(isHTTP2: false, isSwapped: sender == .server)
    case .response: Decision(isHTTP2: false, isSwapped: sender == .client)
    case .preface: Decision(isHTTP2: true, isSwapped: sender == .server)
    case .frame: Decision(isHTTP2: true, isSwapped: false)
    }
  }

  /// Gives up what is kept, so that memory stays bounded; the search goes on.
  private mutating func forget(at place: PacketPlace) {
    keptBytes = 0
    pieces = [(.gap(count: nil), .client, place), (.gap(count: nil), .server, place)]
    client.forget()
    server.forget()
  }
}
