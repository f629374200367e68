internal import APISchema
internal import Bytes

/// Finds captures that hold the same traffic, so that one recording is not taken for two witnesses.
///
/// The bytes of two files differ where a recording was saved anew, exported, or made in two places at once.
/// What tells is what is in them: as many calls of the same operations with the same statuses, of which the
/// first and the last began within two seconds of each other. Traffic that overlaps only in part is not
/// found, nor is that of captures without times.
enum Twins {
  /// In milliseconds.
  private static let tolerance = 2_000.0

  /// The captures that have a twin, with it: two or more that are the same, by their IDs.
  static func groups(_ captures: [CaptureRecord]) -> [[CaptureRecord]] {
    let known = captures.filter { $0.traffic != 0 && $0.calls > 0 && $0.first != nil }
    return Dictionary(grouping: known) { $0.traffic }.values.flatMap { alike in
      var groups: [[CaptureRecord]] = []
      for record in alike.sorted(by: {
        ($0.first?.nanoseconds ?? 0, $0.id) < ($1.first?.nanoseconds ?? 0, $1.id)
      }) {
        if let last = groups.last?.last, areSame(last, record) {
          groups[groups.count - 1].append(record)
        } else {
          groups.append([record])
        }
      }
      return groups.filter { $0.count > 1 }.map { $0.sorted { $0.id < $1.id } }
    }.sorted { $0[0].id < $1[0].id }
  }

  private static func areSame(_ left: CaptureRecord, _ right: CaptureRecord) -> Bool {
    guard left.calls == right.calls, let first = left.first, let other = right.first,
      let last = left.last, let otherLast = right.last
    else { return false }
    return first.milliseconds(since: other).magnitude <= tolerance
      && last.milliseconds(since: otherLast).magnitude <= tolerance
  }
}

extension Summary {
  /// The captures that hold the same traffic as others, in groups.
  public var twins: [[CaptureRecord]] { Twins.groups(captures) }
}
