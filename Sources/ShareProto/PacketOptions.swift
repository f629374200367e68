public import Bytes
public import CaptureInput
internal import ConnectionDecoding
internal import Foundation
public import TLSDecryption

/// What helps to read captures of packets: which of them to read, and what opens their TLS.
public struct PacketOptions: Sendable {
  /// The secrets of the key logs that the user has named.
  public var keyLog = KeyLog()
  /// Private keys of servers, in PEM, with the names of their files.
  public var privateKeys: [(name: String, pem: String)] = []
  /// Which packets to read, in the language of tcpdump; nil for all.
  public var filter: String?

  /// No help.
  public init() {}

  /// Adds a file of secrets; `-` is standard input.
  ///
  /// - Returns: A diagnostic where it has no secrets, or some of its lines are none of a key log.
  /// - Throws: `CaptureInputError` where it cannot be read.
  public mutating func add(keyLog path: String) throws(CaptureInputError) -> Diagnostic? {
    var added = KeyLog()
    let problem = added.add(try Self.contents(of: path), from: path)
    keyLog.add(added)
    guard added.isEmpty else { return problem }
    return Diagnostic(
      "key-log-empty", at: path, "there are no secrets in it",
      advice: "name the file that the client wrote (SSLKEYLOGFILE), with lines such as "
        + "CLIENT_RANDOM 5f1c… 8a02…")
  }

  /// Adds the private key of a server.
  ///
  /// - Throws: `CaptureInputError` where it cannot be read.
  public mutating func add(privateKey path: String) throws(CaptureInputError) {
    privateKeys.append((path, String(decoding: try Self.contents(of: path), as: UTF8.self)))
  }

  /// A key log of a day's work has a megabyte; past this it is something else.
  private static let limit = 1 << 28

  static func contents(of path: String) throws(CaptureInputError) -> [UInt8] {
    var reader = try CaptureReader(opening: path == "-" ? .standardInput : .file(path: path))
    var contents: [UInt8] = []
    while contents.count < limit, let piece = try reader.next() { contents += piece }
    return contents
  }
}

/// What opens the TLS of one capture, and where it was found.
struct CaptureKeys {
  let secrets: TLSSecrets
  /// Files that lie next to the capture.
  let keyLogs: [String]
  let diagnostics: [Diagnostic]

  /// - Parameter sources: A capture, and the files that go on with it.
  init(for sources: [CaptureSource], _ options: PacketOptions, _ search: KeyLogSearch) {
    let found = search.keyLogs(besides: sources)
    secrets = TLSSecrets(found.keyLog)
    keyLogs = found.paths
    var diagnostics: [Diagnostic] = []
    for key in options.privateKeys {
      if let problem = secrets.add(privateKey: key.pem, from: key.name) {
        diagnostics.append(problem)
      }
    }
    if sources != [.standardInput] {
      // Recorders may write the secrets behind the packets that they open.
      for source in sources { PacketFileReader.addSecrets(in: source, to: secrets) }
      secrets.finish()
    }
    self.diagnostics = diagnostics
  }
}
