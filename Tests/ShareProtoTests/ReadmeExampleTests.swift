import ShareProto
import TestSupport
import Testing

struct ReadmeExampleTests {
  /// The example of the README, as it stands there.
  private func printReadings() async throws {
    for try await call in ShareCapture("Captures/follower.har").calls {
      guard let read = call.as(ReadPublisherLatestGlucoseValues.self) else { continue }
      guard let readings = read.response?.values() else { continue }
      print(read.parameters.minutes ?? 0, readings.count, readings.first?.trend?.direction as Any)
    }
  }

  @Test func `the example of the README is the one that compiles here`() throws {
    let source = try CheckoutFiles.text("Tests/ShareProtoTests/ReadmeExampleTests.swift")
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.contains("ShareCapture(\"Captures") })
    let example = lines[start..<start + 5].map { $0.dropFirst(4) }.joined(separator: "\n")
    #expect(try CheckoutFiles.text("README.md").contains("import ShareProto\n\n\(example)\n"))
  }

  @Test func `the sequence gives the calls of a capture and no others`() async throws {
    var operations: [String] = []
    var readings = 0
    for try await call in ShareCapture(CheckoutFiles.path("Captures/follower.har")).calls {
      operations.append(call.operation ?? "")
      readings += call.readings?.count ?? 0
    }
    #expect(operations.count == 21)
    #expect(
      operations.prefix(2) == ["AuthenticatePublisherAccount", "AuthenticatePublisherAccount"])
    #expect(readings == 1 + 288 + 1 + 2 + 3 + 4 + 5 + 6)
  }

  @Test func `damage is told after the last call that could be read`() async throws {
    var count = 0
    do {
      for try await _ in ShareCapture(CheckoutFiles.path("Captures/damaged.har")).calls {
        count += 1
      }
      Issue.record("no damage was told")
    } catch let damage as ShareCapture.CaptureDamage {
      #expect(damage.diagnostics.map(\.id) == ["har-cut"])
    }
    #expect(count == 15)
  }

  @Test func `a capture that is none is an error with a place and an advice`() async throws {
    let calls = ShareCapture(CheckoutFiles.path("LICENSE")).calls
    await #expect {
      for try await _ in calls {}
    } throws: { error in
      guard let failure = error as? CaptureFailure else { return false }
      return failure.place != nil && !failure.advice.isEmpty
    }
  }
}
