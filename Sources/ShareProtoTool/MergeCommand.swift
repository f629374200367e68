import ArgumentParser
import ShareProto

struct MergeCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merges the lines of summarize into one.",
    discussion: """
      Lines of different captures are added; a line that is contained in another counts once, so that \
      work that was done twice changes nothing; lines that have only some captures in common are \
      refused. The result does not depend on the order of the lines, nor on how they were merged before.

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
    var merger = SummaryMerger()
    let reader = SummaryReader()
    let redactor = Redactor.hiding()
    var damaged = 0
    var count = 0
    for argument in summaries {
      let source: CaptureSource = argument == "-" ? .standardInput : .file(path: argument)
      var lines = try lines(of: source)
      while let (number, line) = try next(&lines, source) {
        do throws(SummaryError) {
          try merger.add(try reader.summary(in: line))
          count += 1
        } catch {
          let failure = Failure(
            place: "line \(number)", subject: redactor.label(source.path), what: error.what,
            advice: error.advice)
          // What overlaps cannot be passed over: which of the two counts would be chance.
          guard keepGoing, error.kind == .invalid || error.kind == .version else { throw failure }
          damaged += 1
          let problem = "\(redactor.label(source.path)), line \(number): \(error)"
          if !quiet { errors.write(TerminalText.escaped(problem) + "\n") }
        }
      }
    }
    guard count > 0 else {
      throw Failure(
        place: nil, subject: "merge", what: "there is no summary in it",
        advice: "make one with shareproto summarize")
    }
    let output = try Output.named(self.output, else: standardOutput, besides: summaries)
    SummaryWriter.line(try merger.merged()).withUnsafeBytes { output.write($0) }
    if output !== standardOutput { try output.finish() }
    return Tool.Exit.done
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
