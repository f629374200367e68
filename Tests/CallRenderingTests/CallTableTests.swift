import HTTPMessages
import Redaction
import ShareAPI
import Testing

@testable import CallRendering

struct CallTableTests {
  private func call(_ entry: Int) -> Call {
    let target = "https://share2.dexcom.com/ShareWebServices/Services/General/SystemUtcTime"
    var decoder = CallDecoder()
    return decoder.decode(
      Exchange(
        place: Exchange.Place(capture: "a.har", entry: entry),
        request: HTTPRequest(method: "GET", target: RequestTarget(url: target)),
        response: HTTPResponse(status: 200, fields: HTTPFields(), body: .absent)))
  }

  @Test func `rows wait for each other, but not for what may never come`() {
    var table = CallTable(.hiding(), style: .init(width: 100, isColoured: false))
    table.begin(title: "-")
    #expect(table.add(call(1)) == "")
    let shown = table.pause()
    #expect(shown.contains("SystemUtcTime"))
    #expect(table.add(call(2)).contains("SystemUtcTime"))
    #expect(table.pause() == "" && table.end() == "")
  }

  @Test func `a pause without rows shows nothing`() {
    var table = CallTable(.hiding(), style: .init(width: 100, isColoured: false))
    table.begin(title: "-")
    #expect(table.pause() == "")
    #expect(table.end().contains("-"))
  }
}
