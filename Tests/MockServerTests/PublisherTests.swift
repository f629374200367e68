import Bytes
import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

@testable import MockServer

/// Conversations of an uploader.
struct PublisherTests {
  static let post = "Publisher/PostReceiverEgvRecords"
  static let read = "Publisher/ReadPublisherLatestGlucoseValues"

  static func upload(_ readings: [(time: Int64, value: Int)], serial: String = "SM00000001")
    -> String
  {
    let egvs = readings.map {
      #"{"Trend":4,"ST":"\/Date(\#($0))\/","DT":"\/Date(\#($0))\/","Value":\#($1)}"#
    }
    return #"{"SN":"\#(serial)","Egvs":[\#(egvs.joined(separator: ","))],"TA":-5}"#
  }

  /// Lists are written once, and found again in longer ones: nobody must see that.
  @Test(arguments: ["2015-03", "2025-11"])
  func `a list is the same whatever was asked before`(revision: String) throws {
    let asked = try StandIn(revision)
    let session = asked.logIn()
    let questions = [(1_440, 288), (1_440, 3), (30, 288), (1, 288), (1_440, 0), (1_440, 288)]
    for step in 0..<4 {
      if step == 2 {
        let start = asked.ask(
          "Publisher/StartRemoteMonitoringSession", as: session, "serialNumber=SM00000001")
        #expect(start.status == 200)
        let now = asked.time.nanoseconds / 1_000_000
        let body = Self.upload([(now - 300_000, 111), (now - 1_000, 112)])
        #expect(asked.ask(Self.post, as: session, "", body).status == 200)
      }
      for (minutes, count) in questions {
        let question = "minutes=\(minutes)&maxCount=\(count)"
        let known = asked.service
        (asked.service.lists, asked.service.written, asked.service.sensors) = ([:], [:], [:])
        let expected = asked.ask(Self.read, as: session, question).text
        asked.service = known
        let text = asked.ask(Self.read, as: session, question).text
        #expect(text == expected)
        #expect(text.components(separatedBy: "ST").count - 1 <= min(count, minutes / 5 + 1))
      }
      asked.wait(minutes: 7)
    }
  }

  @Test
  func `an uploader gets from one fault to the next`() throws {
    let standIn = try StandIn(
      scenario: "accounts: [{name: demo-user, password: demo-Passw0rd, receiver: null}]")
    let session = standIn.logIn()
    let body = Self.upload([(1_763_640_000_000, 110)])
    let serial = "serialNumber=SM00000001"
    let start = "Publisher/StartRemoteMonitoringSession"
    let stop = "Publisher/StopRemoteMonitoringSession"
    let replace = "Publisher/ReplacePublisherAccountMonitoredReceiver"
    let check = "Publisher/CheckMonitoredReceiverAssignmentStatus"
    #expect(standIn.ask(check, as: session, serial).text == "\"NotAssigned\"")
    #expect(standIn.ask(Self.post, as: session, "", body).code == "MonitoredReceiverNotAssigned")
    #expect(standIn.ask(start, as: session, serial).code == "MonitoredReceiverNotAssigned")
    #expect(standIn.ask(replace, as: session, serial).text.isEmpty)
    #expect(standIn.ask(replace, as: session, serial).status == 500)
    #expect(standIn.ask(check, as: session, serial + "/").text == "\"AssignedToYou\"")
    #expect(standIn.ask(Self.post, as: session, "", body).code == "MonitoringSessionNotActive")
    #expect(standIn.ask(stop, as: session).code == "MonitoringSessionNotActive")
    #expect(
      standIn.ask(start, as: session, "serialNumber=SM00000009").code
        == "MonitoredReceiverSerialNumberDoesNotMatch")
    #expect(standIn.ask(start, as: session, serial).text.isEmpty)
    #expect(standIn.ask(start, as: session, serial).code == "MonitoringSessionAlreadyActive")
    #expect(
      standIn.ask("Publisher/IsRemoteMonitoringSessionActive", as: session).text == "true")
    let posted = standIn.ask(Self.post, as: session, "", body)
    #expect(posted.status == 200)
    #expect(posted.text.isEmpty)
    #expect(posted.fields["Content-Type"] == nil)
    let stranger = Self.upload([(1_763_640_300_000, 110)], serial: "SM00000009")
    #expect(
      standIn.ask(Self.post, as: session, "", stranger).code
        == "MonitoredReceiverSerialNumberDoesNotMatch")
    #expect(standIn.ask(stop, as: session).status == 200)
  }

  @Test
  func `of an upload with known readings the new ones are kept`() throws {
    let standIn = try StandIn(
      scenario:
        "accounts: [{name: demo-user, password: demo-Passw0rd, receiver: SM00000001, monitoring: true, curve: false}]"
    )
    let session = standIn.logIn()
    let now = standIn.time.nanoseconds / 1_000_000
    let first = (time: now - 600_000, value: 101)
    let second = (time: now - 300_000, value: 102)
    #expect(standIn.ask(Self.post, as: session, "", Self.upload([first])).status == 200)
    let again = standIn.ask(Self.post, as: session, "", Self.upload([first, second]))
    #expect(again.code == "DuplicateEgvPosted")
    let read = standIn.ask(Self.read, as: session, "minutes=1440&maxCount=288")
    #expect(
      read.text == """
        [{"WT":"Date(\(second.time - 5_000))","ST":"Date(\(second.time))",\
        "DT":"Date(\(second.time)-0400)","Value":102,"Trend":"Flat"},\
        {"WT":"Date(\(first.time - 5_000))","ST":"Date(\(first.time))",\
        "DT":"Date(\(first.time)-0400)","Value":101,"Trend":"Flat"}]
        """)
    #expect(standIn.ask(Self.read, as: session, "minutes=1440&maxCount=1").text.contains("102"))
    #expect(!standIn.ask(Self.read, as: session, "minutes=7&maxCount=288").text.contains("101"))
    #expect(standIn.ask(Self.read, as: session, "minutes=0&maxCount=288").text == "[]")
    #expect(standIn.ask(Self.read, as: session, "minutes=60&maxCount=0").text == "[]")
  }

  /// The sample of the first write-up: `WT = ST + TA` to the second (facts, section 2.2).
  @Test
  func `the first recorded reading comes back byte by byte`() throws {
    let standIn = try StandIn(
      "2015-03",
      scenario: """
        accounts:
          - {name: demo-user, password: demo-Passw0rd, receiver: SM00000001, utcOffset: "-07:00",
             monitoring: true, curve: false}
        """, at: "2015-03-19T17:00:00Z")
    let session = standIn.logIn()
    let body = """
      {"SN":"SM00000001","Egvs":[{"Trend":4,"ST":"\\/Date(1426784306000)\\/",\
      "DT":"\\/Date(1426780716000)\\/","Value":99}],"TA":-14365}
      """
    #expect(standIn.ask(Self.post, as: session, "", body).status == 200)
    #expect(
      standIn.ask(Self.read, as: session, "minutes=1440&maxCount=1").text == """
        [{"DT":"\\/Date(1426780716000-0700)\\/","ST":"\\/Date(1426784306000)\\/","Trend":4,\
        "Value":99,"WT":"\\/Date(1426769941000)\\/"}]
        """)
    let question = "\(Self.read)?sessionId=\(session)&minutes=1440&maxCount=1"
    #expect(
      standIn.send(question, fields: []).text == """
        <ArrayOfItem><Item><DT>2015-03-19T15:58:36Z</DT><ST>2015-03-19T16:58:26Z</ST>\
        <Trend>4</Trend><Value>99</Value><WT>2015-03-19T12:59:01Z</WT></Item></ArrayOfItem>
        """)
  }

  @Test
  func `a reading is the same in each list that has it`() throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    let question = "minutes=1440&maxCount="
    let newest = standIn.ask(Self.read, as: session, question + "1").text
    standIn.wait(minutes: 5)
    let both = standIn.ask(Self.read, as: session, question + "2")
    #expect(both.text.hasSuffix("},\(newest.dropFirst())"))
    guard case .array(let readings)? = both.json else {
      Issue.record("no list")
      return
    }
    #expect(readings.count == 2)
    #expect(standIn.ask(Self.read, as: session, question + "0").text == "[]")
  }

  @Test
  func `readings that were posted push the simulated ones back`() throws {
    let standIn = try StandIn(
      scenario:
        "accounts: [{name: demo-user, password: demo-Passw0rd, receiver: SM00000001, monitoring: true}]"
    )
    let session = standIn.logIn()
    let now = standIn.time.nanoseconds / 1_000_000
    _ = standIn.ask(Self.post, as: session, "", Self.upload([(now - 3_600_000, 55)]))
    guard
      case .array(let readings)? = standIn.ask(Self.read, as: session, "minutes=1440&maxCount=288")
        .json
    else {
      Issue.record("no readings")
      return
    }
    #expect(readings.first?["Value"] == .integer(55))
    #expect(readings.count > 200)
  }

  @Test
  func `an account that shares nothing has no readings`() throws {
    let standIn = try StandIn(
      scenario: "accounts: [{name: demo-user, password: demo-Passw0rd, sharing: false}]")
    let answer = standIn.ask(Self.read, as: standIn.logIn(), "minutes=1440&maxCount=288")
    #expect(answer.text == "[]")
  }

  @Test(arguments: [
    #"{"SN":"SM00000001","Egvs":[{"ST":"Date(9223372036854775807)","Value":1}],"TA":0}"#,
    #"{"SN":"SM00000001","Egvs":[{"ST":"Date(1)","Value":100}],"TA":9223372036854775807}"#,
    #"{"SN":"SM00000001","Egvs":[{"ST":"Date(1)","Value":9223372036854775807}],"TA":0}"#,
    #"{"SN":"SM00000001","Egvs":[null],"TA":0}"#, #"{"SN":"SM00000001","Egvs":{"a":1},"TA":0}"#,
    #"{"SN":"SM00000001","Egvs":[{"ST":"Date(1)","DT":"Date(-9223372036854775807)","Value":100}]}"#,
    "[[[[[[", "\u{0}", "{\"SN\":", "[]",
  ])
  func `uploads that make no sense are refused`(body: String) throws {
    let standIn = try StandIn(
      scenario:
        "accounts: [{name: demo-user, password: demo-Passw0rd, receiver: SM00000001, monitoring: true}]"
    )
    let answer = standIn.ask(Self.post, as: standIn.logIn(), "", body)
    #expect(answer.code == "InvalidArgument")
  }

  @Test(arguments: [
    "minutes=-9223372036854775808&maxCount=9223372036854775807", "minutes=0&maxCount=-1",
    "minutes=9223372036854775807&maxCount=1", "minutes=99999999999999999999&maxCount=1",
    "minutes=x&maxCount=", "minutes=1e3&maxCount=1",
  ])
  func `bounds beyond all bounds do no harm`(query: String) throws {
    let standIn = try StandIn()
    let answer = standIn.ask(Self.read, as: standIn.logIn(), query)
    #expect([200, 500].contains(answer.status))
  }

  @Test
  func `the app says what it is, and the account says who it is`() throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    let info = #"{"sessionId":"\#(session)","runtimeInfo":{"AppName":"DexcomShare"}}"#
    #expect(standIn.send("Publisher/UpdatePublisherAccountRuntimeInfo", info).status == 200)
    #expect(
      standIn.ask("Publisher/ReadPublisherAccountDisplayName", as: session).text
        == "\"Demo Person\"")
    #expect(
      standIn.ask("Publisher/ReadPublisherAccountEmail", as: session).text
        == "\"demo-user@example.com\"")
  }
}
