internal import Bytes

/// What a summary has only so much of, whatever a recording holds.
///
/// What stays does not depend on the order of the recording, nor on how summaries are merged: of the
/// operations, statuses and members together those of the smallest `Rank`, and of everything else the
/// keys of the smallest hash. What stays is so counted whole, and what goes is counted here.
public enum Limit: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Calls of operations that were left out.
  case operations
  /// Answers of statuses that were left out.
  case statuses
  /// Members that were left out, values and all.
  case members
  /// Objects of which the order of the members is not known.
  case orders
  /// Words that are not listed.
  case values
  /// Values that stand deeper than anything is looked at.
  case depth
  /// Places that identifiers come from, which are not listed.
  case links
  /// Identifiers of answers that nobody remembers, so that their links are not seen.
  case identifiers
  /// Fields of headers that were left out.
  case fields
  /// Values of fields that are not listed.
  case fieldValues
  /// Methods, paths, media types and codes of faults that are not listed.
  case methods, paths, mediaTypes, faultCodes
  /// Calls whose delay is not listed.
  case delays
  /// Refused requests of which nobody knows what they had.
  case refusals

  /// By name.
  public static func < (left: Limit, right: Limit) -> Bool { left.rawValue < right.rawValue }

  /// Operations, statuses and members in all.
  static let shapeCount = 8_192
  /// How deep arrays and objects are looked at, documents inside texts included.
  static let depthCount = 32
  /// How many members an object may have for their order to be kept.
  static let orderLength = 32
  /// How many bytes a word may have.
  static let wordLength = 48

  /// How many there may be in one place.
  var count: Int {
    switch self {
    case .operations, .statuses, .members: Self.shapeCount
    case .depth: Self.depthCount
    case .values: 48
    case .fields: 48
    case .identifiers: 1 << 16
    case .orders, .links, .fieldValues, .mediaTypes, .methods, .paths, .refusals: 16
    case .faultCodes: 64
    case .delays: 32
    }
  }
}

/// Which of two operations, statuses or members stays where not both can: known ones before others,
/// shallow ones before deep ones, then by the hash of the whole path. What lies inside something has a
/// greater rank than it, so that nothing stays without what it stands in.
struct Rank {
  /// How deep it stands: an operation at 0.
  let depth: Int
  private let path: StableHash
  /// Whether it is known, and all that it stands in.
  let isKnown: Bool

  /// The rank of an operation, the same in any letter case.
  init(operation name: String, isKnown: Bool) {
    depth = 0
    path = StableHash(name.lowercased())
    self.isKnown = isKnown
  }

  private init(depth: Int, path: StableHash, isKnown: Bool) {
    self.depth = depth
    self.path = path
    self.isKnown = isKnown
  }

  /// The rank of what stands inside.
  func inside(_ name: some StringProtocol, isKnown: Bool) -> Rank {
    var path = path
    path.add(name)
    return Rank(depth: depth + 1, path: path, isKnown: self.isKnown && isKnown)
  }

  /// The rank of the elements of an array, and of documents inside texts, which are not counted by
  /// themselves.
  func inside(_ name: StaticString) -> Rank { inside(name.description, isKnown: true) }

  /// Smaller for what stays.
  var value: UInt64 {
    (isKnown ? 0 : 1) << 63 | UInt64(min(depth, 127)) << 56 | path.value >> 8
  }
}
