import Foundation
import Testing

@testable import MockServer

struct JournalTests {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("shareproto-journal-\(UUID())").path

  func entry(_ number: UInt64) -> JournalEntry {
    JournalEntry(
      time: Int64(number), issued: number,
      change: .sessionOpened(id: "session-\(number)", holder: .publisher(account: "a")))
  }

  func sessions() throws -> Int {
    let (journal, state, damagedLine) = try Journal.open(path)
    defer { journal.close() }
    #expect(damagedLine == nil)
    return state?.sessions.count ?? -1
  }

  @Test
  func `a state comes back, also after a torn write`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var (journal, none, _) = try Journal.open(path)
    #expect(none == nil)
    try journal.compact(ServiceState())
    for number in 1...5 { try journal.append([entry(UInt64(number))]) }
    journal.close()
    #expect(try sessions() == 5)

    // Every place where a write can be torn: what was whole before it stays.
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let last = try #require(whole.dropLast().lastIndex(of: 10))
    for end in stride(from: last + 1, to: whole.count, by: 7) {
      try whole.prefix(end).write(to: URL(fileURLWithPath: path))
      #expect(try sessions() == 4)
    }
    // And what comes after it does not stand behind garbage.
    var torn = try Journal.open(path).journal
    try torn.append([entry(9)])
    torn.close()
    #expect(try sessions() == 5)
  }

  @Test
  func `a last line that is whole and damaged is told of`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var journal = try Journal.open(path).journal
    try journal.compact(ServiceState())
    for number in 1...3 { try journal.append([entry(UInt64(number))]) }
    journal.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.endIndex - 5] = 0
    try bytes.write(to: URL(fileURLWithPath: path))
    let (opened, state, damagedLine) = try Journal.open(path)
    #expect(damagedLine == 4)
    #expect(state?.sessions.count == 2)
    opened.close()
    // Before the last one it is no end that came too early.
    try (bytes + Data("{}\n".utf8)).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: Journal.JournalError.self) { try Journal.open(path) }
    #expect(error?.description == "line 4 is none of a state of serve")
  }

  @Test
  func `the file is for its owner, and for one program`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (journal, _, _) = try Journal.open(path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(throws: (any Error).self) { try Journal.open(path) }
    journal.close()
  }

  @Test(arguments: [
    "hello\n", "{\"shareproto\":\"state of serve\"}\nx\ny\n", "{}\n", "\n\n", "hello", "# notes",
    "{}",
  ])
  func `another file is left alone`(text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: (any Error).self) { try Journal.open(path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test
  func `a compacted file has the same state`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var journal = try Journal.open(path).journal
    var state = ServiceState(accounts: Scenario().freshAccounts(seed: 1))
    try journal.compact(state)
    for number in 1...3 {
      state.apply(entry(UInt64(number)).change, at: 1)
      try journal.append([entry(UInt64(number))])
    }
    try journal.compact(state)
    journal.close()
    #expect(try sessions() == 3)
  }
}
