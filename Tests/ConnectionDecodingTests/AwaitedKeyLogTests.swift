import Bytes
import CaptureInput
import ConnectionDecoding
import Foundation
import HTTPMessages
import Synchronization
import TLSDecryption
import TestSupport
import Testing

/// Packets come through a pipe that stays open, as from `tcpdump -U -w -`; the client writes its key log
/// meanwhile.
struct AwaitedKeyLogTests {
  private let pipe = Pipe()
  private let keyLog = FileManager.default.temporaryDirectory
    .appending(path: "awaited-\(UUID().uuidString).keys").path

  private func reader() throws -> PacketFileReader {
    let source = CaptureSource.file(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(source.isStream)
    return PacketFileReader(
      try CaptureReader(opening: source), as: "live", secrets: TLSSecrets(),
      keyLogs: [AwaitedKeyLog(path: keyLog)])
  }

  private func contents(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: CheckoutFiles.path("Captures/\(name)")))
  }

  @Test func `what is written to the key log later opens what waits, before the packets end`()
    throws
  {
    defer { try? FileManager.default.removeItem(atPath: keyLog) }
    // Less than a pipe holds.
    try pipe.fileHandleForWriting.write(contentsOf: contents("tls12-some-keys.pcap"))
    let keys = try contents("tls12-some-keys.keys")
    let (path, input) = (keyLog, pipe.fileHandleForWriting)
    let hasEnded = Atomic(false)
    let (isFound, isClosed) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread {
      // Half a line first: it is no line yet.
      try? keys.prefix(100).write(to: URL(filePath: path))
      Thread.sleep(forTimeInterval: 0.25)
      try? keys.write(to: URL(filePath: path))
      if isFound.wait(timeout: .now() + 20) == .timedOut {
        hasEnded.store(true, ordering: .sequentiallyConsistent)
      }
      try? input.close()
      isClosed.signal()
    }.start()
    var reader = try reader()
    var exchanges = 0
    while let event = try reader.next() {
      switch event {
      case .exchange:
        let isLate = hasEnded.load(ordering: .sequentiallyConsistent)
        #expect(!isLate, "only after the packets")
        exchanges += 1
        if exchanges == 1 { isFound.signal() }
      case .diagnostic(let diagnostic): #expect(!diagnostic.id.hasPrefix("key-log"))
      case .section, .connection: break
      }
    }
    isFound.signal()
    isClosed.wait()
    #expect(exchanges == 6)
  }

  @Test func `a key log that never came is told of at the end`() throws {
    try pipe.fileHandleForWriting.write(contentsOf: contents("tls12-some-keys.pcap"))
    try pipe.fileHandleForWriting.close()
    var reader = try reader()
    var found: [String] = []
    while let event = try reader.next() {
      if case .diagnostic(let diagnostic) = event { found.append(diagnostic.id) }
      if case .exchange = event { Issue.record("nothing opens it") }
    }
    #expect(found.contains("key-log-empty"))
  }
}
