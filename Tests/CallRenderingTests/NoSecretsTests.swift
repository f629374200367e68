import CallRendering
import Foundation
import HTTPMessages
import JSONDecoding
import Redaction
import ShareAPI
import TestSupport
import Testing

/// Nothing that is shown of any recorded session gives anybody away.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct NoSecretsTests {
  /// Everything in a session that is a secret: values of these names, and every GUID but the all-zero
  /// one and the two public application IDs. Found without the code under test.
  private static func secrets(of session: String) throws -> Set<String> {
    let text = String(
      decoding: try SharedFiles.bytes("captures/\(session)/reference.jsonl"), as: UTF8.self)
    // Not `Regex`, which takes five times as long.
    let characters = text as NSString
    var secrets: Set<String> = []
    for pattern in [valuePattern, idPattern] {
      let all = NSRange(location: 0, length: characters.length)
      for match in try pattern.get().matches(in: text, range: all) {
        secrets.insert(characters.substring(with: match.range(at: match.numberOfRanges - 1)))
      }
    }
    return secrets.subtracting([
      "00000000-0000-0000-0000-000000000000", "d8665ade-9673-4e27-9ff6-92db4ce13d13",
      "d89443d2-327c-4a6f-89e5-496bbb0317db", "D89443D2-327C-4A6F-89E5-496BBB0317DB",
    ])
  }

  private static let valuePattern = pattern(
    #"\\*"(?:session[iI][dD]|accountId|accountName|password|serialNumber|SN|contactName|"#
      + #"emailAddress|DisplayName|ContactName|Email|Hmac|Body)\\*"\s*:\s*\\*"([^"\\]{6,})\\*""#)
  private static let idPattern = pattern("([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")

  private static func pattern(_ text: String) -> Result<NSRegularExpression, any Error> {
    Result { try NSRegularExpression(pattern: text) }
  }

  /// What decode shows of a session: all of its exchanges as JSON and as a table.
  private static func shown(_ session: String, _ redactor: Redactor) throws -> String {
    var decoder = CallDecoder()
    var json = CallJSON(redactor)
    var table = CallTable(redactor, style: .init(width: 100, isColoured: false))
    table.begin(title: session)
    var text = ""
    for reference in try ReferenceExchange.all(of: session) {
      let call = decoder.decode(reference.exchange)
      json.write(call)
      text += table.add(call)
    }
    text += table.end()
    return text + String(decoding: json.json.bytes, as: UTF8.self)
  }

  @Test(arguments: ReferenceExchange.sessions)
  func `no secret of a session is shown`(session: String) throws {
    let shown = try Self.shown(session, .hiding()).lowercased()
    let secrets = try Self.secrets(of: session)
    // With C's search: loops over bytes take long in debug builds.
    shown.withCString { text in
      #expect(strlen(text) == shown.utf8.count)
      for secret in secrets {
        let place = strstr(text, secret.lowercased()).map { String(cString: $0).prefix(120) }
        #expect(place == nil, "\(secret)")
      }
    }
  }

  @Test func `with reveal the secrets are there`() throws {
    let session = "uploader-all-http-2015"
    let shown = try Self.shown(session, .revealing())
    for secret in ["demo-user", "demo-Passw0rd", "SM00000001", "Demo Person"] {
      #expect(shown.contains(secret))
    }
  }
}
