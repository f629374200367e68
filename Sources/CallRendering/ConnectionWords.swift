internal import Bytes
internal import ConnectionDecoding
internal import HTTPMessages
internal import PacketCapture
internal import Redaction
internal import TCPReassembly
internal import TLSDecryption

/// Says of a connection what it was, and why its exchanges are there or not.
struct ConnectionWords {
  let redactor: Redactor

  /// The two ends: `10.0.0.2:51522 → share2.dexcom.com:443`.
  func ends(_ report: ConnectionReport) -> String {
    "\(report.client) → \(server(report))"
  }

  private func server(_ report: ConnectionReport) -> String {
    guard case .tcp(_, let layers) = report.kind, let name = layers.tls?.serverName,
      !layers.isTunnel
    else { return report.server.description }
    return "\(redactor.host(name.lowercased())):\(report.server.port)"
  }

  /// What was spoken, outermost last: `TLS 1.3, HTTP/2`.
  func protocols(_ report: ConnectionReport) -> String {
    guard case .tcp(_, let layers) = report.kind else { return "QUIC (UDP)" }
    var names: [String] = []
    if layers.isTunnel { names.append("proxy") }
    if let tls = layers.tls { names.append(tls.version.map { "\($0)" } ?? "TLS") }
    if let version = layers.httpVersion { names.append("HTTP/\(version.rawValue)") }
    return names.isEmpty ? "TCP" : names.joined(separator: ", ")
  }

  /// How many exchanges it had; nil where nobody can know.
  func exchanges(_ report: ConnectionReport) -> Int? {
    guard case .tcp(_, let layers) = report.kind, layers.exchanges > 0 || layers.tls == nil else {
      return nil
    }
    return layers.exchanges
  }

  /// Why, and what to do.
  func reason(_ report: ConnectionReport) -> String {
    guard case .tcp(let counts, let layers) = report.kind else {
      return "not TCP; turn QUIC (HTTP/3) off in the client to record it"
    }
    var reasons: [String] = []
    if let tls = layers.tls {
      reasons.append(tls.reason + (keyLog(tls).map { " (keys in \($0))" } ?? ""))
      if layers.exchanges == 0, tls.outcome == .decrypted { reasons.append("no HTTP in it") }
    } else if layers.exchanges > 0 {
      reasons.append("plain")
    } else if counts.bytes == 0 {
      reasons.append(counts.resetBy == .server ? "refused by the server" : "nothing was said")
    } else {
      reasons.append("neither TLS nor HTTP")
    }
    if counts.missingBytes > 0 { reasons.append(loss(counts, layers)) }
    return reasons.joined(separator: "; ")
  }

  /// The name of the key log that has opened a connection; nil where none has.
  func keyLog(_ tls: TLSSummary) -> String? {
    guard tls.outcome != .notDecrypted, let path = tls.keyLogName,
      let name = path.split(separator: "/").last
    else { return nil }
    return redactor.label(String(name))
  }

  /// `1,460 bytes lost at packet 812: 1 exchange incomplete`
  private func loss(_ counts: TCPCounts, _ layers: ConnectionLayers) -> String {
    var words = NumberText.grouped(counts.missingBytes) + " bytes lost"
    if let first = counts.firstGap?.number {
      words += counts.gaps == 1 ? " at" : " in \(counts.gaps) places, the first at"
      words += " packet \(first)"
    }
    guard layers.damaged > 0 else { return words }
    return words + ": \(layers.damaged) exchange\(layers.damaged == 1 ? "" : "s") incomplete"
  }
}
