import CaptureInput
import ConnectionDecoding
import Foundation
import FuzzSupport
import TLSDecryption

/// A capture as a file, with whatever is around it and in it: it is read to its end, and bodies are
/// not larger than what unpacking may give.
@main enum ConnectionDecodingFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    let bytes = input.bytes
    guard (try? Data(bytes).write(to: file)) != nil else { return }
    let source = CaptureSource.file(path: file.path)
    let secrets = TLSSecrets()
    PacketFileReader.addSecrets(in: source, to: secrets)
    secrets.finish()
    guard let input = try? CaptureReader(opening: source) else { return }
    var reader = PacketFileReader(input, as: "a", secrets: secrets)
    var connections: Set<Int> = []
    do {
      while let event = try reader.next() {
        guard case .connection(let report) = event, let stream = report.stream else { continue }
        precondition(connections.insert(stream).inserted, "a connection is told of twice")
      }
    } catch {
      // No capture.
    }
  }
}

private let file = FileManager.default.temporaryDirectory.appending(
  path: "shareproto-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
