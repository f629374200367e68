internal import Bytes

/// A fragment of an IP packet, as its header describes it.
struct Fragment {
  var addresses: AddressPair
  /// The number that all fragments of a packet have in common.
  var number: UInt32
  /// What the whole is; only that of the first fragment counts.
  var protocolNumber: UInt8
  /// Where in the whole it belongs.
  var offset: Int
  /// No more come behind it.
  var isLast: Bool
}

/// Puts fragments of IP packets together (RFC 791 section 3.2, RFC 8200 section 4.5).
///
/// Where fragments overlap, what came first stands. A packet that is not whole after a minute is given
/// up when another one needs its place or its number, and so is the oldest when too many wait.
struct FragmentTable: Sendable {
  private struct Key: Hashable {
    var addresses: AddressPair
    var number: UInt32
    /// Numbers are counted apart for each protocol in IPv4; in IPv6 they are not.
    var protocolNumber: UInt8
  }

  fileprivate struct Datagram {
    /// When its first fragment came, and as which of all datagrams.
    var begun: Timestamp
    var order: Int
    var fragments = 0
    var bytes: [UInt8] = []
    /// What is there, in order, none touching the next.
    var covered: [Range<Int>] = []
    var length: Int?
    var protocolNumber: UInt8
  }

  private var datagrams: [Key: Datagram] = [:]
  private var begunCount = 0

  private static let lifetime: Int64 = 60_000_000_000
  private static let datagramLimit = 256
  /// Pieces apart from each other; a packet of more was made to keep us busy.
  private static let pieceLimit = 64
  private static let lengthLimit = 65_535

  struct Outcome {
    var whole: (bytes: [UInt8], protocolNumber: UInt8)?
    /// Fragments that were given up.
    var givenUp = 0
  }

  /// Adds a fragment.
  ///
  /// - Parameter length: How long it was on the wire. A fragment that the recorder cut leaves a hole,
  ///   so that its packet never becomes whole.
  mutating func add(
    _ fragment: Fragment, _ bytes: ArraySlice<UInt8>, length: Int, at time: Timestamp
  ) -> Outcome {
    let end = fragment.offset + length
    guard end <= Self.lengthLimit, length > 0, fragment.isLast || length % 8 == 0 else {
      return Outcome(givenUp: 1)
    }
    var outcome = Outcome()
    let key = Key(
      addresses: fragment.addresses, number: fragment.number,
      protocolNumber: fragment.addresses.isVersion4 ? fragment.protocolNumber : 0)
    var waiting = datagrams.removeValue(forKey: key)
    if let old = waiting, isExpired(old, at: time) {
      outcome.givenUp += old.fragments
      waiting = nil
    }
    if waiting == nil { outcome.givenUp += makeRoom() }
    var datagram = waiting ?? begin(fragment, at: time)
    waiting = nil
    datagram.fragments += 1
    if fragment.offset == 0 { datagram.protocolNumber = fragment.protocolNumber }
    if fragment.isLast, datagram.length == nil { datagram.length = end }
    datagram.insert(bytes, at: fragment.offset)
    guard datagram.covered.count <= Self.pieceLimit else {
      outcome.givenUp += datagram.fragments
      return outcome
    }
    if let length = datagram.length, datagram.covered.first.map({ $0.contains(0..<length) }) == true
    {
      outcome.whole = (Array(datagram.bytes.prefix(length)), datagram.protocolNumber)
    } else {
      datagrams[key] = datagram
    }
    return outcome
  }

  /// Gives up what is not whole, and returns how many fragments that were.
  mutating func removeAll() -> Int {
    let count = datagrams.values.reduce(0) { $0 + $1.fragments }
    datagrams = [:]
    return count
  }

  private mutating func begin(_ fragment: Fragment, at time: Timestamp) -> Datagram {
    begunCount += 1
    return Datagram(begun: time, order: begunCount, protocolNumber: fragment.protocolNumber)
  }

  private func isExpired(_ datagram: Datagram, at time: Timestamp) -> Bool {
    let (age, overflow) = time.nanoseconds.subtractingReportingOverflow(datagram.begun.nanoseconds)
    return overflow || age > Self.lifetime
  }

  /// Gives up the oldest, where too many wait; returns how many fragments it had.
  private mutating func makeRoom() -> Int {
    guard datagrams.count >= Self.datagramLimit,
      let oldest = datagrams.min(by: { $0.value.order < $1.value.order })
    else { return 0 }
    datagrams[oldest.key] = nil
    return oldest.value.fragments
  }
}

extension FragmentTable.Datagram {
  /// Copies in what is not there yet.
  fileprivate mutating func insert(_ new: ArraySlice<UInt8>, at offset: Int) {
    let range = offset..<offset + new.count
    guard !range.isEmpty else { return }
    if bytes.count < range.upperBound {
      bytes.append(contentsOf: repeatElement(0, count: range.upperBound - bytes.count))
    }
    var merged: [Range<Int>] = []
    var union = range
    var next = range.lowerBound
    for old in covered {
      guard old.upperBound >= range.lowerBound, old.lowerBound <= range.upperBound else {
        merged.append(old)
        continue
      }
      copy(new, offset, next..<max(next, old.lowerBound))
      next = max(next, old.upperBound)
      union = min(union.lowerBound, old.lowerBound)..<max(union.upperBound, old.upperBound)
    }
    copy(new, offset, next..<max(next, range.upperBound))
    merged.insert(union, at: merged.firstIndex { $0.lowerBound > union.lowerBound } ?? merged.count)
    covered = merged
  }

  private mutating func copy(_ new: ArraySlice<UInt8>, _ offset: Int, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let first = new.startIndex + range.lowerBound - offset
    bytes.replaceSubrange(range, with: new[first..<first + range.count])
  }
}
