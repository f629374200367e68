import ShareProto
import TestSupport
import Testing

@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct CallCountsTests {
  @Test func `an answer without its request is not called one of others`() {
    let capture = SharedFiles.path("captures/odd-lossreq-http/capture.pcap")
    var counts = CallCounts()
    var reader = CallReader([.file(path: capture)])
    while let event = reader.next() {
      if case .call(let call) = event { counts.add(call, isWanted: call.standing != .foreign) }
    }
    #expect(
      counts.description(ofCaptures: 1).hasSuffix(
        " · 1 answer whose request was not recorded left out (--all shows them)"))
  }
}
