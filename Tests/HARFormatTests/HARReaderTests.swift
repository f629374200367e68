import Bytes
import Foundation
import HARFormat
import HTTPMessages
import Testing

struct HARReaderTests {
  private func log(_ entries: String...) -> String {
    #"{"log":{"version":"1.2","creator":{"name":"test","version":"3"},"entries":["#
      + entries.joined(separator: ",") + "]}}"
  }

  private func entry(_ path: String, _ more: String = "") -> String {
    #"{"startedDateTime":"2024-07-21T02:05:28.5Z","time":12.5,"request":{"method":"GET","#
      + #""url":"https://a.example/\#(path)","headers":[{"name":"A","value":"{\"startedDateTime\""}]},"#
      + #""response":{"status":200,"headers":[],"content":{"size":2,"text":"[]"}}\#(more)}"#
  }

  private func paths(_ recording: Recording) -> [String] {
    recording.exchanges.map { String($0.request.target.path.dropFirst()) }
  }

  @Test func `an entry becomes an exchange`() throws {
    let recording = Recording(log(entry("x?q=1")))
    #expect(recording.logs == [recording.logs.first])
    #expect(recording.logs.first?.version == "1.2")
    #expect(recording.logs.first?.creator?.name == "test")
    #expect(recording.logs.first?.creator?.version == "3")
    let exchange = try #require(recording.exchanges.first)
    #expect(exchange.place == Exchange.Place(capture: "a.har", entry: 1))
    #expect(exchange.time == Timestamp(iso8601: "2024-07-21T02:05:28.500Z"))
    #expect(exchange.durationMilliseconds == 12.5)
    #expect(exchange.request.method == "GET")
    #expect(exchange.request.target.query == "q=1")
    #expect(exchange.request.fields["a"] == #"{"startedDateTime""#)
    #expect(exchange.response?.status == 200)
    #expect(exchange.response?.body == HTTPBody(bytes: Array("[]".utf8)))
    #expect(exchange.diagnostics.isEmpty && recording.diagnostics.isEmpty)
  }

  @Test func `members in any order, and what nobody knows, are no hindrance`() {
    let text = """
      {"_a":"}\\"]","log":{"_b":[{"entries":[{"request":1}]}],"comment":"x","entries":[\(entry("1"))],
       "pages":[{"startedDateTime":"x"}],"browser":{"name":"b"},"creator":{"name":"late"},
       "version":"1.1"},"_c":null}
      """
    let recording = Recording(text)
    #expect(paths(recording) == ["1"])
    #expect(recording.logs.map { $0.creator?.name } == [nil, "late"])
    #expect(recording.logs.last?.browser?.name == "b")
    #expect(recording.diagnostics.isEmpty)
    #expect(recording.error == nil)
  }

  @Test func `several logs follow one another, alone or in an array, bare or wrapped`() {
    for text in [
      log(entry("1")) + "\n" + log(entry("2")), "[" + log(entry("1")) + "," + log(entry("2")) + "]",
      "f(" + log(entry("1")) + ");\ng(" + log(entry("2")) + ");",
      "\u{FEFF}" + log(entry("1")) + "\u{FEFF}" + log(entry("2")),
    ] {
      let recording = Recording(text)
      #expect(paths(recording) == ["1", "2"])
      #expect(recording.exchanges.map(\.place.number) == [1, 2])
      #expect(recording.logs.count == 2)
      #expect(recording.diagnostics.isEmpty)
    }
  }

  @Test func `every split of the same bytes gives the same events`() {
    let texts = [
      log(entry("1"), entry("2", #","_x":undefined"#), "7", entry("3")),
      log(entry("1"), #"{"startedDateTime":"2024","time":}"#, entry("3")),
      log(entry("1"), entry("2").replacing(#""GET","#, with: #""GET,"#), entry("3")),
      log(entry("1"), entry("2")).replacing("]}}", with: ""),
      log(entry("1")) + "}" + log(entry("2"), entry("3") + "}"), "<html>{}</html>", "{\"a\":{}}",
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      let expected = Recording(text).summary
      for split in 0...bytes.count {
        #expect(Recording([bytes[..<split], bytes[split...]]).summary == expected)
      }
      #expect(Recording(bytes.pieces(of: 1)).summary == expected)
    }
    let large = Array(log((0..<3_000).map { entry("\($0)") }.joined(separator: ",\n  ")).utf8)
    let expected = Recording([large[...]]).summary
    for size in [7, 64, 4_096] { #expect(Recording(large.pieces(of: size)).summary == expected) }
  }

  @Test func `a text cut at any byte gives a beginning of the exchanges`() {
    let bytes = Array(log(entry("1"), entry("2"), entry("3")).utf8)
    for length in 0..<bytes.count {
      let recording = Recording([bytes[..<length]])
      #expect(["1", "2", "3"].starts(with: paths(recording)))
      // What is missing is said, once: as an error without entries, else as a diagnostic.
      #expect(recording.diagnostics.count + (recording.error == nil ? 0 : 1) == 1)
      if recording.error == nil { #expect(recording.diagnostics.map(\.id) == ["har-cut"]) }
    }
  }

  @Test func `a damaged entry costs that entry alone, and says where`() throws {
    let broken = entry("2").replacing(#""text":"[]""#, with: #""text":"[]" x"#)
    let text = log(entry("1"), broken, entry("3"))
    let recording = Recording(text)
    #expect(paths(recording) == ["1", "3"])
    #expect(recording.exchanges.map(\.place.number) == [1, 3])
    let offset = try #require(text.firstRange(of: " x}"))
    let byte = text.utf8.distance(from: text.startIndex, to: offset.lowerBound) + 1
    #expect(
      recording.diagnostics == [
        Diagnostic(
          "har-entry-damaged",
          at: "a.har, entry 2, /log/entries/1/response/content/text, byte \(byte)",
          "expected ',' or '}'; the entry was passed over",
          advice: "correct the text at that place, or export the capture again", isDamage: true)
      ])
  }

  @Test(arguments: [
    (#""GET","#, #""GET,"#), (#""headers":["#, #""headers":"#), ("{\"method\"", "\"method\""),
    ("]},", "],"), ("\"[]\"}}", "\"[]\"}"), ("\"[]\"}}", "\"[]}}"),
    (#""status":200,"#, #""status":200]]]]}}}},"#),
  ])
  func `broken balance costs that entry alone`(old: String, new: String) {
    let broken = entry("2").replacing(old, with: new)
    let recording = Recording(log(entry("1"), broken, entry("3"), entry("4")))
    #expect(paths(recording) == ["1", "3", "4"])
    #expect(recording.diagnostics.count == 1)
    #expect(recording.diagnostics.first?.id == "har-entry-damaged")
    #expect(recording.error == nil)
  }

  @Test func `an entry before a stray brace is whole`() {
    let entries = [entry("1"), entry("2") + "}", entry("3")].joined(separator: ",")
    let recording = Recording(log(entries))
    #expect(paths(recording) == ["1", "2", "3"])
    #expect(recording.diagnostics.map(\.id) == ["har-damaged"])
  }

  @Test func `an entry over the limit is passed over`() {
    let large = entry("2").replacing("[]", with: String(repeating: "x", count: 5_000))
    let bytes = Array(log(entry("1"), large, entry("3")).utf8)
    for size in [1, 64, 100_000] {
      let recording = Recording(bytes.pieces(of: size), entryLimit: 2_000)
      #expect(paths(recording) == ["1", "3"])
      #expect(recording.diagnostics.map(\.id) == ["har-entry-too-large"])
    }
  }

  @Test func `elements that are no entries are counted and reported`() {
    let recording = Recording(log("null", entry("2"), "\"text, [\"", "[1]", entry("5")))
    #expect(recording.exchanges.map(\.place.number) == [2, 5])
    #expect(
      recording.diagnostics.map(\.id) == Array(repeating: "har-entry-not-object", count: 3))
  }

  @Test(arguments: [
    ("", HARError.Reason.empty), (" \r\n", .empty), ("<!DOCTYPE html><p>{", .markup),
    ("  <?xml version='1.0'?>", .markup), ("hello", .notJSON), ("[1,2]", .notJSON),
    ("{}", .noLog), ("{\"log\":5}", .noLog), ("{\"log-invalid\":{\"entries\":[]}}", .noLog),
    ("{\"log\":{}}", .noEntries), ("{\"log\":{\"entries\":{}}}", .noEntries),
    ("{\"log\":{\"version\":", .damagedBeforeEntries),
    ("{\"log\":{\"pages\":[]} xxx", .damagedBeforeEntries),
    ("{\"log\":{\"pages\":[] xxx", .damagedBeforeEntries),
  ])
  func `what is no archive is an error`(text: String, reason: HARError.Reason) {
    let recording = Recording(text)
    #expect(recording.error?.reason == reason)
    #expect(recording.exchanges.isEmpty)
  }

  @Test func `a log without traffic is no error`() {
    let recording = Recording(log())
    #expect(recording.error == nil)
    #expect(recording.logs.count == 1)
  }

  @Test func `changed bytes never trap`() {
    var generator = SystemRandomNumberGenerator()
    let whole = Array(log(entry("1"), entry("2"), entry("3")).utf8)
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = .random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        default:
          bytes.insert(Array("\"{}[],:\\".utf8).randomElement(using: &generator) ?? 0, at: index)
        }
      }
      let whole = Recording([bytes[...]]).summary
      #expect(Recording(bytes.pieces(of: .random(in: 1...50, using: &generator))).summary == whole)
    }
  }
}
