import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

@testable import SessionReplay

struct SafetyGuardTests {
  @Test(arguments: [nil, "share2.dexcom.com", "example.com:443", "evil.example", ""])
  func `another machine has to be named twice`(name: String?) throws {
    let target = try ReplayTarget("https://share.example.com")
    let refusal = #expect(throws: ReplayRefusal.self) {
      try SafetyGuard(target, allowedHost: name)
    }
    #expect(refusal?.description.contains("--allow-host share.example.com") == true)
  }

  @Test
  func `another machine needs TLS, and it is verified`() throws {
    let plain = try ReplayTarget("http://share.example.com")
    #expect(throws: ReplayRefusal.self) {
      try SafetyGuard(plain, allowedHost: "share.example.com")
    }
    let target = try ReplayTarget("https://share.example.com")
    #expect(throws: ReplayRefusal.self) {
      try SafetyGuard(target, allowedHost: "share.example.com", verifiesTLS: false)
    }
    let guardian = try SafetyGuard(target, allowedHost: "SHARE.example.com")
    #expect(!guardian.isVendor)
    let own = try ReplayTarget("https://localhost:8443")
    #expect(try !SafetyGuard(own, verifiesTLS: false).verifiesTLS)
  }

  @Test
  func `every operation reads, logs in, or needs to be allowed`() throws {
    let closed = try SafetyGuard(ReplayTarget("http://127.0.0.1:80"))
    let open = try SafetyGuard(ReplayTarget("http://127.0.0.1:80"), allowsWrites: true)
    var refused = 0
    for type in OperationCatalog.all {
      let call = Session.call("\(type.operation.service.rawValue)/\(type.operation.name)")
      #expect(open.reason(against: call) == nil)
      guard closed.reason(against: call) != nil else { continue }
      refused += 1
      let verbs = ["Read", "List", "Is", "Does", "Check", "Authenticate", "Login", "SystemUtcTime"]
      #expect(!verbs.contains { type.operation.name.hasPrefix($0) })
    }
    #expect(refused == 12)
  }

  @Test(arguments: [
    ("Publisher/PostReceiverEgvRecords2", "signed"), ("Publisher/SetSomething", "nobody knows"),
    ("/elsewhere", "somebody else"),
  ])
  func `calls that nobody can answer for are not sent`(path: String, reason: String) throws {
    let guardian = try SafetyGuard(ReplayTarget("http://127.0.0.1:80"))
    #expect(guardian.reason(against: Session.call(path))?.contains(reason) == true)
  }

  @Test(arguments: [
    "share1.dexcom.com", "share2.dexcom.com", "shareous1.dexcom.com", "shareous2.dexcom.com",
    "share.dexcom.jp", "sharejp1.dexcom.com", "dexcom.com", "new.share.dexcom.eu",
  ])
  func `the vendor's hosts never get readings`(host: String) throws {
    let guardian = try SafetyGuard(
      ReplayTarget("https://\(host)"), allowedHost: host, allowsWrites: true)
    #expect(guardian.isVendor)
    let readings = #"{"SN":"SM00000001","Egvs":[{"Trend":4,"ST":"/Date(1)/","Value":120}]}"#
    for (path, body) in [
      ("Publisher/PostReceiverEgvRecords", readings),
      ("publisher/postreceiveregvrecords/", readings),
      ("Publisher/%50ostReceiverEgvRecords", readings), ("Publisher/PostReceiverEgvRecords", ""),
      ("Publisher/PostReceiverEgvRecords2", readings), ("Publisher/Upload", readings),
      ("Publisher/Upload", "120"), ("Publisher/Upload", "[120,121]"), ("Publisher/Upload", "<a/>"),
      ("Publisher/Upload", #"{"a":"120 mg"}"#), ("Publisher/Upload?value=120", ""),
      ("Publisher/Upload?a=120", ""), ("Publisher/Upload?120", ""), ("Publisher/Upload/120", ""),
      ("Publisher/Upload", #"{"120":"x"}"#), ("Publisher/Upload;Value=120", ""),
      ("Publisher/sgv120", ""),
      ("Publisher/StartRemoteMonitoringSession/%7B%22Value%22%3A120%7D", ""),
      ("Publisher/x/../PostReceiverEgvRecords", readings),
      ("Publisher/UpdatePublisherAccountRuntimeInfo", readings),
    ] {
      #expect(guardian.reason(against: Session.call(path, body)) != nil, "\(path) \(body)")
    }
    // And in disguise.
    let list = #"[{"ST":"/Date(1)/","Value":120,"Trend":4}]"#
    let text = #"{\"Egvs\":[{\"ST\":1,\"Value\":120}]}"#
    for (path, body, field) in [
      ("General/SystemUtcTime?glucose=123", "", ""),
      ("Publisher/ReadPublisherLatestGlucoseValues?Egvs=1", "", ""),
      ("Publisher/ReadPublisherLatestGlucoseValues?note=\(list)", "", ""),
      ("Publisher/IsRemoteMonitoringSessionActive", "", #"{"a":\#(list)}"#),
      ("Publisher/UpdatePublisherAccountRuntimeInfo", #"{"AppName":"\#(text)"}"#, ""),
      ("Publisher/StartRemoteMonitoringSession", #"{"serialNumber":"<Egv>1</Egv>"}"#, ""),
    ] {
      let call = Session.call(path, body, fields: [("X-Note", field)])
      #expect(guardian.reason(against: call) != nil, "\(path) \(body) \(field)")
    }
  }

  @Test(arguments: [
    #"r=[{"Value":120,"Trend":4}]"#, "st=1&value=120&trend=4", "st=1&%76alue=120", "Value : 120",
    "<R><Value>120</Value></R>", "<a:Egv xmlns:a='b'>1</a:Egv>", #"<R value="120"/>"#,
    "r[0].sgv=120",
    "r[0][value]=120", #"form-data; name="Value"; 120"#, "<x>&lt;Egv>1", "a=%25252556alue%3D120",
    #"{"mmol":7.9}"#, "value[]=120", #"{"a":1}\n{"sgv":120}"#, #"{"a":1} {'bg':120}"#,
    #"{"\u0056alue":120"#, #"{"a":"{\"a\":\"{\\\"Value\\\":1}\"}"}"#, "day,Value\n1,120",
    "a\u{0}=\u{1}", #"{"columns":["ST","Value"],"rows":[["a","b"]]}"#, #"{"Value"/**/:155}"#,
    "<key>Value</key><integer>155</integer>", "<f><![CDATA[Value]]></f>", #"<r V&#97;lue="1"/>"#,
    "form-data; name=Value", "form-data; name*=UTF-8''Value", #""day","Value"\n1,155"#,
    #"{"bloodSugar":155}"#, "mg_dl=155", #"{"sgvs":[155]}"#, "r.Value=155", "r[0][Value]=155",
    #"[["SM00000001",[["a",155,"Flat"]]]]"#,
  ])
  func `readings are known in any form`(text: String) throws {
    let guardian = try SafetyGuard(
      ReplayTarget("https://share2.dexcom.com"), allowedHost: "share2.dexcom.com",
      allowsWrites: true)
    let inside = JSONWriter()
    inside.value(.object([.init("AppName", .string(text))]))
    let path = "Publisher/UpdatePublisherAccountRuntimeInfo"
    #expect(guardian.reason(against: Session.call(path, text)) != nil)
    // What has no names is a reading in no place but a body.
    guard !text.contains("\u{0}"), !text.contains(",Value") else { return }
    let form = "a=" + percentEncoded(text)
    for call in [
      Session.call(path, String(decoding: inside.bytes, as: UTF8.self)),
      Session.call("\(path)?\(form)"), Session.call(path, form),
      Session.call("General/SystemUtcTime", fields: [("X-Note", text)]),
      Session.call("General/SystemUtcTime", fields: [("Cookie", "a=b; \(form)")]),
    ] {
      #expect(guardian.reason(against: call) != nil, "\(call.exchange.request)")
    }
  }

  @Test(arguments: ["Value%5B%5D=155", "r%5B0%5D%5BValue%5D=155", "r.Value=155", "+Value=155"])
  func `readings are known by names in the query`(query: String) throws {
    let guardian = try SafetyGuard(
      ReplayTarget("https://share2.dexcom.com"), allowedHost: "share2.dexcom.com")
    let path = "Publisher/ReadPublisherLatestGlucoseValues"
    #expect(guardian.reason(against: Session.call("\(path)?maxCount=1")) == nil)
    #expect(guardian.reason(against: Session.call("\(path)?maxCount=1&\(query)")) != nil)
    let fields = [("X-Value", "155"), ("X-Data", "155;Flat")]
    for field in fields {
      #expect(guardian.reason(against: Session.call(path, fields: [field])) != nil)
    }
    #expect(guardian.reason(against: Session.call(path, "[155,150]")) != nil)
  }

  @Test
  func `words of clients, names and passwords are no readings`() throws {
    let guardian = try SafetyGuard(
      ReplayTarget("https://share2.dexcom.com"), allowedHost: "share2.dexcom.com",
      allowsWrites: true)
    for field in [
      ("sec-ch-ua", #""Chromium";v="120""#), ("If-None-Match", #""a""#),
      ("User-Agent", "glucose-reader/3.1 (egv; iOS 9)"), ("Origin", "http://glucose:1337"),
      ("Referer", "https://my-glucose.example/egv/trend?day=1"),
    ] {
      let call = Session.call("Publisher/ReadPublisherLatestGlucoseValues", fields: [field])
      #expect(guardian.reason(against: call) == nil, "\(field)")
    }
    for word in ["glucose", "egv=1", "value: 120"] {
      let body = #"{"accountName":"\#(word)","password":"\#(word)","applicationId":"a"}"#
      let path = "General/LoginPublisherAccountByName"
      let query = "accountName=\(percentEncoded(word))&password=\(percentEncoded(word))"
      #expect(guardian.reason(against: Session.call(path, body)) == nil)
      #expect(guardian.reason(against: Session.call("\(path)?\(query)")) == nil)
      let other = #"{"applicationId":"Value:\#(word)"}"#
      #expect(guardian.reason(against: Session.call(path, other)) != nil)
    }
  }

  @Test(arguments: ["dexcom.com.evil.example", "notdexcom.com", "dexcom.org"])
  func `others are not the vendor`(host: String) throws {
    #expect(try !SafetyGuard(ReplayTarget("https://\(host)"), allowedHost: host).isVendor)
  }

  @Test
  func `a name of this machine that has another address is refused at the connection`() throws {
    let guardian = try SafetyGuard(ReplayTarget("http://localhost:8080"))
    try guardian.check(address: "127.0.0.1", port: 8080)
    try guardian.check(address: "::1", port: nil)
    for address in ["192.0.2.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.1", "", "localhost"] {
      #expect(throws: ReplayRefusal.self) { try guardian.check(address: address, port: 8080) }
    }
    #expect(throws: ReplayRefusal.self) { try guardian.check(address: "127.0.0.1", port: 81) }
  }

  @Test
  func `a sender is not made where the name has another address`() throws {
    let guardian = try SafetyGuard(ReplayTarget("http://localhost:8080"))
    let elsewhere = TargetResolver(addresses: { _, _ in ["127.0.0.1", "192.0.2.1"] })
    #expect(throws: ReplayRefusal.self) {
      try HTTPSender(guardian, HTTPSender.Configuration(), resolver: elsewhere)
    }
  }
}
