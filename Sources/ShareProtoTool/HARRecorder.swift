import MockServer
import ShareProto

/// Takes down what a stand-in is asked and answers as a HAR, entry by entry, so that a recording that is
/// never ended is cut and not lost.
final class HARRecorder: ExchangeRecorder {
  private var archive = HARWriter(version: Tool.version)
  private var decoder = CallDecoder()
  private var exchanges: ExchangeRedactor
  private let output: Output

  /// - Parameters:
  ///   - captures: Files that are read, and must not be written over.
  ///   - reveals: Whether secrets are written as they are.
  init(path: String, besides captures: [String], reveals: Bool) throws {
    output = try Output(creating: path, besides: captures)
    exchanges = ExchangeRedactor(reveals ? .revealing() : .hiding(.shape))
  }

  func record(_ exchange: Exchange) {
    archive.write(exchanges.exchange(of: decoder.decode(exchange)))
    archive.take(output.write)
    output.flush()
  }

  func close() {
    archive.finish()
    archive.take(output.write)
    output.flush()
  }
}
