import Bytes
import HARFormat
import HTTPMessages
import Testing

/// What is read of a damaged archive.
struct DamageTests {
  /// Entry `n` as small as it can be.
  private func entry(_ n: Int, first: String = "") -> String {
    #"{\#(first)"request":{"method":"POST","url":"https://a.example/\#(n)"},"#
      + #""response":{"status":200,"content":{"text":"[]"}}}"#
  }

  private func paths(_ recording: Recording) -> [String] {
    recording.exchanges.map { String($0.request.target.path.dropFirst()) }
  }

  /// The text at once, after a check that it reads the same in pieces.
  private func read(_ text: String) -> Recording {
    let bytes = Array(text.utf8)
    let recording = Recording([bytes[...]])
    for size in [1, 13, 600] {
      #expect(Recording(bytes.pieces(of: size)).summary == recording.summary)
    }
    return recording
  }

  /// `…` stands for the array of entries.
  @Test(arguments: [
    #"{"log":{"pages":[{"id":"p1],…}}"#, #"{"log":{"pages":[{"id":"p1"],…}}"#,
    #"{"log":{"pages":[{"id":"p1"},…}}"#, #"{"log":{"pages":[{"id":"p1","t":{"a":1}],…}}"#,
    #"{"log":{"creator":{"name":"x",…}}"#, #"{"log":{"creator":{"name":"x},…}}"#,
    #"{"log":{"version":"1.2,"creator":{"name":"x"},…}}"#, #"{"log":{"comment":"x,…}}"#,
    #"{"log":{"creator":{"name":"x"}},…}}"#, #"{"log":{"creator":{"name":"x"}},"pages":[],…}}"#,
    #"{"log": "version":"1.2","creator":{"name":"x"},…}}"#,
    #""1.2","creator":{"name":"x"},…}}"#, #"e":"x{\"a\":1"},…}}"#, "\0\0\0\0\":{\"b\":1},…}}",
    #"{"log":{"comment":5 6,…}}"#,
  ])
  func `damage before the entries does not cost them`(text: String) {
    let entries = #""entries":[\#(entry(1)),\#(entry(2)),\#(entry(3))]"#
    let recording = read(text.replacing("…", with: entries))
    #expect(paths(recording) == ["1", "2", "3"])
    #expect(recording.exchanges.map(\.place.number) == [1, 2, 3])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged"])
    #expect(recording.error == nil)
  }

  @Test(arguments: [#""entrips":"#, #""entries:"#, #"entries":"#, #""entries""#, #""entries"x:"#])
  func `damage in the name of the entries does not cost them`(name: String) {
    let recording = read(#"{"log":{"version":"1.2",\#(name)[\#(entry(1)),\#(entry(2))]}}"#)
    #expect(paths(recording) == ["1", "2"])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged"])
  }

  @Test func `the front of a text may be missing at any byte of its head`() {
    let text = Array(
      #"{"log":{"version":"1.2","creator":{"name":"x"},"entries":[\#(entry(1)),\#(entry(2))]}}"#
        .utf8)
    // Without its bracket the first entry cannot be told from other JSON.
    let head = text.count - 2 * entry(1).utf8.count - 6
    for start in 1...head {
      #expect(paths(Recording([text[start...]])) == ["1", "2"], "from \(start)")
    }
  }

  @Test func `members that look like entries are left alone where nothing is damaged`() {
    let copies = #"[{"entries":[\#(entry(8))]},\#(entry(9))]"#
    let recording = read(
      #"{"_a":\#(copies),"log":{"_b":\#(copies),"_c":{"entries":[\#(entry(7))]},"#
        + #""entries":[\#(entry(1, first: #""_d":\#(copies),"#))]},"_e":\#(copies)}"#)
    #expect(paths(recording) == ["1"])
    #expect(recording.diagnostics.isEmpty && recording.error == nil)
  }

  /// Whatever an entry begins with, and whatever breaks the second one.
  @Test(
    arguments: [
      #""comment":"b","#, #""_x":{"y":[1]},"#, #""index":7,"#, #""_charlesStatus":"COMPLETE","#, "",
    ],
    [
      (#""POST""#, #""POST"#), (#""status""#, #""status"#), (#"{"status""#, #""status""#),
      ("{\"text\"", "{{\"text\""), (#""[]"}}"#, #""[]"}"#), (#""[]"}}"#, #""[]}}"#),
      (#""status":200"#, #""status":[200"#), (#""status":200"#, #""status":]200"#),
    ])
  func `a broken entry costs that entry alone`(first: String, damage: (String, String)) {
    let broken = entry(2, first: first).replacing(damage.0, with: damage.1)
    let all = [entry(1, first: first), broken, entry(3, first: first), entry(4, first: first)]
    let recording = read(#"{"log":{"entries":[\#(all.joined(separator: ","))]}}"#)
    #expect(paths(recording) == ["1", "3", "4"])
    #expect(recording.exchanges.map(\.place.number) == [1, 3, 4])
    #expect(recording.diagnostics.map(\.id) == ["har-entry-damaged"])
  }

  @Test(arguments: [
    #""_eventSourceMessages":[{"time":0,"data":"…"},{"time":1,"data":"…"}]"#,
    #""_redirects":[{"request":{"url":"x"},"_x":"…"}]"#, #""_x":{"request":{"a":"…"}}"#,
    #""_x":{"log":{"entries":[{"request":{"a":"…"}}]}}"#,
  ])
  func `a large entry may hold what looks like entries`(member: String) {
    let large = member.replacing("…", with: String(repeating: "x", count: 5_000_000))
    let recording = Recording(
      #"{"log":{"entries":[\#(entry(1)),\#(entry(2, first: large + ",")),\#(entry(3))]}}"#)
    #expect(paths(recording) == ["1", "2", "3"])
    #expect(recording.diagnostics.isEmpty)
  }

  @Test func `a brace that is missing in a large file is found out before its end`() {
    let broken = entry(1).dropLast()
    let rest = (2...60_000).map { entry($0) }.joined(separator: ",")
    let recording = Recording(#"{"log":{"entries":[\#(broken),\#(rest)]}}"#)
    #expect(recording.exchanges.count == 59_999)
    #expect(recording.exchanges.first?.place.number == 2)
    #expect(recording.diagnostics.map(\.id) == ["har-entry-damaged"])
  }

  @Test(arguments: ["]}}", "]}", "]", "}", "]]", "}}]}"])
  func `what follows a log that ends too early is read, and said`(end: String) {
    let recording = read(
      #"{"log":{"entries":[\#(entry(1))\#(end),\#(entry(2)),\#(entry(3))]}}"#)
    #expect(paths(recording) == ["1", "2", "3"])
    #expect(recording.exchanges.map(\.place.number) == [1, 2, 3])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged"])
  }

  @Test func `a log without its head behind a whole one is read, and said`() {
    let recording = read(
      #"{"log":{"entries":[\#(entry(1))]}}"# + "\n"
        + #""1.2","creator":{"name":"x"},"entries":[\#(entry(2))]}}"#)
    #expect(paths(recording) == ["1", "2"])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged"])
  }

  @Test(arguments: ["\0\0\0,", "garbage,", "\\,", "[,", "{,", "7 8,", "// x\n"])
  func `garbage between entries is said each time, and is no entry`(garbage: String) {
    let recording = read(
      #"{"log":{"entries":[\#(entry(1)),\#(garbage)\#(entry(2)),\#(garbage)\#(entry(3))]}}"#)
    #expect(paths(recording) == ["1", "2", "3"])
    #expect(recording.exchanges.map(\.place.number) == [1, 2, 3])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged", "har-damaged"])
  }

  @Test func `an entry of which a part is lost keeps its number and gives no other`() {
    let whole = entry(2, first: #""pageref":"p","#)
    for length in 0...whole.utf8.count {
      let back = String(decoding: Array(whole.utf8).dropFirst(length), as: UTF8.self)
      let recording = read(#"{"log":{"entries":[\#(entry(1)),\#(back),\#(entry(3))]}}"#)
      #expect(paths(recording).filter { $0 != "2" } == ["1", "3"], "without the first \(length)")
      guard 2...whole.utf8.count - 1 ~= length else { continue }
      #expect(!recording.diagnostics.isEmpty)
      let front = String(decoding: Array(whole.utf8).prefix(length), as: UTF8.self)
      let cut = read(#"{"log":{"entries":[\#(entry(1)),\#(front),\#(entry(3))]}}"#)
      #expect(paths(cut) == ["1", "3"], "the first \(length)")
      if length > 2 { #expect(cut.exchanges.map(\.place.number) == [1, 3], "the first \(length)") }
    }
    let headless = read(
      #"{"log":{"entries":[\#(entry(1)),\#(whole.dropFirst(5)),\#(entry(3))]}}"#)
    #expect(headless.exchanges.map(\.place.number) == [1, 3])
  }

  /// One byte of a whole archive is lost, added or changed.
  @Test(arguments: ["", "\"", "{", "}", "[", "]", ",", ":", "\\", "\0", "x"], [true, false])
  func `a byte that is wrong costs one entry at most, and never in silence`(
    byte: String, isAdded: Bool
  ) {
    let entries = (1...4).map { entry($0, first: $0 % 2 == 0 ? #""_i":{"t":[1]},"# : "") }
    let text = Array(
      (#"{"log":{"version":"1.2","creator":{"name":"x"},"pages":[{"id":"p","t":{"a":1}}],"entries":["#
        + entries.joined(separator: ",") + "]}}").utf8)
    for index in text.indices {
      var damaged = text
      damaged.replaceSubrange(index..<(isAdded ? index : index + 1), with: byte.utf8)
      let recording = Recording([damaged[...]])
      let read = Set(paths(recording)).intersection(["1", "2", "3", "4"])
      // Without its name a log is no log, and that is an error.
      #expect(read.count >= 3 || index < 8 && recording.error != nil, "\(index)")
      #expect(recording.exchanges.count <= 4, "\(index)")
      if recording.exchanges.count < 4, recording.error == nil {
        #expect(!recording.diagnostics.isEmpty, "\(index)")
      }
    }
  }
}
