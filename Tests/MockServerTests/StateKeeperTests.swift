import Foundation
import Testing

@testable import MockServer

struct StateKeeperTests {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("shareproto-keeper-\(UUID())").path

  func keeper(_ state: ServiceState) throws -> StateKeeper {
    var journal = try Journal.open(path, longSize: 1 << 16).journal
    try journal.compact(state)
    return StateKeeper(journal) { Issue.record("\($0)") }
  }

  func session(_ number: Int) -> JournalEntry {
    JournalEntry(
      time: Int64(number), issued: UInt64(number),
      change: .sessionOpened(id: "session-\(number)", holder: .publisher(account: "a")))
  }

  func kept() throws -> ServiceState? {
    let (journal, state, _) = try Journal.open(path)
    journal.close()
    return state
  }

  @Test
  func `what was settled is in the file, whoever wrote meanwhile`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let keeper = try keeper(ServiceState())
    await withTaskGroup { group in
      for number in 0..<200 {
        group.addTask {
          keeper.add([session(number)], ServiceState())
          #expect(await keeper.settle())
          // As another program finds it that is started now, with other changes half written.
          let text = try? String(contentsOfFile: path, encoding: .utf8)
          #expect(text?.contains("\"session-\(number)\"") == true)
        }
      }
    }
    keeper.close()
    #expect(try kept()?.sessions.count == 200)
  }

  @Test
  func `a file that has grown long is written anew, and loses nothing`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var state = ServiceState(accounts: Scenario().freshAccounts(seed: 1))
    let account = try #require(state.accounts.keys.first)
    let keeper = try keeper(state)
    let text = String(repeating: "x", count: 1 << 13)
    for number in 1...20 {
      let change = Change.account(id: account, change: .runtimeInfoUpdated(json: text))
      let entries = [JournalEntry(time: 1, issued: 0, change: change), session(number)]
      for entry in entries { state.apply(entry.change, at: entry.time) }
      keeper.add(entries, state)
      _ = await keeper.settle()
    }
    keeper.close()
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect((size ?? .max) < 20 << 13)
    #expect(try kept()?.sessions.count == 20)
    #expect(try kept()?.accounts[account]?.runtimeInfo == text)
  }
}
