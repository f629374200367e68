import APISchema
import Evidence
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
    var summaries = 0
    func check(_ exchange: Exchange) {
      var builder = SummaryBuilder()
      builder.add(decoder.decode(exchange))
      let text = Fixtures.text(builder.summary(label: "a.har", digests: [Fixtures.digest(1)]))
      summaries += 1
      #expect(!text.lowercased().contains(secret.lowercased()))
      // Digits of a reading, however they are cut.
      if secret == "1691455258007" { #expect(!text.contains("16914552")) }
    }
    for body in Self.bodies {
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
          check(exchange)
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
        check(exchange)
      }
      var form = bare
      form.request.fields = HTTPFields([("Content-Type", "application/x-www-form-urlencoded")])
      form.request.body = HTTPBody(bytes: Array("a=\(encoded)&\(encoded)5=1".utf8))
      check(form)
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
        check(exchange)
      }
      for name in [
        "Content-Type", "Server", "Vary", "Location", "Cookie", "X-Trace-Id", "Cache-Control",
        "Strict-Transport-Security",
      ] {
        var exchange = bare
        exchange.request.fields = HTTPFields([(name, secret), (secret + "5", "x")])
        exchange.response?.fields = HTTPFields([(name, "max-age=\(secret)"), (name, secret)])
        exchange.response?.status = 302
        check(exchange)
      }
      var method = bare
      method.request.method = secret
      check(method)
    }
    #expect(summaries > 150)
  }

  /// A time, a GUID, or a text in the place of a secret.
  private static var secret: Regex<(Substring, ms: Substring?, name: Substring?)> {
    #/
      Date\((?<ms>\d{10,}) | [0-9a-fA-F]{8}-[0-9a-fA-F-]{27}
      | "(?:accountName|password|SN|Name|Email|ContactName)":\ ?"(?<name>[^"\\]{4,})"
    /#
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `nothing of the recordings' secrets, readings and times is in their summaries`() throws {
    for (session, references, summary) in Recordings.sessions {
      let text = SummaryWriter.line(summary)
      var found: Set<String> = []
      for reference in references where reference.text("standing") == "documented" {
        for part in ["requestBody", "responseBody"] {
          guard let body = reference.text(part) else { continue }
          for match in body.matches(of: Self.secret) {
            found.insert(String(match.output.ms ?? match.output.name ?? match.output.0))
          }
        }
      }
      #expect(references.count < 20 || !found.isEmpty)
      for secret in found where text.firstRange(of: Array(secret.utf8)) != nil {
        Issue.record("\(session): \(secret)")
      }
    }
  }
}
