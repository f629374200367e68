import APISchema
import Bytes
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

@testable import MockServer

/// Faults beside those that people pasted in public.
struct FaultWriterTests {
  /// Fixture, revision, and what the fault is.
  static let samples: [(String, String, @Sendable (WireForm) -> ServiceFault)] = [
    (
      "17-watchsugar-2015-12-error-SessionIdNotFound.500.json", "2015-08",
      { _ in .sessionNotFound("ID") }
    ),
    (
      "18-xdrip-2017-11-error-MonitoredReceiverNotAssigned.500.json", "2016-02-04",
      { _ in .receiverNotAssigned }
    ),
    (
      "19-homeassistant-2021-03-error-SessionNotValid.500.json", "2020-04",
      { .sessionExpired("ID", $0) }
    ),
    (
      "20-pydexcom-2023-08-error-AccountPasswordInvalid.500.json", "2023-04",
      { _ in .init(.accountPasswordInvalid, .invalidPassword, "Publisher account password failed") }
    ),
    ("22-pydexcom-2024-07-error-InvalidArgument.500.json", "2024-07-21", { _ in .notAGUID("1") }),
    (
      "24-faymaz-2025-11-error-SessionNotValid-json-subcode.500.json", "2025-11",
      { .sessionExpired("ID", $0) }
    ),
  ]

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason), arguments: samples.indices)
  func `a fault is written as it was seen`(index: Int) throws {
    let (name, revision, makeFault) = Self.samples[index]
    let seen = String(decoding: try SharedFiles.bytes("protocol/fixtures/" + name), as: UTF8.self)
    let form = WireForm(try RevisionHistory.share().revision(named: revision))
    var numbers = SeededNumbers(seed: 1)
    let time = try #require(Timestamp(iso8601: "2024-07-21T02:05:28.051Z"))
    let envelope = FaultWriter(form: form).envelope(makeFault(form), at: time, &numbers)
    let answer = AnswerWriter(form: form).answer(envelope.wire, status: 500)
    let written = String(decoding: answer.body.bytes, as: UTF8.self)
    #expect(masked(written) == masked(seen))
    // In capitals by .NET, in braces to the end of XML (facts, section 3.4).
    let id = try #require(envelope.subCode?.detail.id)
    #expect(id == (form.isJava ? id.lowercased() : id.uppercased()))
    #expect(written.contains("{\(id)}") == (form.subCode != .json))
  }

  /// Without what differs from one fault to the next: IDs, and the digits of times.
  private func masked(_ text: String) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    text = text.replacing("\\/", with: "/")
    text = text.replacing(#/[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}/#, with: "ID")
    // .NET has seven decimals, the Java service three, and later up to nine.
    return text.replacing(#/\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d\.(\d+)/#) { match in
      let decimals = match.output.2.count
      return "day\(match.output.1)time\(decimals == 7 || decimals == 3 ? String(decimals) : "n")"
    }.replacing(#/-0[78]:00/#, with: "-pacific")
  }
}
