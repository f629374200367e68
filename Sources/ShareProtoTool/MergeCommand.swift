import ArgumentParser
import Foundation
import ShareProto

struct MergeCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merges the lines of summarize into one.",
    discussion: """
      Lines of different captures are added; a line that is contained in another counts once, so that \
      work that was done twice changes nothing; lines that have only some captures in common are \
      refused, unless a third has those of both. The result does not depend on the order of the lines, nor \
      on how they were merged before.

      Exit codes: 0 done; 2 could not do it (unreadable or empty input, lines that are refused, or \
      damaged ones without --keep-going); 64 wrong usage.

      Examples:
        shareproto merge monday.summary.jsonl tuesday.summary.jsonl > both.summary.jsonl
        cat *.summary.jsonl | shareproto merge - -o all.summary.jsonl
      """)

  @Argument(help: "Files of lines, or - for standard input.", completion: .file())
  var summaries: [String]

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output, which - names.")
  var output: String?

  @Flag(help: "Merge the other lines where one is damaged.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "No diagnostics on standard error.")
  var quiet = false

  func validate() throws {
    guard !summaries.isEmpty else {
      throw ValidationError("name a file of summaries, or - for standard input")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    var plan = MergePlan()
    // All lines of thousands of captures need not be held: those that count are read again.
    let spool = try LineSpool()
    var places: [String] = []
    let reader = SummaryReader()
    let redactor = Redactor.hiding()
    for argument in summaries {
      let source: CaptureSource = argument == "-" ? .standardInput : .file(path: argument)
      var lines = try lines(of: source)
      while let (number, line) = try next(&lines, source) {
        let place = "\(redactor.label(source.path)), line \(number)"
        let needless: [Int]
        do throws(SummaryError) {
          needless = try plan.add(try reader.summary(in: line))
        } catch {
          let isPair = error.kind == .difference
          let pair = (error.numbers.filter(places.indices.contains).map { places[$0] } + [place])
          let failure = Failure(
            place: isPair ? nil : "line \(number)",
            subject: isPair ? pair.joined(separator: " and ") : redactor.label(source.path),
            what: error.what, advice: error.advice)
          // What overlaps cannot be passed over: which of the two counts would be chance.
          guard keepGoing, error.kind == .invalid || error.kind == .version else { throw failure }
          if !quiet { errors.write(TerminalText.escaped("\(place): \(error)") + "\n") }
          continue
        }
        try spool.append(needless.last == places.count ? [] : line)
        places.append(place)
      }
    }
    guard !places.isEmpty else {
      throw Failure(
        place: nil, subject: "merge", what: "there is no summary in it",
        advice: "make one with shareproto summarize")
    }
    let merged = try merged(plan, places) { try reader.summary(in: spool.line($0)) }
    let output = try Output.named(self.output, else: standardOutput, besides: summaries)
    SummaryWriter.line(merged).withUnsafeBytes { output.write($0) }
    if output !== standardOutput { try output.finish() }
    return Tool.Exit.done
  }

  private func merged(
    _ plan: MergePlan, _ places: [String], _ summary: (Int) throws -> Summary
  ) throws -> Summary {
    do {
      return try plan.merged(summary)
    } catch let error as SummaryError {
      throw Failure(
        place: nil, subject: error.numbers.map { places[$0] }.joined(separator: " and "),
        what: error.what, advice: error.advice)
    }
  }

  private func lines(of source: CaptureSource) throws -> LineReader {
    do {
      return try LineReader(source)
    } catch let error as CaptureInputError {
      throw Failure(error)
    }
  }

  private func next(
    _ lines: inout LineReader, _ source: CaptureSource
  ) throws -> (number: Int, line: [UInt8])? {
    do {
      return try lines.next()
    } catch let error as CaptureInputError {
      throw Failure(error)
    }
  }
}

/// Reads a file or a stream line by line; empty lines are passed over.
private struct LineReader: ~Copyable {
  private var input: CaptureReader
  private var held: [UInt8] = []
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  init(_ source: CaptureSource) throws { input = try CaptureReader(opening: source) }

  /// The next line and its number, from 1; nil at the end. A line that is longer than any summary comes
  /// in parts, which are none.
  mutating func next() throws -> (number: Int, line: [UInt8])? {
    while true {
      if let end = held[start...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        number += 1
        if end > start { return (number, Array(held[start..<end])) }
        continue
      }
      if isAtEnd || held.count - start > SummaryReader.lineLimit {
        guard start < held.count else { return nil }
        defer { (held, start) = ([], 0) }
        number += 1
        return (number, Array(held[start...]))
      }
      held.removeFirst(start)
      start = 0
      if let piece = try input.next() { held += piece } else { isAtEnd = true }
    }
  }
}

/// Keeps lines in a file that has no name, so that it is gone when the program is.
private final class LineSpool {
  private let file: FileHandle
  private var places: [(offset: UInt64, count: Int)] = []
  private var end: UInt64 = 0

  init() throws {
    var path = Array((NSTemporaryDirectory() + "shareproto-merge-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw Failure(
        place: nil, subject: NSTemporaryDirectory(),
        what: "no file can be made there (\(String(cString: strerror(errno))))",
        advice: "name a folder of yours in TMPDIR")
    }
    unlink(path)
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func append(_ line: [UInt8]) throws {
    try file.write(contentsOf: line)
    places.append((end, line.count))
    end += UInt64(line.count)
  }

  func line(_ number: Int) throws -> [UInt8] {
    let (offset, count) = places[number]
    try file.seek(toOffset: offset)
    return Array(try file.read(upToCount: count) ?? Data())
  }
}
