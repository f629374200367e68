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
      refused, unless a third has those of both, and so are lines that say different things of one \
      capture. With --keep-going all of these are left out, whichever came first, and the others merged. The \
      result does not depend on the order of the lines, nor on how they were merged before.

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

  @Flag(
    help: "Merge the other lines where some are damaged, overlap in part, or contradict each other."
  )
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "No diagnostics on standard error.")
  var quiet = false

  func validate() throws {
    guard !summaries.isEmpty else {
      throw ValidationError("name a file of summaries, or - for standard input")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    // All lines of thousands of captures need not be held: those that count are read again.
    var lines = MergedLines(spool: try LineSpool(), keepsAll: keepGoing)
    for argument in summaries {
      let source: CaptureSource = argument == "-" ? .standardInput : .file(path: argument)
      var reader = try self.lines(of: source)
      while let (number, line) = try next(&reader, source) {
        let name = Redactor.hiding().label(source.path)
        do {
          if let problem = try lines.add(line, at: "\(name), line \(number)"), !quiet {
            errors.write(TerminalText.escaped(problem) + "\n")
          }
        } catch let error as SummaryError {
          let isPair = error.kind == .difference
          let failure = Failure(
            place: isPair ? nil : "line \(number)",
            subject: isPair ? lines.names(of: error).joined(separator: " and ") : name,
            what: error.what, advice: error.advice)
          guard keepGoing, error.kind == .invalid || error.kind == .version else { throw failure }
          if !quiet {
            errors.write(TerminalText.escaped("\(name), line \(number): \(error)") + "\n")
          }
        }
      }
    }
    if keepGoing {
      for problem in try lines.leaveOutConflicts() where !quiet {
        errors.write(TerminalText.escaped(problem) + "\n")
      }
    }
    guard !lines.isEmpty else {
      throw Failure(
        place: nil, subject: "merge", what: "there is no summary in it that counts",
        advice: "make one with shareproto summarize")
    }
    let merged = try merged(lines)
    let output = try Output.named(self.output, else: standardOutput, besides: summaries)
    SummaryWriter.line(merged).withUnsafeBytes { output.write($0) }
    if output !== standardOutput { try output.finish() }
    return Tool.Exit.done
  }

  private func merged(_ lines: borrowing MergedLines) throws -> Summary {
    do {
      return try lines.merged()
    } catch let error as SummaryError {
      throw Failure(
        place: nil, subject: lines.names(of: error).joined(separator: " and "),
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
