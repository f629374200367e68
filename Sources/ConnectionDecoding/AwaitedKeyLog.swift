internal import Bytes
internal import CaptureInput
internal import TLSDecryption

/// A key log that a client may still be writing while its packets are read.
public struct AwaitedKeyLog: Sendable {
  private var file: GrowingFile
  private var lineCount = 0
  private var hasSecrets = false

  /// A key log at a path where there may be none yet.
  public init(path: String) { file = GrowingFile(path: path) }

  /// Adds the secrets that were written since.
  ///
  /// - Returns: A diagnostic where some of the new lines are none of a key log.
  mutating func read(into secrets: TLSSecrets) -> Diagnostic? {
    take(file.nextLines(), into: secrets)
  }

  /// Adds what is left, when nothing more will be written.
  ///
  /// - Returns: A diagnostic where lines are none of a key log, or where there was no secret at all.
  mutating func finish(into secrets: TLSSecrets) -> Diagnostic? {
    let problem = take(file.rest(), into: secrets)
    guard !hasSecrets else { return problem }
    guard !file.isThere else { return KeyLog.absenceOfSecrets(in: file.path) }
    return Diagnostic(
      "key-log-empty", at: file.path, "there was no such file while packets came",
      advice: "check its path, and whether the client was told to write it (SSLKEYLOGFILE)")
  }

  private mutating func take(_ lines: [UInt8], into secrets: TLSSecrets) -> Diagnostic? {
    guard !lines.isEmpty else { return nil }
    var added = KeyLog()
    let problem = added.add(lines, from: file.path, firstLine: lineCount + 1)
    lineCount += lines.count { $0 == UInt8(ascii: "\n") }
    guard !added.isEmpty else { return problem }
    hasSecrets = true
    secrets.add(added)
    return problem
  }
}
