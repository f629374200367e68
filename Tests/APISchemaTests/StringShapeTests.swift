import APISchema
import Foundation
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

struct StringShapeTests {
  @Test(arguments: [
    ("", "empty"), ("d8665ade-9673-4e27-9ff6-92db4ce13d13", "guid"),
    ("D8665ADE-9673-4E27-9FF6-92DB4CE13D13", "guid"),
    ("00000000-0000-0000-0000-000000000000", "zero-guid"),
    ("{D8665ADE-9673-4e27-9ff6-92db4ce13d13}", "braced-guid"),
    ("d8665ade-9673-4e27-9ff6-92db4ce13d1", "text"),
    ("/Date(1426767421178)/", "wcf-date"), ("\\/Date(1426767421178)\\/", "wcf-date"),
    ("/Date(-1)/", "wcf-date"), ("/Date(1426780716000-0700)/", "wcf-date-offset"),
    ("Date(1691455258000)", "bare-date"), ("Date(1691455258000+0000)", "bare-date-offset"),
    ("/Date(1691455258000)", "text"), ("Date()", "text"), ("Date(1691455258000-040)", "text"),
    ("2023-08-02T20:32:31Z", "date-time"), ("2023-08-02T20:32:31.117Z", "date-time"),
    ("2023-08-02T20:32:31.117", "date-time"), ("2023-08-02T20:32:31-07:00", "date-time"),
    ("2024-07-21T02:05:28.051516952Z", "date-time-fine"),
    ("2018-09-12 16:51:32.0695709+00:00", "dotnet-date-time-utc"),
    ("2016-06-12 16:51:32.0695709-07:00", "dotnet-date-time-zoned"),
    ("2018-09-12 16:51:32", "text"), ("2025-11-14", "date"), ("2025-11-1", "text"),
    ("PT30M", "iso-duration"), ("PT1H30M", "iso-duration"), ("PT0S", "iso-duration"),
    ("PT", "word"), ("PT30M1H", "word"), ("12", "integer-text"), ("-4", "integer-text"),
    ("5.5", "number-text"), ("5.", "text"), ("true", "boolean-text"), ("True", "word"),
    ("trueish", "word"), ("0123456789abcdef0123456789abcdef", "hex-32"),
    ("SM00000001", "serial-number"), ("8G1X2Y", "serial-number"), ("000000000001", "serial-number"),
    ("Severe", "word"), ("SEVERE", "word"), ("demo@example.org", "email"), ("a @ b", "text"),
    ("https://example.org/a", "uri"), ("3.0.2.11", "version"), ("7.0.2", "version"),
    ("High.wav", "file-name"), ("FortyFiveUp", "word"), ("SSO_InternalError", "word"),
    ("<OnlineException Id=\"\"/>", "exception-xml"), ("<html>", "xml-text"),
    ("{\n    \"OnlineException\": {}}", "exception-json"), ("{\"a\":1}", "json-text"),
    ("[1]", "json-text"), ("{a", "text"),
    ("Dexcom.Common.OnlineException: no", "dotnet-exception-text"),
    ("com.dexcom.udp.common.data.exception.OnlineException: no", "java-exception-text"),
    ("Exception: no", "text"), ("iPhone OS", "text"), ("iPhone5,2", "text"), ("ä", "text"),
  ])
  func `a text has the shape of its bytes`(text: String, shape: String) {
    #expect(StringShape(text) == StringShape(rawValue: shape))
  }

  @Test(arguments: [
    ("/Date(1426767421178)/", true), ("Date(1691455258000-0400)", false),
    ("Date(1691455258007-0400)", true), ("2024-07-21T02:05:28.000Z", false),
    ("2024-07-21T02:05:28.05Z", true), ("2018-09-12 16:51:32.0000000+00:00", false), ("12", false),
  ])
  func `a fraction of a second is noticed`(text: String, isFractional: Bool) {
    var text = text
    #expect(text.withUTF8 { StringShape.classify($0).isFractional } == isFractional)
  }

  @Test func `every shape that is named is in the list`() {
    #expect(Set(StringShape.all).count == StringShape.all.count)
    #expect(StringShape.all.first == .empty)
    #expect(StringShape.all.last == .text)
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `shapes agree with the types of the service and with expressions, over all recordings`()
    throws
  {
    var texts: Set<String> = []
    for session in ReferenceExchange.sessions {
      for exchange in try ReferenceExchange.all(of: session) {
        for body in ["requestBody", "responseBody"] {
          let bytes = exchange.body(body)
          if let value = try? JSONParser().read(bytes, { JSONValue($0) }) { collect(value, &texts) }
        }
      }
    }
    #expect(texts.count > 5_000)
    let patterns: [(StringShape, String)] = [
      (.wcfDate, #"/Date\(-?\d{1,19}\)/"#), (.wcfDateOffset, #"/Date\(-?\d{1,19}[+-]\d{4}\)/"#),
      (.bareDate, #"Date\(-?\d{1,19}\)"#), (.bareDateOffset, #"Date\(-?\d{1,19}[+-]\d{4}\)"#),
      (.isoDateTime, #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)?"#),
      (.isoDateTimeFine, #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{4,}(Z|[+-]\d\d:?\d\d)?"#),
      (.dotnetDateTimeUTC, #"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:?00)"#),
      (.bracedGUID, #"\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"#),
      (.hex32, #"[0-9A-Fa-f]{32}"#), (.word, #"[A-Za-z][A-Za-z0-9_]*"#),
      (.integerText, #"[+-]?\d+"#), (.version, #"\d+(\.\d+){2,}"#),
      (.fileName, #"[A-Za-z0-9_]+\.[A-Za-z][A-Za-z0-9_]{1,4}"#),
    ]
    let expressions = try patterns.map { (shape: $0.0, expression: try Regex($0.1)) }
    for text in texts {
      let shape = StringShape(text)
      #expect((GUID(text) != nil) == [.guid, .zeroGUID].contains(shape), "\(shape)")
      #expect((GUID(text)?.isZero == true) == (shape == .zeroGUID), "\(shape)")
      #expect((ISODuration(text) != nil) == (shape == .isoDuration), "\(shape)")
      if let date = WCFDate(text), !date.isISO8601 {
        let forms: Set<StringShape> =
          date.offset == nil ? [.wcfDate, .bareDate] : [.wcfDateOffset, .bareDateOffset]
        #expect(forms.contains(shape), "\(shape)")
      }
      for (expected, expression) in expressions where shape == expected {
        #expect(try expression.wholeMatch(in: text) != nil, "\(shape)")
      }
      // What is left over is none of them, unless it is too long for any.
      if shape == .text, text.utf8.count <= 320 {
        for (other, expression) in expressions {
          #expect(try expression.wholeMatch(in: text) == nil, "\(other)")
        }
      }
    }
  }

  private func collect(_ value: JSONValue, _ texts: inout Set<String>) {
    switch value {
    case .string(let text):
      texts.insert(text)
      if let detail = AttributeElement(text, name: "OnlineException") {
        texts.formUnion(detail.attributes.values)
      } else if text.hasPrefix("{"), let inner = try? JSONParser().value(of: text) {
        collect(inner, &texts)
      }
    case .array(let elements): for element in elements { collect(element, &texts) }
    case .object(let members): for member in members { collect(member.value, &texts) }
    default: break
    }
  }
}
