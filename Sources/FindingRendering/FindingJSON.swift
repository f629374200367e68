internal import Bytes
internal import Drift
internal import Evidence
internal import HTTPMessages
internal import JSONDecoding

/// Findings as JSON.
///
/// **Shape**: a document of `findings`, `accepted`, `notes`, `shifts`, `bestFit`, `comparedWith`,
/// `calls`, `errors`, `warnings`, `infos`; or a finding a line, and behind them a
/// line for each of the notes, which have `note` in place of `rule`. A finding has the keys that `write`
/// gives it, in that order.
struct FindingJSON {
  private let report: DriftReport
  private let words: FindingWords
  private let json = JSONWriter()

  init(_ report: DriftReport) {
    self.report = report
    words = FindingWords(report: report)
  }

  var document: String {
    json.beginObject()
    json.name("findings")
    list(report.findings) { write($0) }
    json.name("accepted")
    list(report.accepted) { accepted in
      json.beginObject()
      text("reason", accepted.reason)
      json.name("finding")
      write(accepted.finding)
      json.endObject()
    }
    json.name("notes")
    list(report.notes) { json.string($0.text) }
    json.name("shifts")
    list(report.shifts) { shift in
      json.beginObject()
      text("from", shift.from)
      text("to", shift.to)
      sighting("at", shift.sighting)
      json.endObject()
    }
    json.name("expired")
    list(report.expired) { json.string($0) }
    json.name("bestFit")
    list(report.bestFits) { json.string($0) }
    json.name("comparedWith")
    list(report.baselines) { json.string($0) }
    integer("calls", report.calls)
    integer("errors", report.count(of: .error))
    integer("warnings", report.count(of: .warning))
    integer("infos", report.count(of: .info))
    json.endObject()
    json.newline()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  var lines: String {
    for finding in report.findings {
      write(finding)
      json.newline()
    }
    for note in report.notes {
      write(note)
      json.newline()
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Something that may be gone or count something else: a line without a rule.
  private func write(_ note: SampleNote) {
    json.beginObject()
    text("note", "too-small-a-sample")
    text("operation", note.operation)
    text("part", note.location.part.name)
    text("pointer", note.location.pointer)
    text("doubt", note.doubt.rawValue)
    integer("missing", note.missing)
    text("noun", note.noun)
    text("text", note.text)
    json.endObject()
  }

  private func write(_ finding: Finding) {
    json.beginObject()
    text("rule", finding.rule)
    text("severity", finding.severity.rawValue)
    text("effect", finding.effect.rawValue)
    text("operation", finding.operation)
    text("part", finding.location.part.name)
    text("pointer", finding.location.pointer)
    json.name("siblings")
    list(finding.siblings) { json.string($0) }
    text("expected", finding.expected)
    text("observed", finding.observed)
    if let frequency = finding.frequency {
      integer("count", frequency.count)
      integer("total", frequency.total)
      text("noun", frequency.noun)
    }
    sighting("first", finding.first)
    sighting("last", finding.last)
    text("revision", finding.explanation?.revision)
    if finding.explanation?.isEarlier == true {
      json.name("isBeforeRevision")
      json.bool(true)
    }
    text("fingerprint", finding.fingerprint)
    if !finding.consequences.isEmpty {
      json.name("consequences")
      list(finding.consequences) { write($0) }
    }
    if !finding.others.isEmpty {
      json.name("others")
      list(finding.others) { write($0) }
    }
    json.endObject()
  }

  private func sighting(_ name: String, _ sighting: Sighting?) {
    guard let sighting else { return }
    json.name(name)
    json.beginObject()
    text("capture", words.capture(sighting))
    switch sighting.place.position {
    case .entry(let number): integer("entry", number)
    case .packets(let first, let last, let stream):
      integer("stream", stream)
      json.name("packets")
      list([first, last]) { json.integer(Int64($0)) }
    }
    text("time", sighting.time?.description)
    json.endObject()
  }

  private func text(_ name: String, _ value: String?) {
    json.name(name)
    if let value { json.string(value) } else { json.null() }
  }

  private func integer(_ name: String, _ value: Int) {
    json.name(name)
    json.integer(Int64(value))
  }

  private func list<Item>(_ items: [Item], _ write: (Item) -> Void) {
    json.beginArray()
    for item in items { write(item) }
    json.endArray()
  }
}
