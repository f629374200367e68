import APISchema
import Evidence
import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

/// Secrets and readings in every place of a call, and nothing of them in a summary.
struct NoSecretsTests {
  private static let secrets = [
    "tr0ub4dor&3", "Hjalmar Olsenby", "ann.bee@mail.example", "SM98765432", "412345678901",
    "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab", "8J2K4M", "1691455258007", "2023-08-02T20:32:31.117",
    "Zanzibar7", "137.25", "qwertzuiop",
  ]

  /// A value with each of its texts, numbers and names replaced in turn.
  private static func planted(_ value: JSONValue, _ secret: String) -> [JSONValue] {
    switch value {
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
        var renamed = members
        // A name of letters alone may be shown (decision 4).
        renamed[index].name = secret == "qwertzuiop" ? secret + "5" : secret
        let others = planted(members[index].value, secret).map { value in
          var copy = members
          copy[index].value = value
          return JSONValue.object(copy)
        }
        return [JSONValue.object(renamed)] + others
      }
    default:
      let number = Double(secret).map { JSONValue.number(.double($0)) } ?? .string(secret)
      return [
        .string(secret), number, .object([.init("x", .string(secret))]), .array([.string(secret)]),
      ]
    }
  }

  private static func text(_ value: JSONValue) -> String {
    let writer = JSONWriter()
    writer.value(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static let bodies: [(operation: String, request: String, response: String, status: Int)] =
    [
      (
        "General/AuthenticatePublisherAccount",
        #"{"accountName":"a","password":"b","applicationId":"c"}"#,
        #"{"Code":"X","Message":"m","SubCode":"s","TypeName":"FaultException"}"#, 500
      ),
      ("General/LoginPublisherAccountById", #"{"accountId":"a"}"#, #""x""#, 200),
      (
        "Publisher/ReadPublisherLatestGlucoseValues", "",
        #"[{"DT":"d","ST":"s","Trend":"Flat","Value":120,"WT":"w"}]"#, 200
      ),
      ("Publisher/GetPublisherImage", #"{"a":["b"]}"#, #"{"Image":{"n":[1]}}"#, 200),
      ("Publisher/PostReceiverEgvRecords2", #"{"a":"b"}"#, #"{"Image":"n"}"#, 200),
    ]

  @Test(arguments: secrets)
  func `a secret is found in no summary, wherever it stood`(secret: String) throws {
    var decoder = CallDecoder()
    var exchanges = 0
    var builder = SummaryBuilder()
    func add(_ exchange: Exchange) {
      builder.add(decoder.decode(exchange))
      exchanges += 1
    }
    for body in Self.bodies {
      builder = SummaryBuilder()
      let bare = Fixtures.exchange(
        body.operation, request: body.request, status: body.status, response: body.response)
      for part in ["request", "response"] {
        let text = part == "request" ? body.request : body.response
        guard let value = try? JSONParser().value(of: text) else { continue }
        for planted in Self.planted(value, secret) {
          let bytes = HTTPBody(bytes: Array(Self.text(planted).utf8))
          var exchange = bare
          if part == "request" {
            exchange.request.body = bytes
          } else {
            exchange.response?.body = bytes
          }
          add(exchange)
        }
      }
      // Not JSON, a form, XML, a page.
      let encoded = percentEncoded(secret)
      for text in [
        secret, "<a b=\"\(secret)\"><c>\(secret)</c></a>", "<html>\(secret)</html>",
        "<OnlineException \(secret)=\"1\" Message=\"\(secret)\" FullText=\"\(secret)\"/>",
      ] {
        var exchange = bare
        exchange.response?.body = HTTPBody(bytes: Array(text.utf8))
        add(exchange)
      }
      var form = bare
      form.request.fields = HTTPFields([("Content-Type", "application/x-www-form-urlencoded")])
      form.request.body = HTTPBody(bytes: Array("a=\(encoded)&\(encoded)5=1".utf8))
      add(form)
      let isName = secret == "qwertzuiop"
      for url in [
        "\(Fixtures.root)/\(body.operation)?x=\(encoded)&\(encoded)5=y",
        "\(Fixtures.root)/\(body.operation)/\(encoded)\(isName ? "5" : "")",
        "\(Fixtures.root)/Publisher/\(encoded)\(isName ? "5" : "")",
        "https://\(encoded)/ShareWebServices/Services/\(body.operation)",
        "https://u:\(encoded)@share2.dexcom.com/ShareWebServices/Services/\(body.operation)",
      ] {
        var exchange = bare
        exchange.request.target = RequestTarget(url: url)
        add(exchange)
      }
      for name in [
        "Content-Type", "Server", "Vary", "Location", "Cookie", "X-Trace-Id", "Cache-Control",
        "Strict-Transport-Security",
      ] {
        var exchange = bare
        exchange.request.fields = HTTPFields([(name, secret), (secret + "5", "x")])
        exchange.response?.fields = HTTPFields([(name, "max-age=\(secret)"), (name, secret)])
        exchange.response?.status = 302
        add(exchange)
      }
      var method = bare
      method.request.method = secret
      add(method)
      let text = Fixtures.text(builder.summary(label: "a.har", digests: [Fixtures.digest(1)]))
      #expect(text.range(of: secret, options: .caseInsensitive) == nil, "\(body.operation)")
      // Digits of a reading, however they are cut.
      if secret == "1691455258007" { #expect(!text.contains("16914552")) }
    }
    #expect(exchanges > 150)
  }

  private static let secretNames: Set<String> = [
    "accountName", "password", "SN", "Name", "Email", "ContactName", "DisplayName",
  ]

  /// The digits of dates, GUIDs, and the texts in the places of secrets.
  private static func collect(_ value: JSONValue, named name: String, _ found: inout Set<String>) {
    switch value {
    case .string(let text):
      let shape = StringShape(text)
      if shape == .guid || secretNames.contains(name), text.utf8.count > 3 { found.insert(text) }
      guard text.hasSuffix(")") || text.hasSuffix(")/") else { return }
      found.formUnion(text.split { !$0.isNumber }.filter { $0.utf8.count >= 10 }.map(String.init))
    case .array(let elements): for element in elements { collect(element, named: name, &found) }
    case .object(let members):
      for member in members { collect(member.value, named: member.name, &found) }
    default: break
    }
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `nothing of the recordings' secrets, readings and times is in their summaries`() throws {
    var count = 0
    for (session, references, summary) in Recordings.sessions {
      let text = Fixtures.text(summary)
      let words = Set(
        text.utf8.split { !(48...57 ~= $0 || 97...122 ~= $0 | 0x20 || $0 == 45) }
          .compactMap { String($0) })
      var found: Set<String> = []
      for reference in references {
        for part in ["requestBody", "responseBody"] {
          let bytes = reference.body(part)
          guard let value = try? JSONParser().read(bytes, { JSONValue($0) }) else { continue }
          Self.collect(value, named: "", &found)
        }
      }
      count += found.count
      #expect(words.isDisjoint(with: found), "\(session): \(words.intersection(found).prefix(3))")
      for secret in found where secret.contains(" ") { #expect(!text.contains(secret)) }
    }
    #expect(count > 10_000)
  }
}
