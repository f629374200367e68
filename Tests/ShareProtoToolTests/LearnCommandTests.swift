import Foundation
import ShareProto
import TestSupport
import Testing

@testable import ShareProtoTool

/// From a capture with an operation that nobody has described to a schema that finds its drift.
struct LearnCommandTests {
  private static let root = "https://share2.dexcom.com/ShareWebServices/Services"
  private static let session = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"

  /// What the service says in the header of every answer.
  private static let headers: KeyValuePairs = [
    "Date": "Mon, 01 Dec 2025 10:00:10 GMT", "Content-Type": "application/json",
    "CF-Ray": "0123456789abcdef-EWR", "CF-Cache-Status": "DYNAMIC",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "Expires": "0",
    "Strict-Transport-Security": "max-age=15780000; includeSubDomains; preload",
    "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    "Pragma": "no-cache", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "X-XSS-Protection": "0", "X-Trace-Id": "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9",
    "Set-Cookie": "_cfuvid=demo; path=/", "Server": "cloudflare",
  ]

  private static func entry(
    _ number: Int, _ call: String, request: String = "", response: String, hour: Int
  ) -> [String: Any] {
    [
      "startedDateTime": "2025-12-01T\(hour):00:\(10 + number).000Z", "time": 10,
      "request": [
        "method": "POST", "url": "\(root)/\(call)", "httpVersion": "HTTP/1.1",
        "headers": [["name": "Content-Type", "value": "application/json"]], "queryString": [],
        "cookies": [], "headersSize": -1, "bodySize": request.utf8.count,
        "postData": ["mimeType": "application/json", "text": request],
      ],
      "response": [
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",
        "headers": headers.map { ["name": $0.key, "value": $0.value] }, "cookies": [],
        "content": [
          "size": response.utf8.count, "mimeType": "application/json", "text": response,
        ],
        "redirectURL": "", "headersSize": -1, "bodySize": response.utf8.count,
      ], "cache": [:], "timings": ["send": 0, "wait": 10, "receive": 0],
    ]
  }

  /// A session of an operation that nobody has described: device settings of an invented sensor.
  ///
  /// - Parameter answer: What stands in the answer of a number.
  private static func capture(
    _ name: String, hour: Int = 10,
    answer: (Int) -> String = {
      #""Level":\#($0 % 3),"Mode":"\#(["Alarm", "Silent"][$0 % 2])","#
        + #""Updated":"/Date(17645832\#($0)0000)/""#
    }
  ) throws -> TemporaryFile {
    var entries = [
      entry(
        0, "General/LoginPublisherAccountById",
        request:
          #"{"accountId":"7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8","password":"demo-Passw0rd","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db"}"#,
        response: "\"\(session)\"", hour: hour)
    ]
    for number in 1...9 {
      entries.append(
        entry(
          number, "Publisher/ReadDeviceSettings?sessionId=\(session)",
          response: "{\(answer(number))}", hour: hour))
    }
    let log: [String: Any] = [
      "log": [
        "version": "1.2", "creator": ["name": "test", "version": "1"], "entries": entries,
      ]
    ]
    return try TemporaryFile(
      name, try JSONSerialization.data(withJSONObject: log, options: .sortedKeys))
  }

  private static func beside(_ file: TemporaryFile, _ name: String) -> String {
    URL(filePath: file.path).deletingLastPathComponent().appending(path: name).path
  }

  @Test func `what is learned and accepted is checked, and its drift is found`() throws {
    let capture = try Self.capture("day1.har")
    let schema = Self.beside(capture, "my.openapi.yaml")
    let overlay = Self.beside(capture, "learned.overlay.yaml")
    let before = try ToolRun("check", capture.path)
    #expect(before.output.contains("ReadDeviceSettings"))

    let learned = try ToolRun("learn", capture.path, "-o", overlay, "--schema", schema)
    #expect(learned.code == 0)
    #expect(learned.output.contains("POST Publisher/ReadDeviceSettings"))
    #expect(learned.output.contains("= answer of LoginPublisherAccountById"))
    #expect(learned.output.contains("Wrote \(overlay) (1 operation"))
    #expect(!FileManager.default.fileExists(atPath: schema))
    #expect(!learned.output.contains(Self.session))
    #expect(!(try String(contentsOfFile: overlay, encoding: .utf8)).contains(Self.session))

    let accepted = try ToolRun("learn", "--accept", capture.path, "--schema", schema)
    #expect(accepted.code == 0)
    let text = try String(contentsOfFile: schema, encoding: .utf8)
    // The invented server has none of the service's header fields, and check says so.
    let clean = try ToolRun("check", "--schema", schema, capture.path)
    #expect(clean.code == 0 && !clean.output.contains("ReadDeviceSettings"), "\(clean.output)")

    let again = try ToolRun("learn", "--accept", capture.path, "--schema", schema)
    #expect(again.code == 0)
    #expect(again.output.contains("Nothing new."))
    #expect(try String(contentsOfFile: schema, encoding: .utf8) == text)

    // Each kind of drift, as answers that differ from the learned ones in one way.
    let date = #""Updated":"/Date(1764583210000)/""#
    let drifts: [(rule: String, place: String, answer: (Int) -> String)] = [
      (
        "response-property-type-changed", "$.Level",
        { #""Level":"\#($0)","Mode":"Alarm",\#(date)"# }
      ),
      (
        "response-property-enum-value-added", "$.Mode",
        { #""Level":1,"Mode":"\#($0 == 5 ? "Sound" : "Alarm")",\#(date)"# }
      ),
      (
        "response-property-enum-value-added", "$.Mode",
        { #""Level":1,"Mode":"\#($0 == 5 ? "Zbigniew" : "Alarm")",\#(date)"# }
      ),
      ("response-property-removed", "$.Mode", { _ in #""Level":1,\#(date)"# }),
      (
        "response-property-became-optional", "$.Mode",
        { $0 % 3 == 1 ? #""Level":1,"Mode":"Alarm",\#(date)"# : #""Level":1,\#(date)"# }
      ),
      (
        "response-property-added", "$.Sound",
        { _ in #""Level":1,"Mode":"Alarm",\#(date),"Sound":true"# }
      ),
      (
        "response-date-form-changed", "$.Updated",
        { _ in #""Level":1,"Mode":"Alarm","Updated":"2025-12-01T10:00:00Z""# }
      ),
    ]
    for drift in drifts {
      let capture = try Self.capture("day2.har", answer: drift.answer)
      let found = try ToolRun("check", "--format", "ndjson", "--schema", schema, capture.path)
      #expect(found.output.contains(drift.rule), "\(found.output)")
      #expect(found.output.contains(drift.place), "\(drift.rule)")
      #expect(found.output.contains("ReadDeviceSettings"))
    }
  }

  @Test func `files of one recording teach what one of them does, and empty ones are named`() throws
  {
    let capture = try Self.capture("day1.har")
    let text = try String(contentsOfFile: capture.path, encoding: .utf8)
    let resaved = try TemporaryFile("again.har", text.replacing(",", with: ", ").utf8)
    let other = try TemporaryFile(
      "other.har",
      text.replacing("Services", with: "Pages").replacing("dexcom", with: "example")
        .replacing("LoginPublisherAccountById", with: "Login").utf8)
    let schema = Self.beside(capture, "none.yaml")
    let one = try ToolRun("learn", capture.path, "--schema", schema)
    let both = try ToolRun("learn", capture.path, resaved.path, other.path, "--schema", schema)
    #expect(both.output == one.output)
    #expect(both.errors.contains(".har: counted once, as "))
    #expect(both.errors.contains("other.har: there is no Share call in it"))
    let summed = try ToolRun("summarize", capture.path, resaved.path, other.path)
    #expect(summed.errors.contains("the same traffic in several files"))
    #expect(summed.errors.contains("other.har: there is no Share call in it"))
  }

  @Test func `a proposal that was changed by hand is accepted, once`() throws {
    let capture = try Self.capture("day1.har")
    let schema = Self.beside(capture, "my.openapi.yaml")
    let overlay = Self.beside(capture, "learned.overlay.yaml")
    let learned = try ToolRun("learn", capture.path, "-o", overlay, "--schema", schema)
    #expect(learned.output.contains("`shareproto learn --accept \(overlay)` adds it"))
    let text = try String(contentsOfFile: overlay, encoding: .utf8)
    let sentence = "Read device settings: takes sessionId, gives object."
    #expect(text.contains(sentence))
    try text.replacing(sentence, with: "Reads the settings of the sensor.")
      .write(toFile: overlay, atomically: true, encoding: .utf8)

    let accepted = try ToolRun("learn", "--accept", overlay, "--schema", schema)
    #expect(accepted.code == 0)
    #expect(accepted.output.contains("Wrote \(schema), with what learned.overlay.yaml adds."))
    let shown = try ToolRun(
      "docs", "--schema", schema, "-o", Self.beside(capture, "reference"), "--quiet")
    #expect(shown.code == 0)
    let page = try String(
      contentsOfFile: Self.beside(capture, "reference/Publisher/ReadDeviceSettings.md"),
      encoding: .utf8)
    #expect(page.contains("Reads the settings of the sensor."))
    #expect(page.contains("**learned**: 9 of 9, 1 capture"))
    #expect(try ToolRun("check", "--schema", schema, capture.path).code == 0)

    let written = try String(contentsOfFile: schema, encoding: .utf8)
    #expect(
      try ToolRun("learn", "--accept", overlay, "--schema", schema).output == "Nothing new.\n")
    #expect(
      try ToolRun("learn", "--accept", capture.path, "--schema", schema).output
        .contains("Nothing new."))
    // Changed again, it is only the change that is added.
    try text.replacing(sentence, with: "Tells the settings.")
      .write(toFile: overlay, atomically: true, encoding: .utf8)
    _ = try ToolRun("learn", "--accept", overlay, "--schema", schema)
    #expect(
      try String(contentsOfFile: schema, encoding: .utf8)
        == written.replacing("Reads the settings of the sensor.", with: "Tells the settings."))

    #expect(try ToolRun("learn", overlay, "--schema", schema).code == 64)
    #expect(try ToolRun("learn", "--accept", overlay, capture.path, "--schema", schema).code == 64)
    let other = try TemporaryFile(
      "other.openapi.yaml", "{openapi: 3.1.0, info: {title: T, version: '1'}}".utf8)
    #expect(try ToolRun("learn", "--accept", overlay, "--schema", other.path).code == 2)
  }

  @Test func `a summary teaches what its captures do, and the settings name the schema`() throws {
    let capture = try Self.capture("day1.har")
    let summary = try TemporaryFile(
      "day1.summary.jsonl", try ToolRun("summarize", capture.path).output.utf8)
    let settings = try TemporaryFile("settings.yml", "schema: my.openapi.yaml\n".utf8)
    let direct = try ToolRun("learn", capture.path, "--config", "", "--schema", "/nowhere.yaml")
    let run = try ToolRun("learn", "--accept", summary.path, "--config", settings.path)
    #expect(run.code == 0)
    #expect(run.output.hasPrefix(direct.output))
    let schema = Self.beside(settings, "my.openapi.yaml")
    #expect(try ToolRun("check", "--schema", schema, capture.path).code == 0)
  }

  @Test func `from nothing all is new, and nothing is known by name`() throws {
    let capture = try Self.capture("day1.har")
    let run = try ToolRun(
      "learn", "--from-nothing", capture.path, "--schema", Self.beside(capture, "none.yaml"))
    #expect(run.output.contains("General/LoginPublisherAccountById "))
    #expect(!run.output.contains("known"))
  }

  @Test func `an overlay that cannot be read is no capture`() throws {
    let twice = try TemporaryFile("learned.overlay.yaml", "overlay: 1.0.0\noverlay: 1.0.0\n".utf8)
    let schema = Self.beside(twice, "none.yaml")
    let run = try ToolRun("learn", "--accept", twice.path, "--schema", schema)
    #expect(run.code == 2)
    #expect(run.errors.contains("a member stands there twice"), "\(run.errors)")
    #expect(!run.errors.contains("HAR"))
    #expect(!FileManager.default.fileExists(atPath: schema))
  }

  @Test func `what has no calls teaches nothing, and says so`() throws {
    let file = try TemporaryFile(
      "empty.har",
      #"{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[]}}"#.utf8)
    #expect(try ToolRun("learn", file.path).code == 2)
    #expect(try ToolRun("learn").code == 64)
  }
}
