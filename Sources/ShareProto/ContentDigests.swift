internal import CaptureInput
internal import Crypto

/// The digests of the files that a capture is made of, taken while they are read.
final class ContentDigests: @unchecked Sendable {
  // Sendable: only the reader of the capture uses it, from one call of `next` to another.
  private var current: (source: CaptureSource, digest: SHA256)?
  private var finished: [String] = []

  func receive(_ piece: [UInt8], of source: CaptureSource) {
    if current?.source != source {
      finishFile()
      current = (source, SHA256())
    }
    current?.digest.update(data: piece)
  }

  /// The digests of the files that were read, in hexadecimal; what follows is another capture.
  func finish() -> [String] {
    finishFile()
    defer { finished = [] }
    return finished
  }

  private func finishFile() {
    guard let (_, digest) = current else { return }
    current = nil
    finished.append(
      digest.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}
