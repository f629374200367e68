import CallRendering
import Foundation
import HTTPMessages
import Redaction
import ShareAPI
import Testing

struct ReadingsCSVTests {
  private func rows(
    _ answer: String, capture: String = "a.har",
    operation: String = "Publisher/ReadPublisherLatestGlucoseValues"
  ) -> [String] {
    var decoder = CallDecoder()
    let url = "https://share2.dexcom.com/ShareWebServices/Services/\(operation)"
    var csv = ReadingsCSV(.hiding())
    csv.write(
      decoder.decode(
        Exchange(
          place: .init(capture: capture, entry: 7),
          request: HTTPRequest(method: "POST", target: RequestTarget(url: url)),
          response: HTTPResponse(status: 200, body: HTTPBody(bytes: Array(answer.utf8))))))
    var text = ""
    csv.take { text = String(decoding: $0, as: UTF8.self) }
    return text.components(separatedBy: "\r\n")
  }

  @Test func `a reading is a row with its times, its value and its trend`() {
    let rows = rows(
      #"[{"WT":"Date(1638448498000)","DT":"Date(1638448498000-0500)","Value":235,"Trend":4},{"Value":"x"}]"#
    )
    #expect(
      rows[1]
        == "a.har,7,,ReadPublisherLatestGlucoseValues,2021-12-02T12:34:58Z,,2021-12-02T07:34:58-05:00,235,measured,Flat,"
    )
    #expect(rows[2] == "a.har,7,,ReadPublisherLatestGlucoseValues,,,,,,,")
    #expect(rows.count == 4)
  }

  @Test func `a follower sees whose each reading is`() {
    let (mother, father) = (
      "11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555"
    )
    let latest = rows(
      #"[{"SubscriptionId":"\#(mother)","Egv":{"Value":99}},{"SubscriptionId":"\#(father)","Egv":{"Value":98}}]"#,
      operation: "Subscriber/ReadLastGlucoseFromSubscriptions")
    #expect(latest[1].hasSuffix(",99,measured,,subscription-1"))
    #expect(latest[2].hasSuffix(",98,measured,,subscription-2"))
    let one = rows(
      #"[{"Value":97}]"#,
      operation: "Subscriber/ReadSubscriptionLatestGlucoseValues?subscriptionId=\(mother)")
    #expect(one[1].hasSuffix(",97,measured,,subscription-1"))
  }

  @Test func `a cell is never taken for a formula, and quotes are doubled`() {
    #expect(rows("[{}]", capture: "=1+1.har")[1].hasPrefix("'=1+1.har,"))
    #expect(rows("[{}]", capture: "a\"b,c.har")[1].hasPrefix("\"a\"\"b,c.har\","))
  }
}
