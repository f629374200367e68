import APISchema
import Bytes
import JSONDecoding
import TestSupport
import Testing

@Suite struct RevisionHistoryTests {
  let history: RevisionHistory

  init() throws { history = try RevisionHistory.share() }

  @Test func `every file of the folder is a revision`() throws {
    let files = CheckoutFiles.names(in: "Sources/APISchema/Documents")
    let dates = files.compactMap { file -> String? in
      guard file.hasSuffix(".overlay.yaml") else { return nil }
      return String(file.dropFirst("share.".count).dropLast(".overlay.yaml".count))
    }
    #expect(history.revisions.map(\.date.description) == ["2015-03"] + dates)
  }

  /// The rows of section 5 of the facts, and when each counts from.
  @Test(arguments: [
    ("2015-03", "share@2015-03"), ("2015-12", "share@2015-08"), ("2015", "share@2015-08"),
    ("2016", "share@2016-02-04"), ("2017", "share@2016-02-04"), ("2018", "share@2018-01"),
    ("2020-04", "share@2020-04"), ("2021-11-30", "share@2021-09-14"),
    ("2021-12-07", "share@2021-09-14"), ("2021-12-08", "share@2021-12-08"),
    ("2021-12-15", "share@2021-12-08"), ("2021-12", "share@2021-12-16"),
    ("2021", "share@2021-12-16"), ("2024-07", "share@2024-07-21"),
    ("2024-07-01", "share@2024-07-01"), ("2024-06-30", "share@2024-04-07"),
    ("2024-02-29", "share@2023-04"),
    ("2026-01-01", "share@2025-11"), ("latest", "share@2025-11"),
  ])
  func `a date names the revision in force at its end`(_ date: String, _ id: String) throws {
    #expect(try history.revision(named: "share@\(date)").id == id)
    #expect(try history.revision(named: date).id == id)
  }

  @Test(arguments: [
    "2021-13", "2021-1", "2021-12-00", "2O21", "", "share@", "2021-12-08-1",
    "2025-02-30", "2023-02-29", "1900-02-29", "2024-06-31",
  ])
  func `a name that is none is refused, with names that are like it`(_ name: String) throws {
    let error = #expect(throws: UnknownRevision.self) { try history.revision(named: name) }
    #expect(error?.suggestions.count == 3)
  }

  @Test(arguments: ["2014", "2015-02", "share@2015-02-28"])
  func `before the first revision the first is named`(_ name: String) {
    let error = #expect(throws: UnknownRevision.self) { try history.revision(named: name) }
    #expect(error?.description == "there is no revision \(name): share@2015-03 is the first")
  }

  @Test func `a name with a slip is close to the one that was meant`() {
    let error = #expect(throws: UnknownRevision.self) {
      try history.revision(named: "share@2021-12-088")
    }
    #expect(error?.suggestions.first == "share@2021-12-08")
  }

  @Test(arguments: [
    ("2021-12-01T09:14:02Z", "share@2021-09-14"), ("2021-12-08T00:00:00Z", "share@2021-09-14"),
    ("2021-12-08T23:59:59Z", "share@2021-09-14"), ("2021-12-09T00:00:00Z", "share@2021-12-08"),
    ("2018-01-01T00:00:00Z", "share@2018-01"),
    ("2010-01-01T00:00:00Z", "share@2015-03"), ("2030-01-01T00:00:00Z", "share@2025-11"),
  ])
  func `a time names the revision in force when its day began`(_ time: String, _ id: String) throws
  {
    let time = try #require(Timestamp(iso8601: time))
    #expect(history.revision(inForceOnDayOf: time).id == id)
  }

  @Test func `each revision ends where the next begins`() {
    for (revision, next) in zip(history.revisions, history.revisions.dropFirst()) {
      #expect(revision.until == next.date)
    }
    #expect(history.latest.until == nil)
  }

  /// What section 5 says changed, read from the schemas before and after.
  @Test func `the change of 2021-12-08 is that of trends, dates and the order of members`() throws {
    let before = try reading(in: "share@2021-12-07")
    let after = try reading(in: "share@2021-12-08")
    #expect(before.members.map(\.name) == ["DT", "ST", "Trend", "Value", "WT"])
    #expect(after.members.map(\.name) == ["WT", "ST", "DT", "Value", "Trend"])
    #expect(before.hasMemberOrder && after.hasMemberOrder)
    #expect(try member("Trend", of: before).value.kinds == [.integer])
    #expect(try member("Trend", of: before).value.values.map(\.text) == (0...9).map(String.init))
    #expect(try member("Trend", of: after).value.kinds == [.string])
    #expect(try member("Trend", of: after).value.values.contains { $0.text == "FortyFiveUp" })
    #expect(try member("Trend", of: after).provenance.since == "share@2021-12-08")
    #expect(try member("ST", of: before).value.shapes == [.wcfDate])
    #expect(try member("DT", of: before).value.shapes == [.wcfDateOffset])
    #expect(try member("ST", of: after).value.shapes == [.bareDate])
    #expect(try member("DT", of: after).value.shapes == [.bareDateOffset])
    for reading in [before, after] {
      #expect(try member("WT", of: reading).presence == .optional)
      #expect(try member("WT", of: reading).isUsual)
      #expect(try member("ST", of: reading).presence == .required)
    }
  }

  @Test func `times of readings are whole seconds until 2024-07`() throws {
    let before = try reading(in: "share@2024-06")
    let after = try reading(in: "share@2024-07")
    for name in ["WT", "ST", "DT"] {
      #expect(try member(name, of: before).value.hasWholeSeconds)
      #expect(try !member(name, of: after).value.hasWholeSeconds)
    }
  }

  @Test(arguments: [
    ("2015-03", "dotnet-date-time-zoned", "dotnet-date-time-utc", "dotnet-exception-text"),
    ("2018", "dotnet-date-time-utc", "dotnet-date-time-utc", "dotnet-exception-text"),
    ("2021-12-08", "date-time", "date-time", "java-exception-text"),
    ("2024-07", "date-time-fine", "date-time-fine", "java-exception-text"),
  ])
  func `the details of faults have had four forms in XML`(
    _ date: String, _ local: String, _ utc: String, _ text: String
  ) throws {
    let subCode = try subCode(in: date)
    #expect(subCode.shapes == [.exceptionXML])
    let detail = try #require(subCode.content).value
    #expect(try member("DateThrownLocal", of: detail).value.shapes.map(\.rawValue) == [local])
    #expect(try member("DateThrown", of: detail).value.shapes.map(\.rawValue) == [utc])
    #expect(try member("FullText", of: detail).value.shapes.map(\.rawValue) == [text])
    #expect(try member("Type", of: detail).value.kinds == [.string])
    #expect(detail.members.count == 14)
  }

  @Test func `the details of faults are JSON since 2025-11`() throws {
    let subCode = try subCode(in: "latest")
    #expect(subCode.shapes == [.exceptionJSON])
    let document = try #require(subCode.content).value
    let detail = try member("OnlineException", of: document).value
    #expect(try member("Type", of: detail).value.kinds == [.integer])
    #expect(try member("Id", of: detail).value.shapes == [.guid])
    #expect(detail.members.count == 14)
  }

  @Test func `bad credentials have been told in three ways`() throws {
    func codes(_ operation: String, _ date: String) throws -> Set<String> {
      Set(try self.operation(operation, in: date).faults.map(\.code))
    }
    func shapes(_ operation: String, _ date: String) throws -> Set<StringShape> {
      let response = try #require(try self.operation(operation, in: date).responses["200"])
      return try #require(response.body?.contents["application/json"]).shapes
    }
    let name = "General/LoginPublisherAccountByName"
    let id = "General/LoginPublisherAccountById"
    #expect(try codes(name, "2020-03").contains("SSO_AuthenticatePasswordInvalid"))
    #expect(try shapes(name, "2020-03") == [.guid])
    #expect(try !codes(name, "2020-04").contains("SSO_AuthenticatePasswordInvalid"))
    #expect(try shapes(name, "2020-04") == [.guid, .zeroGUID])
    #expect(try codes(id, "2021-12-15").contains("SSO_AuthenticatePasswordInvalid"))
    #expect(try !codes(id, "2021-12-16").contains("SSO_AuthenticatePasswordInvalid"))
    #expect(try codes(id, "2021-12-16").contains("AccountPasswordInvalid"))
    #expect(try codes(id, "2024-07-21").contains("SSO_InternalError"))
    #expect(try !codes(id, "2024-07-20").contains("SSO_InternalError"))
  }

  @Test func `fields of answers come with the edge server and become stricter`() throws {
    func values(_ field: String, _ date: String) throws -> [String]? {
      let name = "Publisher/ReadPublisherLatestGlucoseValues"
      for status in ["200", "500"] {
        let response = try #require(try operation(name, in: date).responses[status])
        guard let found = response.fields.first(where: { $0.name == field }) else { return nil }
        if status == "500" { return found.value.values.map(\.text) }
      }
      return nil
    }
    #expect(try values("server", "2022") == nil)
    #expect(try values("server", "2023-04") == ["cloudflare"])
    #expect(try values("strict-transport-security", "2024") == ["max-age=0"])
    let strict = "max-age=15780000; includeSubDomains; preload"
    #expect(try values("strict-transport-security", "2025-01") == [strict])
    #expect(try values("set-cookie", "2025-01") == nil)
    #expect(try values("set-cookie", "2025-06") == [])
  }

  @Test func `hosts appear one after the other`() throws {
    let hosts = try ["2015-03", "2015-08", "2016", "2020-04", "2024-04-07"].map {
      try Schema.share(named: $0).hosts.count
    }
    #expect(hosts == [1, 2, 3, 4, 5])
    #expect(try Schema.share(named: "latest").hosts.contains("share.dexcom.jp"))
  }

  private func operation(_ name: String, in date: String) throws -> OperationSchema {
    let schema = try Revisions.schema(of: history.revision(named: date))
    return try #require(schema.operations.first { $0.name == name })
  }

  private func reading(in date: String) throws -> ValueSchema {
    let name = "Publisher/ReadPublisherLatestGlucoseValues"
    let body = try #require(try operation(name, in: date).responses["200"]?.body)
    return try #require(body.contents["application/json"]?.elements).value
  }

  private func subCode(in date: String) throws -> ValueSchema {
    let name = "Publisher/ReadPublisherLatestGlucoseValues"
    let body = try #require(try operation(name, in: date).responses["500"]?.body)
    return try member("SubCode", of: try #require(body.contents["application/json"])).value
  }

  private func member(_ name: String, of value: ValueSchema) throws -> PropertySchema {
    try #require(value.members.first { $0.name == name })
  }
}
