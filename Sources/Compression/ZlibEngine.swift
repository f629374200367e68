internal import CZlib

/// gzip, zlib and raw deflate.
final class ZlibEngine: Engine {
  private let stream: UnsafeMutablePointer<z_stream>
  private let format: CompressionFormat

  init(_ format: CompressionFormat) {
    self.format = format
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // The sign and the 16 are how zlib is told which wrapper to expect (zlib.h, inflateInit2).
    let windowBits: Int32 =
      switch format {
      case .gzip: 15 + 16
      case .zlib: 15
      default: -15
      }
    let status = inflateInit2_(
      stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib has no memory or is another version")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> EngineStep {
    // zlib counts in 32 bits.
    let offered = min(input.count, Int(Int32.max))
    let room = min(output.count, Int(Int32.max))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(offered)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let status = inflate(stream, Z_NO_FLUSH)
    let outcome: EngineStep.Outcome =
      switch status {
      case Z_STREAM_END: .ended
      case Z_OK, Z_BUF_ERROR: stream.pointee.avail_out == 0 ? .owesOutput : .open
      case Z_NEED_DICT: .damaged("a preset dictionary is needed")
      default: .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
      }
    return EngineStep(
      consumed: offered - Int(stream.pointee.avail_in),
      produced: room - Int(stream.pointee.avail_out), outcome: outcome)
  }

  func restart(before next: UInt8) -> Bool {
    format == .gzip && next == 0x1F && inflateReset(stream) == Z_OK
  }
}
