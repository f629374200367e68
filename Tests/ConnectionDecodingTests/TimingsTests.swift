import CaptureInput
import ConnectionDecoding
import HTTPMessages
import TLSDecryption
import TestSupport
import Testing

/// How long connections took to open, against what tshark says of the same packets
/// (`-T fields -e frame.time_epoch -e tcp.flags -e tls.handshake.type`).
struct TimingsTests {
  private func exchanges(_ name: String, keys: String? = nil) throws -> [Exchange] {
    let secrets = TLSSecrets()
    if let keys {
      _ = secrets.add(Array(try CheckoutFiles.text("Captures/\(keys)").utf8), from: keys)
    }
    let source = CaptureSource.file(path: CheckoutFiles.path("Captures/\(name)"))
    PacketFileReader.addSecrets(in: source, to: secrets)
    secrets.finish()
    var reader = PacketFileReader(
      try CaptureReader(opening: source), followedBy: [], as: name, secrets: secrets)
    var exchanges: [Exchange] = []
    while let event = try reader.next() {
      if case .exchange(let exchange) = event { exchanges.append(exchange) }
    }
    return exchanges
  }

  /// From SYN to the first byte of the request; from the hello of the client to the later Finished.
  @Test(arguments: [
    ("http1.pcap", nil, 0.495, nil), ("tls13-http2.pcapng", nil, 24.123008, 21.615028),
    ("tls12-some-keys.pcap", "tls12-some-keys.keys", 25.551, 2.239),
  ])
  func `the first exchange of a connection has the time that took to open`(
    name: String, keys: String?, connect: Double, tls: Double?
  ) throws {
    let exchanges = try exchanges(name, keys: keys)
    let first = try #require(exchanges.first?.transfer)
    #expect(first.connection == .init(id: "0", serverAddress: "127.0.0.1"))
    #expect(abs(try #require(first.timings.connect) - connect) < 0.000_002)
    #expect(first.timings.ssl.map { abs($0 - (tls ?? 0)) < 0.000_002 } == tls.map { _ in true })
    let later = exchanges.dropFirst().filter { $0.transfer?.connection?.id == "0" }
    #expect(later.allSatisfy { $0.transfer?.timings.connect == nil })
  }
}
