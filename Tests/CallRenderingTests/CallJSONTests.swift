import CallRendering
import HTTPMessages
import JSONDecoding
import Redaction
import ShareAPI
import Testing

struct CallJSONTests {
  @Test(
    arguments: [
      (
        Exchange.Place(capture: "a.har", entry: 12),
        #"{"capture":"a.har","entry":12,"time":null,"#
      ),
      (
        Exchange.Place(capture: "a.pcap", stream: 3, firstPacket: 10, lastPacket: 14),
        #"{"capture":"a.pcap","stream":3,"packets":[10,14],"time":null,"#
      ),
    ])
  func `a call says where in its capture it stands`(place: Exchange.Place, start: String) {
    var decoder = CallDecoder()
    var writer = CallJSON(.hiding())
    writer.write(
      decoder.decode(
        Exchange(
          place: place,
          request: HTTPRequest(method: "GET", target: RequestTarget(url: "https://a.test/")))))
    var text = ""
    writer.json.take { text = String(decoding: $0, as: UTF8.self) }
    #expect(text.hasPrefix(start))
  }
}
