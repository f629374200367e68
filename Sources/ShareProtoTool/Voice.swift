import ShareProto
import Synchronization

/// Says things from whichever thread has something to say, line by line and at once.
final class Voice: @unchecked Sendable {
  // Unchecked: whoever made it waits meanwhile, and all others take the lock.
  private let output: Output
  private let errors: Output
  private let lock = Mutex(())

  init(output: Output, errors: Output) { (self.output, self.errors) = (output, errors) }

  /// Prints results.
  func announce(_ lines: [String]) {
    lock.withLock { _ in
      for line in lines { output.write(TerminalText.escaped(line) + "\n") }
      output.flush()
    }
  }

  /// Says something that is no result.
  func say(_ remark: String) {
    lock.withLock { _ in
      errors.write("shareproto: " + TerminalText.escaped(remark) + "\n")
      errors.flush()
    }
  }
}
