import ShareProto

/// Tells on standard error what is wrong with captures: one line of each kind with how often it came,
/// or every one.
struct DiagnosticLog {
  private let errors: Output
  private let redactor: Redactor
  private let isQuiet: Bool
  private let isVerbose: Bool
  private var kinds: [String: (first: Diagnostic, count: Int)] = [:]
  private var order: [String] = []
  /// Whether something of a capture was lost.
  private(set) var hasDamage = false
  /// The capture that is being read: each has its own lines.
  var capture = ""

  init(_ errors: Output, _ redactor: Redactor, isQuiet: Bool, isVerbose: Bool) {
    self.errors = errors
    self.redactor = redactor
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
  }

  /// What a reader had to say about an exchange. What is missing in exchanges that nobody wants to see
  /// is not told; what is broken is.
  mutating func add(_ exchange: Exchange, isWanted: Bool) {
    for diagnostic in exchange.diagnostics where isWanted || diagnostic.isDamage {
      add(diagnostic)
    }
  }

  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.isDamage { hasDamage = true }
    if isVerbose { return write(text(diagnostic, count: 1)) }
    let kind = "\(diagnostic.id) \(capture)"
    if let known = kinds[kind] {
      kinds[kind] = (known.first, known.count + 1)
    } else {
      kinds[kind] = (diagnostic, 1)
      order.append(kind)
    }
  }

  /// A capture that could not be read: it is always told, and in full.
  func add(_ failure: CaptureFailure) {
    func shown(_ text: String) -> String { TerminalText.escaped(redactor.label(text)) }
    let failure = Failure(
      place: failure.place, subject: shown(failure.capture), what: shown(failure.what),
      advice: shown(failure.advice))
    errors.write(failure.description + "\n")
  }

  func write(_ line: String) {
    guard !isQuiet else { return }
    errors.write(line + "\n")
  }

  mutating func finish() {
    for kind in order {
      guard let (first, count) = kinds[kind] else { continue }
      write(text(first, count: count))
    }
  }

  func flush() { errors.flush() }

  private func text(_ diagnostic: Diagnostic, count: Int) -> String {
    let others = count > 1 ? " (and \(count - 1) more like it: --verbose)" : ""
    let advice = diagnostic.advice.map { "; \($0)" } ?? ""
    let text =
      "\(redactor.place(diagnostic.place)): \(redactor.label(diagnostic.what))\(others)\(advice)"
    // Programs that read diagnostics want each in a line of its own.
    let width = errors.isTerminal ? errors.width : .max
    // A variable is one in a command alone.
    let plain = text.filter { $0 != StandInForm.variableMark }
    return TerminalText.wrapped(TerminalText.escaped(plain), width: width)
      .joined(separator: "\n  ")
  }
}
