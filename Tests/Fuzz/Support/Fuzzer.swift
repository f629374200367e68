internal import CLibFuzzer
internal import Foundation

/// A program that runs a test on whatever libFuzzer thinks of. A fault is a trap.
public protocol Fuzzer {
  /// Looks at one input.
  static func test(_ input: FuzzInput)
}

extension Fuzzer {
  /// Hands over to libFuzzer, with the arguments of the command line.
  public static func main() {
    theTest = test
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let code = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
      theTest(FuzzInput(start, count))
      return 0
    }
    exit(code)
  }
}

// A function of C has no context. There is one thread, and it is set before the first call.
nonisolated(unsafe) private var theTest: (FuzzInput) -> Void = { _ in }
