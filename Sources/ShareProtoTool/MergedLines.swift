import Foundation
import ShareProto

/// The lines of a merge, and which of them count.
struct MergedLines: ~Copyable {
  private let spool: LineSpool
  /// Whether lines that are contained in others may be needed again, as the others may be left out.
  private let keepsAll: Bool
  private let reader = SummaryReader()
  private var plan = MergePlan()
  /// Where each line stands.
  private var places: [String] = []
  /// The lines of the plan, by their numbers in it.
  private var planned: [Int] = []
  /// The captures of which lines say different things, by their digests.
  private var disputed: Set<String> = []

  init(spool: LineSpool, keepsAll: Bool) {
    self.spool = spool
    self.keepsAll = keepsAll
  }

  /// Whether no line counts.
  var isEmpty: Bool { planned.isEmpty }

  /// Adds a line, with the name of its place.
  ///
  /// - Returns: What it contradicts, where all lines are kept: it is settled once all have come.
  /// - Throws: `SummaryError` where it is no summary, or contradicts another line.
  mutating func add(_ line: [UInt8], at place: String) throws -> String? {
    let summary = try reader.summary(in: line)
    places.append(place)
    do {
      let needless = try plan.add(summary)
      let isNeedless = needless.last == planned.count && !keepsAll
      planned.append(places.count - 1)
      try spool.append(isNeedless ? [] : line)
      return nil
    } catch let error as SummaryError {
      guard keepsAll, error.kind == .difference else { throw error }
      disputed.formUnion(error.digests)
      try spool.append(line)
      return "\(names(of: error).joined(separator: " and ")): \(error.what)"
    }
  }

  /// Leaves out all lines that contradict each other or overlap in part. Which one of them came first, or
  /// is right, is nothing that counts.
  ///
  /// - Returns: Which those are, and why.
  mutating func leaveOutConflicts() throws -> [String] {
    var problems: [String] = []
    var leftOut: Set<Int> = []
    if !disputed.isEmpty {
      for number in places.indices {
        let digests = try summary(number).captures.flatMap(\.digests)
        guard !disputed.isDisjoint(with: digests) else { continue }
        leftOut.insert(number)
        problems.append("\(places[number]): left out, since others contradict it")
      }
      try planAgain(without: leftOut)
    }
    // What was contained in something that is left out counts then, and may overlap in turn.
    while true {
      let overlaps = plan.overlaps
      guard !overlaps.isEmpty else { return problems }
      for overlap in overlaps {
        leftOut.formUnion(overlap.numbers.map { planned[$0] })
        problems.append(
          "\(names(of: overlap).joined(separator: " and ")): both left out, as \(overlap.what)")
      }
      try planAgain(without: leftOut)
    }
  }

  private mutating func planAgain(without leftOut: Set<Int>) throws {
    plan = MergePlan()
    planned = []
    for number in places.indices where !leftOut.contains(number) {
      _ = try plan.add(try summary(number))
      planned.append(number)
    }
  }

  private func summary(_ number: Int) throws -> Summary {
    try reader.summary(in: spool.line(number))
  }

  /// All that count in one.
  func merged() throws -> Summary { try plan.merged { try summary(planned[$0]) } }

  /// The places of the two lines that an error is about; one that is not planned is the last.
  func names(of error: SummaryError) -> [String] {
    error.numbers.map {
      planned.indices.contains($0) ? places[planned[$0]] : places[places.count - 1]
    }
  }
}

/// Keeps lines in a file that has no name, so that it is gone when the program is.
final class LineSpool {
  private let file: FileHandle
  private var places: [(offset: UInt64, count: Int)] = []
  private var end: UInt64 = 0

  init() throws {
    var path = Array((NSTemporaryDirectory() + "shareproto-merge-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw Failure(
        place: nil, subject: NSTemporaryDirectory(),
        what: "no file can be made there (\(String(cString: strerror(errno))))",
        advice: "name a folder of yours in TMPDIR")
    }
    unlink(path)
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func append(_ line: [UInt8]) throws {
    try file.write(contentsOf: line)
    places.append((end, line.count))
    end += UInt64(line.count)
  }

  func line(_ number: Int) throws -> [UInt8] {
    let (offset, count) = places[number]
    try file.seek(toOffset: offset)
    return Array(try file.read(upToCount: count) ?? Data())
  }
}
