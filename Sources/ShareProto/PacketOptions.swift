public import Bytes
public import CaptureInput
internal import ConnectionDecoding
internal import Foundation
public import TLSDecryption

/// What helps to read captures of packets: which of them to read, and what opens their TLS.
public struct PacketOptions: Sendable {
  /// The secrets of the key logs that the user has named.
  public var keyLog = KeyLog()
  /// Paths of key logs that clients may still be writing, or have yet to begin: while packets come
  /// from a pipe, they are read again and again.
  public var awaitedKeyLogs: [String] = []
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
    return added.isEmpty ? KeyLog.absenceOfSecrets(in: path) : problem
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
  /// Whether packets come from a pipe, so that secrets may come while they are read.
  let isAwaited: Bool

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
    isAwaited = sources.contains(where: \.isStream)
    if !isAwaited {
      for path in options.awaitedKeyLogs {
        if let contents = try? PacketOptions.contents(of: path) {
          diagnostics += [secrets.add(contents, from: path)].compactMap(\.self)
        }
      }
      // Recorders may write the secrets behind the packets that they open.
      for source in sources { PacketFileReader.addSecrets(in: source, to: secrets) }
      secrets.finish()
    }
    self.diagnostics = diagnostics
  }
}
