import Bytes
import ShareAPI
import TestSupport
import Testing

struct SubCodeTests {
  @Test func `well-formed XML of the .NET backend is read`() {
    let code = SubCode(
      """
      <OnlineException DateThrownLocal="2018-09-12 16:51:32.0695709+00:00" \
      DateThrown="2018-09-12 16:51:32.0695709+00:00" ErrorCode="SSO_X" Type="15" Category="1" \
      Severity="2" TypeString="SingleSignOn" CategoryString="System" SeverityString="Severe" \
      HostName="" HostIP="" Id="{33333333-3333-4333-8333-33333333333A}" Message="a &lt; b &amp; &quot;c&quot;" \
      FullText="Dexcom.Common.OnlineException: x" />
      """)
    #expect(code.generation == .xml)
    #expect(code.detail.thrown == Timestamp(nanoseconds: 1_536_771_092_069_570_900))
    #expect(code.detail.type == .init(number: 15, word: "SingleSignOn"))
    #expect(code.detail.category == .init(number: 1, word: "System"))
    #expect(code.detail.severity == .init(number: 2, word: "Severe"))
    #expect(code.detail.id == "33333333-3333-4333-8333-33333333333A")
    #expect(code.detail.message == "a < b & \"c\"")
  }

  @Test func `raw quotes inside attributes cost nothing`() {
    let code = SubCode(
      """
      <OnlineException ErrorCode="InvalidArgument" Type="10" TypeString="InvalidArgument" \
      Message="type `java.util.UUID` from String "1": bad "x="y" < z" FullText="f: "q"" />
      """)
    #expect(code.generation == .malformedXML)
    #expect(code.detail.message == "type `java.util.UUID` from String \"1\": bad \"x=\"y\" < z")
    #expect(code.detail.fullText == "f: \"q\"")
    #expect(code.detail.type.number == 10)
  }

  @Test func `JSON in a string is read`() {
    let code = SubCode(
      """
      {\n    "OnlineException": {"DateThrown": "2025-11-14T17:30:54.430059754Z", "ErrorCode": "",
      "Type": 6, "TypeString": "SessionNotValid", "Id": "33333333-3333-4333-8333-333333333333"}}
      """)
    #expect(code.generation == .json)
    #expect(code.detail.thrown == Timestamp(nanoseconds: 1_763_141_454_430_059_754))
    #expect(code.detail.type == .init(number: 6, word: "SessionNotValid"))
    #expect(code.detail.errorCode == "")
  }

  @Test(arguments: ["", "oops", "<Other/>", "{}", "<OnlineException", "<OnlineException Type=\"1"])
  func `anything else survives as text`(text: String) {
    #expect(SubCode(text).text == text)
  }

  @Test(
    .enabled(if: SharedFiles.isPresent, SharedFiles.reason),
    arguments: [
      ("17-watchsugar-2015-12", SubCode.Generation.xml, "ObjectNotFound"),
      ("18-xdrip-2017-11", .xml, "InvalidState"), ("19-homeassistant", .xml, "SessionNotValid"),
      ("20-pydexcom-2023-08", .xml, "InvalidPassword"), ("21-pydexcom", .xml, "SingleSignOn"),
      ("22-pydexcom", .malformedXML, "InvalidArgument"), ("23-pydexcom", .xml, "InvalidPassword"),
      ("24-faymaz", .json, "SessionNotValid"),
    ])
  func `the recorded faults are of their generation and class`(
    prefix: String, generation: SubCode.Generation, type: String
  ) throws {
    let folder = "protocol/fixtures"
    let name = try #require(SharedFiles.names(in: folder).first { $0.hasPrefix(prefix) })
    let call = try callWithAnswer(SharedFiles.bytes("\(folder)/\(name)"), status: 500)
    guard case .envelope(let envelope)? = call.fault else {
      Issue.record("no envelope")
      return
    }
    #expect(envelope.subCode?.generation == generation)
    #expect(envelope.subCode?.detail.type.word == type)
    #expect(envelope.subCode?.detail.thrown != nil)
  }
}
