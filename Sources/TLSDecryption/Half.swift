internal import Bytes

/// What one end sends: its records, its handshake messages and its keys.
///
/// ```
///          ChangeCipherSpec (to TLS 1.2)        ChangeCipherSpec: renegotiated
///  plain ─────────────────────────────▶ sealed ─┐
///    │                                      ▲───┘
///    │   first sealed record (TLS 1.3)              EndOfEarlyData, Finished, KeyUpdate
///    ├─────────────────────────────────▶ traffic ─┐
///    │                                      ▲─────┘
///    └── no keys, or not TLS ─────────▶ unreadable, also from sealed and traffic
///
///  all of them: ── close_notify, or the end of the stream ──▶ ended
/// ```
struct Half: Sendable {
  enum State: Sendable {
    case plain
    case sealed(RecordProtection)
    case traffic(TrafficKeys)
    case unreadable
    case ended
  }

  var records = RecordReader()
  var handshake = HandshakeReader()
  var state = State.plain
  /// At most so many records may be missing before the next one; nil where none is.
  var missing: Int?
  /// What undoes the compression of sealed records; nil where there is none.
  var decompressor: RecordDecompressor?
  var recordCount = 0
  /// Records that were sealed, how many of them were opened, and the length of the first.
  var sealedCount = 0
  var openedCount = 0
  var firstSealedLength = 0
  /// A record was opened with the keys that are in use.
  var keysFit = false
  /// Records in a row that should have opened and did not.
  var refusedCount = 0
  /// Records by which trial has not found the secrets of a connection joined in its middle.
  var joinAttempts = 0
  /// The secrets were looked through in vain when they were of this generation.
  var lookedAt: Int?

  var isPlain: Bool { if case .plain = state { true } else { false } }
  var isUnreadable: Bool { if case .unreadable = state { true } else { false } }
  var hasEnded: Bool { if case .ended = state { true } else { false } }
}

/// The keys of one end in TLS 1.3.
struct TrafficKeys: Sendable {
  /// Which secret the keys come from.
  enum Epoch: Hashable, Sendable {
    case early, handshake
    /// The number of key updates before.
    case application(Int)
  }

  var epoch: Epoch
  /// Nil where the secret of the epoch is not known.
  var protection: RecordProtection?
  var secret: [UInt8]?
  /// Records that do not open belong to early data that the server did not take.
  var skipsEarlyData = false
}
