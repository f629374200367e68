public import ArgumentParser
public import ShareProto

/// The options that choose calls, the same for every command that reads captures.
struct FilterOptions: ParsableArguments {
  @Flag(help: "Also exchanges that are not calls of the Share service.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Only calls of this operation, with or without its service. Repeatable.", valueName: "name"))
  var operation: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only calls of this standing: documented, undocumented, signed or foreign. Repeatable.",
      valueName: "standing"))
  var standing: [Call.Standing] = []

  @Option(
    help: ArgumentHelp(
      "Only calls from this time on: 2024-07-21, 2024-07-21T02:05Z.",
      valueName: "time"))
  var since: Instant?

  @Option(help: ArgumentHelp("Only calls before this time.", valueName: "time"))
  var until: Instant?

  @Option(
    help: ArgumentHelp(
      "Only calls with this status: 500, 4xx, 400-499. Repeatable.", valueName: "status"))
  var status: [StatusRange] = []

  /// What the options ask for.
  func filter() -> CallFilter {
    var filter = CallFilter()
    filter.operations = Set(operation)
    filter.standings = Set(standing.isEmpty && all ? Call.Standing.allCases : standing)
    filter.since = since?.timestamp
    filter.until = until?.timestamp
    filter.statuses = status.map(\.range)
    return filter
  }
}

extension Call.Standing: ExpressibleByArgument {}

/// A day, or a day and a time, in UTC unless it says otherwise.
struct Instant: ExpressibleByArgument {
  let timestamp: Timestamp

  init?(argument: String) {
    let isDay = argument.utf8.count == 10
    guard let timestamp = Timestamp(iso8601: isDay ? argument + "T00:00Z" : argument) else {
      return nil
    }
    self.timestamp = timestamp
  }
}

/// One status, or a range of them.
struct StatusRange: ExpressibleByArgument {
  let range: ClosedRange<Int>

  init?(argument: String) {
    let bounds = argument.split(separator: "-").compactMap { Int($0) }
    if argument.utf8.count == 3, argument.lowercased().hasSuffix("xx"),
      let hundreds = argument.first?.wholeNumberValue
    {
      range = hundreds * 100...hundreds * 100 + 99
    } else if let first = bounds.first, let last = bounds.last, first <= last,
      argument.split(separator: "-").count == bounds.count, bounds.count <= 2
    {
      range = first...last
    } else {
      return nil
    }
  }
}
