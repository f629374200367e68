import MockServer
import SessionReplay
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
  ///   - secrets: What is known to be secret before it stands where secrets stand.
  init(
    path: String, besides captures: [String], reveals: Bool,
    knowing secrets: ReplaySecrets = ReplaySecrets()
  ) throws {
    output = try Output(creating: path, besides: captures)
    let redactor = reveals ? Redactor.revealing() : .hiding(.shape)
    secrets.teach(redactor)
    exchanges = ExchangeRedactor(redactor)
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
