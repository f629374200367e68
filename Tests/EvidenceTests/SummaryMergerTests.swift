import APISchema
import Bytes
import Evidence
import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

struct SummaryMergerTests {
  private static func summary(_ number: Int) -> Summary {
    Fixtures.summary(
      [
        Fixtures.exchange(
          response: #"[{"n\#(["a", "b", "c"][number % 3])":\#(number)}]"#,
          seconds: Int64(1_000 - number))
      ], number: number)
  }

  @Test func `different captures are added, the same one counts once`() throws {
    let merged = try Summary.merged([1, 2, 1, 3, 2].map(Self.summary))
    #expect(merged.captures.map(\.label).sorted() == ["1.har", "2.har", "3.har"])
    #expect(Fixtures.elements(merged)?.all.count == 3)
    #expect(Fixtures.elements(merged)?.object.members["nb"]?.missing.count == 2)
    #expect(
      Fixtures.elements(merged)?.all.first?.time?.nanoseconds == (Fixtures.start + 997)
        * 1_000_000_000)
  }

  @Test func `what has no time hides neither the first date nor the last`() throws {
    let times: [Int64?] = [20, nil, 10]
    let exchanges = times.enumerated().map { Fixtures.exchange(entry: $0 + 1, seconds: $1) }
    let alone = exchanges.enumerated().map { Fixtures.summary([$1], number: $0) }
    for summary in try [Fixtures.summary(exchanges)] + Self.permutations(alone).map(Summary.merged)
    {
      let calls = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]?.calls
      #expect(calls?.first?.time?.nanoseconds == (Fixtures.start + 10) * 1_000_000_000)
      #expect(calls?.last?.time?.nanoseconds == (Fixtures.start + 20) * 1_000_000_000)
    }
  }

  @Test func `what is contained counts once, whichever comes first`() throws {
    let both = try Summary.merged([Self.summary(1), Self.summary(2)])
    for order in [[both, Self.summary(1)], [Self.summary(2), both], [both, both]] {
      #expect(try Summary.merged(order) == both)
    }
  }

  @Test func `what overlaps in part is refused, and the overlap is named`() throws {
    let left = try Summary.merged([Self.summary(1), Self.summary(2)])
    let right = try Summary.merged([Self.summary(2), Self.summary(3)])
    for order in [[left, right], [right, left], [Self.summary(4), left, Self.summary(1), right]] {
      let error = #expect(throws: SummaryError.self) { _ = try Summary.merged(order) }
      #expect(error?.kind == .overlap)
      #expect(error?.what.contains("2.har") == true)
      #expect(error?.what.contains("1.har") == false)
    }
  }

  @Test func `what overlaps in part is contained in a third one, in any order`() throws {
    func all(_ numbers: ClosedRange<Int>) throws -> Summary {
      try Summary.merged(numbers.map(Self.summary))
    }
    let lines = [try all(1...2), try all(2...3), try all(1...3), try all(5...5)]
    let expected = try Summary.merged([lines[2], lines[3]])
    for order in Self.permutations(lines) { #expect(try Summary.merged(order) == expected) }
  }

  private static func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
      var rest = elements
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  @Test func `any lines of any captures give what their largest say, or the same overlap`() throws {
    var random = SystemRandomNumberGenerator()
    let singles = (0..<5).map(Self.summary)
    var refused = 0
    for _ in 0..<60 {
      let sets = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        Set((0..<5).filter { _ in Bool.random(using: &random) } + [Int.random(in: 0..<5)])
      }
      let lines = try sets.map { try Summary.merged($0.sorted().map { singles[$0] }) }
      let largest = Set(sets).filter { set in !sets.contains { $0.isStrictSuperset(of: set) } }
      let isDisjoint =
        largest.reduce(0) { $0 + $1.count } == largest.reduce(Set<Int>()) { $0.union($1) }.count
      let union = largest.reduce(Set<Int>()) { $0.union($1) }
      var errors: Set<SummaryError> = []
      for _ in 0..<3 {
        let order = sets.indices.shuffled(using: &random)
        do {
          let merged = try Summary.merged(order.map { lines[$0] })
          #expect(isDisjoint)
          #expect(try merged == Summary.merged(union.sorted().map { singles[$0] }))
        } catch var error as SummaryError {
          #expect(!isDisjoint && error.kind == .overlap)
          // Of two lines that are the same, either may be the one.
          error.numbers = []
          errors.insert(error)
        }
      }
      refused += isDisjoint ? 0 : 1
      #expect(errors.count == (isDisjoint ? 0 : 1))
    }
    #expect(refused > 0)
  }

  @Test func `two tellings of one capture are refused in any order, also inside others`() throws {
    var other = Self.summary(1)
    other.captures[0].calls = 7
    let both = try Summary.merged([Self.summary(1), Self.summary(2)])
    for order in [[other, both], [both, other], [Self.summary(3), other, both]] {
      let error = #expect(throws: SummaryError.self) { _ = try Summary.merged(order) }
      #expect(error?.kind == .difference)
    }
  }

  @Test func `of two files of the same traffic one is left out where it stands alone`() throws {
    func file(_ number: Int, seconds: Int64 = 0, status: Int = 200) -> Summary {
      Fixtures.summary(
        (0..<3).map {
          Fixtures.exchange(status: status, entry: $0 + 1, seconds: seconds + Int64($0))
        }, number: number)
    }
    // A second later it is the same in another recorder, an hour later it is not.
    let one = [file(1), file(2, seconds: 1), file(3, seconds: 3_600), file(4, status: 500)]
    for order in Self.permutations(one) {
      var merger = SummaryMerger()
      for summary in order { try merger.add(summary) }
      #expect(merger.leaveOutTwins().count == 1)
      let merged = try merger.merged()
      #expect(merged.captures.count == 3 && merged.twins.isEmpty)
    }
    var merger = SummaryMerger()
    try merger.add(try Summary.merged([file(1), file(2)]))
    #expect(merger.leaveOutTwins().isEmpty)
    #expect(try merger.merged().twins.map { Set($0.map(\.label)) } == [["1.har", "2.har"]])
  }

  @Test func `an operation in several letter cases is one, in any order`() throws {
    let names = [
      "Publisher/GetPublisherImage", "publisher/getpublisherimage", "PUBLISHER/GETPUBLISHERIMAGE",
    ]
    func summary(_ spellings: [String], _ number: Int) -> Summary {
      Fixtures.summary(
        spellings.enumerated().map { Fixtures.exchange($1, response: "{}", entry: $0 + 1) },
        number: number)
    }
    for order in Self.permutations(names) {
      let one = summary(order, 1)
      #expect(Array(one.operations.keys) == [names[0]])
      #expect(one.operations[names[0]]?.calls.captures == 1)
      #expect(one.operations[names[0]]?.paths.count == 3)
      let each = try Summary.merged(order.enumerated().map { summary([$1], $0) })
      #expect(each.operations.mapValues(\.calls.captures) == [names[0]: 3])
    }
    let merged = try Summary.merged(names.enumerated().map { summary([$1], $0) })
    #expect(merged == (try Summary.merged(names.enumerated().reversed().map { summary([$1], $0) })))
  }

  @Test func `another summary of the same capture is refused, another name of it is not`() throws {
    var other = Self.summary(1)
    other.operations = [:]
    #expect(throws: SummaryError.self) { _ = try Summary.merged([Self.summary(1), other]) }
    var renamed = Self.summary(1)
    renamed.captures[0].label = "0.har"
    for order in [[renamed, Self.summary(1)], [Self.summary(1), renamed]] {
      #expect(try Summary.merged(order).captures.map(\.label) == ["0.har"])
    }
    var builder = SummaryBuilder()
    var decoder = CallDecoder()
    builder.add(decoder.decode(Fixtures.exchange()))
    let unnamed = builder.summary()
    #expect(throws: SummaryError.self) { _ = try Summary.merged([unnamed]) }
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `any order and grouping of all recordings gives the same bytes`() throws {
    let summaries = Recordings.sessions.map(\.summary)
    #expect(summaries.count > 150)
    let expected = SummaryWriter.line(try Summary.merged(summaries))
    var random = SystemRandomNumberGenerator()
    var rest = summaries.shuffled()
    // Groups of groups, with a line that comes twice here and there.
    while rest.count > 1 {
      let size = min(rest.count, Int.random(in: 2...40, using: &random))
      var group = Array(rest.prefix(size))
      if Bool.random(using: &random), let again = group.randomElement() { group.append(again) }
      rest = Array(rest.dropFirst(size)) + [try Summary.merged(group.shuffled())]
      rest.shuffle()
    }
    #expect(SummaryWriter.line(rest[0]) == expected)
  }

  @Test func `limits leave the same out in any order, and count exactly what they keep`() throws {
    // Far more names than there may be, spread over captures that share some of them.
    let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let names = letters.flatMap { a in
      letters.flatMap { b in letters.prefix(14).map { a + b + $0 } }
    }
    // One alone has more than are ever observed at once.
    func has(_ index: Int, _ number: Int) -> Bool { number == 2 || (index + number) % 3 != 0 }
    let captures: [Summary] = (0..<3).map { number in
      let own = names.indices.filter { has($0, number) }.map { names[$0] }
      let bodies = stride(from: 0, to: own.count, by: 500).map { start in
        let members = own[start..<min(start + 500, own.count)].map { "\"\($0)\":{\"x\":1}" }
        return "[{\(members.joined(separator: ",")),\"Value\":1}]"
      }
      return Fixtures.summary(
        bodies.enumerated().map { Fixtures.exchange(response: $1, entry: $0 + 1) }, number: number)
    }
    let merged = try Summary.merged(captures)
    let grouped = try Summary.merged([captures[2], captures[0]])
    #expect(try Summary.merged([captures[1], grouped]) == merged)
    let members = Fixtures.elements(merged)?.object.members ?? [:]
    #expect(members.count > 3_000)
    #expect(members["Value"]?.present.count == Fixtures.elements(merged)?.object.all.count)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    for name in members.keys where name != "Value" {
      let index = places[name] ?? -1
      let count = (0..<3).count { has(index, $0) }
      #expect(members[name]?.present.count == count, "\(name)")
    }
    let kept = members.values.reduce(0) { $0 + $1.present.count }
    let all = names.indices.reduce(0) { sum, index in
      sum + (0..<3).count { has(index, $0) }
    }
    let objects = Fixtures.elements(merged)?.object.all.count ?? 0
    #expect(kept + (Fixtures.elements(merged)?.object.leftOut[.members] ?? 0) == all + objects)
    #expect(Fixtures.elements(merged)?.object.orders.isEmpty == true)
  }

  @Test func `hostile statuses, operations, fields and words stay within the limits`() throws {
    func hostile(_ number: Int) -> Summary {
      let word = [
        "alarm", "alert", "battery", "buffer", "cache", "client", "clock", "count", "device",
      ]
      var exchanges: [Exchange] = []
      for index in 0..<3_000 {
        let (a, b) = (word[index % 9], word[index / 9 % 9])
        let values = (0..<8).map { "\"\(a)_\(b)_\(word[$0 % 9])_\(word[index / 81 % 9])\"" }
        exchanges.append(
          Fixtures.exchange(
            "Publisher/\(a.capitalized)\(b.capitalized)\(index % 2 == 0 ? "" : "2")",
            query: "\(a)\(b.capitalized)=1", method: index % 7 == 0 ? "HEAD" : "POST",
            status: 600 + number * 3_000 + index,
            response: index % 10 == 0 ? "[\(values.joined(separator: ","))]" : "[]",
            fields: [("\(a)-\(b)", "x"), ("server", "\(index)")], entry: index + 1,
            seconds: Int64(1_000 + index * (number + 1))))
      }
      return Fixtures.summary(exchanges, number: number)
    }
    let summaries = (0..<4).map(hostile)
    let one = try Summary.merged(summaries)
    #expect(one.overflows[.statuses] ?? 0 > 0)
    let two = try Summary.merged([
      try Summary.merged([summaries[2], summaries[0]]), summaries[3], summaries[1],
    ])
    #expect(one == two)
    #expect(SummaryWriter.line(one).count < 1 << 23)
  }

  @Test func `two summaries that differ are both named by their numbers`() throws {
    var other = Self.summary(1)
    other.operations = [:]
    var plan = MergePlan()
    for summary in [Self.summary(3), Self.summary(1), Self.summary(2)] { _ = try plan.add(summary) }
    let error = #expect(throws: SummaryError.self) { _ = try plan.add(other) }
    #expect(error?.kind == .difference)
    #expect(error?.numbers == [1, 3])
  }
}
