internal import JSONDecoding

/// Which operations come before and after which in sessions.
struct Flow {
  /// A neighbour, and how often it was one.
  struct Neighbour {
    var operation: String
    var evidence: Evidence

    var json: JSONValue {
      .object([.init("operation", .string(operation)), .init("x-evidence", evidence.json)])
    }
  }

  /// By operation, then by the one before it.
  private var delays: [String: [String: Tally]] = [:]

  init(_ summary: Summary) {
    delays = summary.operations.mapValues { operation in
      operation.delays.mapValues {
        $0.values.sum.capped(atCaptures: operation.calls.captures)
      }
    }
  }

  /// What comes before an operation often enough to be named.
  func before(_ name: String) -> [Neighbour] {
    Self.frequent(delays[name] ?? [:], except: name)
  }

  /// What comes after an operation often enough to be named.
  func after(_ name: String) -> [Neighbour] {
    Self.frequent(delays.compactMapValues { $0[name] }, except: name)
  }

  private static func frequent(_ tallies: [String: Tally], except name: String) -> [Neighbour] {
    let total = tallies.values.reduce(0) { $0 + $1.messages }
    return tallies.filter { operation, tally in
      operation != name && !operation.contains(Names.hidden)
        && Double(tally.messages) >= EvidenceThreshold.flow * Double(total)
    }
    .sorted { ($1.value.messages, $0.key) < ($0.value.messages, $1.key) }
    .map { Neighbour(operation: $0.key, evidence: Evidence($0.value, of: total)) }
  }
}
