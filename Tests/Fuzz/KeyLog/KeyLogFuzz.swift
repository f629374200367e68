import FuzzSupport
import TLSDecryption

/// A key log: it is read twice to the same end, and named in what is said of it.
@main enum KeyLogFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    let bytes = input.bytes
    var log = KeyLog()
    let first = log.add(bytes, from: "keys")
    let isEmpty = log.isEmpty
    let second = log.add(bytes, from: "keys")
    precondition(log.isEmpty == isEmpty && first == second)
  }
}
