import ArgumentParser
import Foundation
import SessionReplay
import ShareProto

struct ReplayCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Sends recorded sessions to a target, and says what it answers differently.",
    discussion: """
      IDs of the recording are replaced by those that the target gives. Names and passwords come from \
      SHAREPROTO_ACCOUNT_NAME and SHAREPROTO_PASSWORD (of a follower SHAREPROTO_SUBSCRIBER_ACCOUNT_ID and \
      SHAREPROTO_SUBSCRIBER_PASSWORD; of a second account …_2), from --secrets, or are asked for.

      Nothing that writes is sent without --allow-writes, a target that is not this machine has to be named \
      twice, and readings are never posted to the vendor's hosts.

      Exit codes: 0 answered as recorded; 1 something differs; 2 something could not be sent or was not \
      answered; 64 wrong usage, or refused.

      Examples:
        shareproto replay day.har --target http://127.0.0.1:8080 --plan
        shareproto replay day.har --target http://127.0.0.1:8080 --allow-writes
        shareproto replay sessions/ --target http://127.0.0.1:8080 --concurrency 8 --format junit -o replay.xml
        shareproto replay day.har --target http://127.0.0.1:8080 --probe --record probed.har
      """)

  enum Form: String, CaseIterable, ExpressibleByArgument {
    case text, json, junit, html
  }

  enum Dates: String, CaseIterable, ExpressibleByArgument {
    case recorded, now
  }

  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @OptionGroup(title: "The target") var safety: TargetOptions

  @Flag(help: "Print what would be sent, and send nothing.")
  var plan = false

  @Flag(
    help:
      "Vary one parameter at a time of the calls that only read, and with --allow-writes of undocumented ones."
  )
  var probe = false

  @Option(help: "original, so many times as fast (60x), or max: without waiting.")
  var speed = "max"

  @Option(help: "How many sessions at once.")
  var concurrency = 1

  @Option(help: ArgumentHelp("At most so many requests a second.", valueName: "number"))
  var rateLimit: Double?

  @Option(
    help: ArgumentHelp(
      "How long to wait for a connection, and for a whole answer.", valueName: "seconds"))
  var timeout = 30.0

  @Option(help: "now moves the dates in requests, so that the latest of a session is now.")
  var dates = Dates.recorded

  @Flag(help: "Compare values too, but for IDs.")
  var exact = false

  @Option(
    help: ArgumentHelp(
      "With --exact, a place where values may differ: /*/WT. Repeatable.", valueName: "pointer"))
  var except: [String] = []

  @Option(help: "text for people, json, junit, html.")
  var format = Form.text

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output.")
  var output: String?

  @Option(help: "Write what was sent and received as a HAR, without secrets.", completion: .file())
  var record: String?

  @OptionGroup(title: "Which calls") var filter: FilterOptions

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @Flag(help: "Replay what can be read of a damaged capture.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "No progress and no diagnostics on standard error.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "List every step, and every diagnostic.")
  var verbose = false

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture, or - for standard input")
    }
    guard ReplayPace(speed) != nil else {
      throw ValidationError("--speed '\(speed)' is no speed; write original, 60x or max")
    }
    guard 1...10_000 ~= concurrency else {
      throw ValidationError("--concurrency is a number from 1 to 10000")
    }
    guard rateLimit.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--rate-limit is a number of requests a second, more than 0")
    }
    guard timeout > 0, timeout <= 3_600 else {
      throw ValidationError("--timeout is a number of seconds, 3600 at the most")
    }
    guard exact || except.isEmpty else {
      throw ValidationError("--except is for --exact; add --exact")
    }
    guard !plan || [.text, .json].contains(format) else {
      throw ValidationError("--plan has no form \(format.rawValue); write --format text or json")
    }
    for pointer in except where !pointer.hasPrefix("/") {
      throw ValidationError("--except '\(pointer)' is no JSON pointer; write /*/WT")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let guardian = try safety.guardian()
    var source = try SessionSource(filter: filter, packets: packets, errors, self)
    guard try source.read(captures) else { return Tool.Exit.failed }
    let builder = PlanBuilder(guardian, movesDates: dates == .now)
    var plans = source.sessions.map { builder.plan($0.calls, named: $0.name) }
    if probe { plans = try plans.map { try ProbePlan.plan($0, guardian) } }
    let redactor = Redactor.hiding()
    // Before the file is made: a refusal leaves the last report as it is.
    let secrets = plan ? ReplaySecrets() : try safety.secrets(for: plans)
    let output =
      try self.output.map { try Output(creating: $0, besides: source.paths) } ?? standardOutput
    let text = ReplayText(redactor, width: output.width)
    if plan {
      switch format {
      case .json: output.write(ReplayJSON.plan(plans, redactor))
      default: output.write(text.plan(plans) + "Nothing was sent.\n")
      }
      if self.output != nil { try output.finish() }
      return source.exitCode(plans.contains { $0.sent > 0 } ? Tool.Exit.done : Tool.Exit.failed)
    }
    // Before anything is sent, since a file that cannot be written would cost the recording.
    let recorder = try record.map {
      try HARRecorder(
        path: $0, besides: source.paths, reveals: false, knowing: secrets)
    }
    let report = try replay(plans, guardian, secrets, errors)
    output.write(rendered(report, text, redactor))
    if self.output != nil { try output.finish() }
    if format != .text || self.output != nil, !quiet { errors.write(report.summary + "\n") }
    if let recorder {
      for exchange in report.exchanges(with: guardian.target) { recorder.record(exchange) }
      recorder.close()
    }
    switch report.verdict {
    case .clean: return source.exitCode(Tool.Exit.done)
    case .differs: return source.exitCode(Tool.Exit.found)
    case .incomplete: return Tool.Exit.failed
    }
  }

  private func replay(
    _ plans: [ReplayPlan], _ guardian: SafetyGuard, _ secrets: ReplaySecrets, _ errors: Output
  ) throws -> ReplayReport {
    var settings = try safety.senderConfiguration()
    settings.timeoutMilliseconds = Int64(timeout * 1_000)
    settings.connections = max(8, concurrency)
    let sender: HTTPSender
    do {
      sender = try HTTPSender(guardian, settings)
    } catch let failure as SendFailure {
      throw Failure(
        place: nil, subject: "--target \(guardian.target)", what: failure.what,
        advice: failure.advice ?? "check it")
    }
    var options = ReplayOptions()
    options.pace = ReplayPace(speed) ?? .max
    options.concurrency = concurrency
    options.requestsPerSecond = rateLimit
    options.nowMilliseconds = Int64(Date().timeIntervalSince1970 * 1_000)
    var comparison = AnswerComparison()
    comparison.isExact = exact
    comparison.exceptions = except.map { JSONPointer(text: $0) }
    let replayer = Replayer(
      secrets: secrets, sender: sender, options: options, comparison: comparison)
    let progress = ReplayProgress(errors, plans, isQuiet: quiet)
    let result = ReplayResult()
    let outcome = Blocking.run {
      let run = Task { await replayer.run(plans) { progress.add($0) } }
      let interruption = Interruption { _ in run.cancel() }
      let report = await run.value
      interruption.end()
      await sender.shutdown()
      result.set(report)
    }
    try outcome.get()
    progress.finish()
    return result.report
  }

  private func rendered(
    _ report: ReplayReport, _ text: ReplayText, _ redactor: Redactor
  ) -> String {
    switch format {
    case .text: text.report(report, isVerbose: verbose || probe)
    case .json: ReplayJSON.text(report, redactor)
    case .junit: ReplayMarkup(report, redactor).junit
    case .html: ReplayMarkup(report, redactor).html
    }
  }
}
