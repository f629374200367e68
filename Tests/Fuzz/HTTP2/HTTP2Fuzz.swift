import FuzzSupport

/// A connection of HTTP/2, as a `Talk`.
@main enum HTTP2Fuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    fuzzHTTP(input)
  }
}
