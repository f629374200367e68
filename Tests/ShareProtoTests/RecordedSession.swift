import Foundation
import ShareProto
import Synchronization
import TestSupport

/// A session of `../shared/captures`, and the summary of its calls.
struct RecordedSession {
  let name: String
  /// What the recording says about itself.
  let about: [String: String]
  let calls: [Call]
  let summary: Summary

  /// A session that several tests look at, which is read once.
  static func shared(_ name: String) throws -> RecordedSession {
    try known.withLock { known in
      if let session = known[name] { return session }
      let session = try RecordedSession(name)
      known[name] = session
      return session
    }
  }

  private static let known = Mutex<[String: RecordedSession]>([:])

  /// The names of all sessions.
  static let names = SharedFiles.names(in: "captures").filter {
    FileManager.default.fileExists(atPath: SharedFiles.path("captures/\($0)/about.json"))
  }

  init(_ name: String) throws {
    self.name = name
    let bytes = try SharedFiles.bytes("captures/\(name)/about.json")
    let about = try JSONParser().read(bytes) { JSONValue($0) }
    self.about = ["era", "oddity", "client"].reduce(into: [:]) { $0[$1] = about[$1]?.string }
    guard case .array(let files)? = about["files"] else {
      calls = []
      summary = Self.summary([])
      return
    }
    let names = files.compactMap(\.string)
    var options = PacketOptions()
    for file in names where file.hasSuffix(".log") {
      _ = try options.add(keyLog: SharedFiles.path("captures/\(name)/\(file)"))
    }
    let sources = names.filter { !$0.hasSuffix(".log") }.map {
      CaptureSource.file(path: SharedFiles.path("captures/\(name)/\($0)"))
    }
    var reader = CallReader(sources, packets: options)
    var calls: [Call] = []
    while let event = reader.next() {
      if case .call(let call) = event, call.standing != .foreign { calls.append(call) }
    }
    self.calls = calls
    summary = Self.summary(calls)
  }

  static func summary(_ calls: some Sequence<Call>) -> Summary {
    var builder = SummaryBuilder()
    for call in calls { builder.add(call) }
    return builder.summary(label: "session")
  }

  /// What a check of these calls finds; without a revision, by the one of their time.
  func findings(against revision: String? = nil) throws -> [Finding] {
    try report(against: revision).findings
  }

  /// What a check of these calls comes to; without a revision, against the one of their time.
  func report(against revision: String? = nil) throws -> DriftReport {
    let baseline: DriftChecker.Baseline =
      try revision.map { .schemas([try ShareRevisions.shared().schema(named: $0)]) }
      ?? .revisionOfItsTime
    var checker = try DriftChecker(baseline, today: "2026-11-27")
    checker.add(summary)
    return checker.finish()
  }
}
