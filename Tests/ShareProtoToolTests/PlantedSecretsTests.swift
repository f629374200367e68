import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// A secret of its own in each text of a recording, one text after the other, and nothing of it in any
/// output.
struct PlantedSecretsTests {
  private static let secrets = [
    "tr0ub4dor&3", "Hjalmar Olsenby", "ann.bee@mail.example", "SM98765432", "412345678901",
    "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab",
  ]

  private static func encodings(of secret: String) -> [String] {
    func percent(_ text: String) -> String {
      text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    let bytes = Data(secret.utf8)
    return [
      secret, percent(secret), percent(percent(secret)), bytes.base64EncodedString(),
      bytes.map { String($0, radix: 16) }.joined(),
      secret.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined(),
      secret.utf16.map { "\\u00" + String($0, radix: 16) }.joined(),
    ]
  }

  /// A recording with every text that one has.
  private static func recording(url: String, answer: String, status: Int) throws -> JSONValue {
    func quoted(_ text: String) -> String {
      let writer = JSONWriter()
      writer.string(text)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    let named = #"[{"name":"n","value":"v","comment":"c"}]"#
    let program = #"{"name":"mitmproxy","version":"1.0","comment":"c"}"#
    return try JSONParser().value(
      of: """
        {"log":{"version":"1.2","creator":\(program),"browser":\(program),"comment":"c","_x":"x",
        "pages":[{"id":"p","title":"t","startedDateTime":"2024-07-21T02:05:27Z","comment":"c"}],
        "entries":[{"startedDateTime":"2024-07-21T02:05:27Z","time":"12","pageref":"p",
        "serverIPAddress":"1.2.3.4","connection":"443","comment":"c","_x":{"y":"z"},
        "request":{"method":"POST","url":\(quoted(url)),"httpVersion":"HTTP/1.1","comment":"c",
        "headers":[{"name":"Referer","value":"r"},{"name":"Cookie","value":"c"}],
        "cookies":\(named),"queryString":\(named),
        "postData":{"mimeType":"application/json","text":"{\\"a\\":1}","comment":"c","encoding":"e"}},
        "response":{"status":\(status),"statusText":"OK","httpVersion":"HTTP/1.1","comment":"c",
        "headers":[{"name":"Content-Type","value":"image/png"},{"name":"Location","value":"/x"},
        {"name":"X-Trace-Id","value":"t"}],"cookies":\(named),"redirectURL":"/x",
        "content":{"mimeType":"application/json","text":\(quoted(answer)),"comment":"c"}},
        "cache":{"comment":"c"},"timings":{"wait":1,"comment":"c"}}]}}
        """)
  }

  /// A value with each of its texts replaced in turn, by what `secret` gives for the next one.
  private static func planted(_ value: JSONValue, _ secret: (String) -> String) -> [JSONValue] {
    switch value {
    case .string(let text):
      // As it is, and behind what stood there.
      return [.string(secret("")), .string(secret(text + "/")), .string(secret(text + ";x="))]
    case .array(let elements):
      return elements.indices.flatMap { index in
        planted(elements[index], secret).map { value in
          var copy = elements
          copy[index] = value
          return .array(copy)
        }
      }
    case .object(let members):
      return members.indices.flatMap { index in
        planted(members[index].value, secret).map { value in
          var copy = members
          copy[index].value = value
          return .object(copy)
        }
      }
    default: return []
    }
  }

  private static let share = "https://share2.dexcom.com/ShareWebServices/Services"
  private static let recordings: [(url: String, answer: String, status: Int)] = [
    (
      "\(share)/General/AuthenticatePublisherAccount",
      #"{"Code":"X","Message":"m","SubCode":"s","TypeName":"FaultException"}"#, 500
    ),
    ("\(share)/Publisher/ReadContact", #"{"Name":"n"}"#, 200),
    ("\(share)/Publisher/GetPublisherImage", #"{"Image":"n"}"#, 200),
    ("\(share)/Publisher/PostReceiverEgvRecords2", #"{"Image":"n"}"#, 200),
    ("https://weather.example.org/api/today.json", #"{"a":"b"}"#, 200),
  ]

  @Test(arguments: recordings.indices)
  func `a secret is shown from no place of a recording`(index: Int) throws {
    let (url, answer, status) = Self.recordings[index]
    let recording = try Self.recording(url: url, answer: answer, status: status)
    // The secrets and their encodings take turns, so that neighbouring places have others; three rounds
    // begin at different ones.
    for round in 0..<3 {
      var turn = round * 17 + index * 5
      var files: [JSONValue] = Self.planted(recording) { before in
        defer { turn += 1 }
        let encodings = Self.encodings(of: Self.secrets[turn % Self.secrets.count])
        return before + encodings[turn / Self.secrets.count % encodings.count]
      }
      // Inside the answer too.
      if let body = try? JSONParser().value(of: answer) {
        for body in Self.planted(
          body,
          { before in
            defer { turn += 1 }
            return before + Self.secrets[turn % Self.secrets.count]
          })
        {
          let writer = JSONWriter()
          writer.value(body)
          let answer = String(decoding: writer.bytes, as: UTF8.self)
          files.append(try Self.recording(url: url, answer: answer, status: status))
        }
      }
      try expectNothingShown(of: files)
    }
  }

  private func expectNothingShown(of recordings: [JSONValue]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, recording) in recordings.enumerated() {
      let writer = JSONWriter()
      writer.value(recording)
      try Data(writer.bytes).write(to: folder.appending(path: "\(index).har"))
    }
    #expect(recordings.count > 100)
    let commands =
      ["table", "ndjson", "json", "csv"].map { ["decode", "--format", $0] }
      + ["har", "curl"].map { ["export", "--as", $0] }
    for command in commands {
      let run = try ToolRun(command + ["--all", "--verbose", "--keep-going", folder.path])
      // As bytes: a search among characters takes a hundred times as long.
      let shown = Data((run.output + run.errors).lowercased().utf8)
      for secret in Self.secrets.flatMap(Self.encodings) {
        let place = shown.range(of: Data(secret.lowercased().utf8))
        let around = place.map {
          String(decoding: shown[..<$0.upperBound].suffix(160), as: UTF8.self)
        }
        #expect(place == nil, "\(command): \(around ?? "")")
      }
    }
  }
}
