import FuzzSupport

/// A connection of HTTP/1, as a `Talk`.
@main enum HTTP1Fuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    fuzzHTTP(input)
  }
}
