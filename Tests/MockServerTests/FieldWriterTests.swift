import Testing

@testable import MockServer

struct FieldWriterTests {
  private static let caching = ["Cache-Control", "Expires", "Pragma"]

  /// By revision, of a login and of readings.
  @Test(arguments: [
    ("2023-04", [], []),
    ("2024-07-01", caching + ["X-Content-Type-Options", "X-Frame-Options"], []),
    (
      "2025-01", caching + ["X-Content-Type-Options", "X-Frame-Options"],
      ["X-Content-Type-Options"]
    ),
  ])
  func `logins were strict before all other answers, which never were as strict`(
    revision: String, login: [String], readings: [String]
  ) throws {
    let standIn = try StandIn(revision)
    let credentials = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    let account = standIn.send("General/AuthenticatePublisherAccount", credentials)
    let read = standIn.ask(
      "Publisher/ReadPublisherLatestGlucoseValues", as: standIn.logIn(), "minutes=10&maxCount=1")
    for (answer, expected) in [(account, login), (read, readings)] {
      let names = Set(answer.fields.map(\.name))
      let strict = Self.caching + ["X-Content-Type-Options", "X-Frame-Options"]
      #expect(strict.filter(names.contains).sorted() == expected.sorted())
      #expect(names.isSuperset(of: ["Date", "CF-RAY", "Strict-Transport-Security"]))
    }
  }
}
