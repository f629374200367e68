import Evidence
import FindingRendering
import Foundation
import HTTPMessages
import JSONDecoding
import Testing

@testable import Drift

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Names that somebody made up to harm whoever reads a report, in every place that has names.
struct HostileTextTests {
  static let texts = [
    "\u{1B}[31m\u{1B}]0;title\u{7}", "\u{9B}2J\u{85}\u{7F}\u{0}\u{8}", "a\nb\r\nc\rd",
    "x\n::error file=a::taken\n##[error]taken\n::stop-commands::x", "%0A::error::taken%25",
    "]]></failure><testcase name=\"taken\"/><![CDATA[", "<img src=x onerror=alert(1)> & ' \"",
    "a | b\n|---|\n`c` ``` **d** _e_ ~~f~~", "`` <b>x</b> ` @someone #1 GH-1",
    "[click](javascript:alert(1)) ![i](https://evil.example/x.png)",
    "https://evil.example/a www.evil.example mail@evil.example", "<!-- --><script>x</script>",
    "\u{202E}txt.exe\u{2066}x\u{2069}\u{200F}\u{FEFF}\u{2028}\u{2029}", "{0} {1} %s \\(x) $(id)",
    String(repeating: "long-`|<\u{1B}", count: 300), "\u{FFFE}\u{FFFF}\u{E000}e\u{301}", "",
  ]

  /// A report that has a text wherever a report has one that is not ours.
  static func report(_ text: String) -> DriftReport {
    let place = Exchange.Place(capture: "c", entry: 3)
    let sighting = Sighting(time: nil, place: place)
    var finding = Finding(
      rule: "response-property-added", severity: .error, effect: .breaksReaders,
      operation: "Publisher/\(text)",
      location: Location(.responseBody(status: 200), "$[*].\(text)"),
      siblings: ["$.\(text)"], expected: text, observed: text, key: text,
      frequency: Frequency(1, of: 2, "answers"), first: sighting, last: sighting)
    var header = finding
    header.location = Location(.responseField(status: nil), text)
    header.operation = nil
    finding.consequences = [header]
    finding.others = [finding]
    var report = DriftReport()
    report.findings = [finding, header]
    report.accepted = [AcceptedFinding(finding: header, reason: text)]
    report.notes = [
      SampleNote(
        operation: text, location: Location(.query, text), missing: 3, noun: "answers")
    ]
    report.captures = ["c": text, "d": "other.har"]
    report.baselines = [text]
    report.bestFits = [text]
    report.expired = [text]
    report.shifts = [RevisionShift(from: text, to: text, sighting: sighting)]
    report.calls = 7
    return report
  }

  /// What a terminal, or a reader of lines, would obey.
  private static func live(_ text: String, lines: Bool = true) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x0A: return !lines
      case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069: return true
      default: return false
      }
    }
  }

  @Test(arguments: texts.indices, FindingFormat.allCases)
  func `no format has a character that moves the cursor or turns the direction of writing`(
    _ index: Int, _ format: FindingFormat
  ) {
    let output = FindingRenderer(format).text(Self.report(Self.texts[index]))
    #expect(Self.live(output).isEmpty)
    #expect(output.hasSuffix("\n"))
  }

  @Test(arguments: texts)
  func `no text makes a line of its own`(_ text: String) {
    // As many lines as a harmless text of that length has; wrapped ones have more, but no other begin.
    for format in [FindingFormat.github, .ndjson, .junit, .markdown, .json, .sarif] {
      let output = FindingRenderer(format).text(Self.report(text))
      let harmless = FindingRenderer(format).text(Self.report("harmless"))
      #expect(
        output.count { $0.isNewline } == harmless.count { $0.isNewline }, "\(format)")
    }
    // A runner of GitHub obeys what a line begins with, after spaces.
    for line in FindingRenderer(.text).text(Self.report(text)).split(separator: "\n") {
      let words = line.drop { $0 == " " }
      #expect(!words.hasPrefix("::") && !words.hasPrefix("##["))
    }
  }

  @Test(arguments: texts)
  func `annotations are those of the findings alone`(_ text: String) {
    let output = FindingRenderer(.github).text(Self.report(text))
    for line in output.split(separator: "\n") {
      let parts = line.dropFirst(2).components(separatedBy: "::")
      #expect(
        line.hasPrefix("::error ") || line.hasPrefix("::notice ") || line.hasPrefix("::warning "))
      // Properties end at the first pair of colons: those of a name are escaped.
      let properties = parts[0].drop { $0 != " " }.dropFirst().split(separator: ",")
      #expect(properties.allSatisfy { $0.hasPrefix("file=") || $0.hasPrefix("title=") })
      #expect(properties.last?.hasPrefix("title=") == true)
    }
  }

  @Test(arguments: texts)
  func `a test report is XML with one test a finding`(_ text: String) throws {
    let output = FindingRenderer(.junit).text(Self.report(text))
    let reader = ElementNames()
    #expect(reader.read(output), "no XML")
    #expect(
      reader.names == [
        "testsuites", "testsuite", "testcase", "testcase", "failure", "testcase", "failure",
        "system-out",
      ])
  }

  @Test(arguments: texts)
  func `a comment has no markup of a name`(_ text: String) {
    let output = FindingRenderer(.markdown).text(Self.report(text))
    // Outside spans of code nothing is a tag but a line break, an empty comment or the span of a dollar,
    // and nothing is a link or mathematics.
    for line in output.split(separator: "\n") {
      var bare = ""
      for (index, part) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where index % 2 == 0 {
        bare += part
      }
      bare = bare.replacing("<br>", with: "").replacing("\\`", with: "")
      if bare.contains("](") { #expect(bare.contains("\\](")) }
      let text = bare.replacing("<!-- -->", with: "").replacing("<span>$</span>", with: "")
      #expect(!text.contains("<") && !text.contains("-->"), "\(line.prefix(200))")
      #expect(!text.contains("$"), "\(line.prefix(200))")
      for live in ["://", "www.", "@someone", "#1", "@evil"] { #expect(!bare.contains(live)) }
    }
  }

  @Test(arguments: texts)
  func `JSON keeps every text as it was`(_ text: String) throws {
    let json = try JSONParser().value(of: FindingRenderer(.json).text(Self.report(text)))
    guard case .array(let findings)? = json["findings"] else {
      Issue.record("no findings")
      return
    }
    #expect(findings.first?["observed"] == .string(text))
    #expect(findings.first?["pointer"] == .string("$[*].\(text)"))
    let log = try JSONParser().value(of: FindingRenderer(.sarif).text(Self.report(text)))
    guard case .array(let runs)? = log["runs"], case .array(let results)? = runs.first?["results"]
    else {
      Issue.record("no results")
      return
    }
    #expect(results.count == 4)
    for result in results {
      let message = result["message"]?["text"]?.string ?? ""
      #expect(Self.live(message, lines: false).isEmpty)
      #expect(!message.replacing("\\](", with: "").contains("]("))
    }
  }
}

/// The names of the elements of an XML text, in order, by a reader that is not ours.
private final class ElementNames: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []

  func read(_ text: String) -> Bool {
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    return parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { names.append(name) }
}
