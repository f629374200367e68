internal import Bytes
public import ConnectionDecoding
internal import HTTPMessages
public import JSONDecoding
internal import PacketCapture
public import Redaction
internal import TCPReassembly
internal import TLSDecryption

/// Writes connections as JSON objects.
///
/// **Shape**: `capture`, `stream`, `packet` and `time` of its first packet, `client`, `server`,
/// `protocol`, `exchanges`, `packets`, `bytes`, `missingBytes`, `missingAt` (the packet
/// behind the first of them), `serverName`, `cipherSuite`, `keyLog` (its name), `decrypted`, `why`.
public struct ConnectionJSON {
  /// The writer that gets the objects.
  public let json = JSONWriter()
  private let redactor: Redactor
  private let words: ConnectionWords

  /// A writer of connections.
  public init(_ redactor: Redactor) {
    self.redactor = redactor
    words = ConnectionWords(redactor: redactor)
  }

  /// Writes a connection.
  public func write(_ report: ConnectionReport, of capture: String) {
    json.beginObject()
    string("capture", redactor.label(capture))
    integer("stream", report.stream)
    integer("packet", report.firstPacket?.number)
    string("time", report.firstPacket?.time.description)
    string("client", report.client.description)
    string("server", report.server.description)
    string("protocol", words.protocols(report))
    integer("exchanges", words.exchanges(report))
    switch report.kind {
    case .tcp(let counts, let layers):
      integer("packets", counts.packets)
      integer("bytes", counts.bytes)
      integer("missingBytes", counts.missingBytes)
      integer("missingAt", counts.firstGap?.number)
      write(layers.tls)
    case .quic(let packets): integer("packets", packets)
    }
    string("why", words.reason(report))
    json.endObject()
  }

  private func write(_ tls: TLSSummary?) {
    guard let tls else { return }
    string("serverName", tls.serverName.map { redactor.host($0.lowercased()) })
    string("cipherSuite", tls.suite.map { "\($0)" })
    string("keyLog", words.keyLog(tls))
    json.name("decrypted")
    json.bool(tls.outcome == .decrypted && tls.obstacle == nil)
  }

  private func string(_ name: StaticString, _ value: String?) {
    json.name(name)
    if let value { json.string(value) } else { json.null() }
  }

  private func integer(_ name: StaticString, _ value: Int?) {
    json.name(name)
    if let value { json.integer(Int64(value)) } else { json.null() }
  }
}
