import ShareProto

/// Why captures came to nothing.
struct Absence {
  private var exchanges = 0
  /// Connections of TLS that could not be decrypted, or not in both directions.
  private var undecrypted = 0

  mutating func add(_ call: Call) { exchanges += 1 }

  mutating func add(_ connection: ConnectionReport) {
    guard case .tcp(_, let layers) = connection.kind, let tls = layers.tls,
      tls.outcome != .decrypted
    else { return }
    undecrypted += 1
  }

  /// What there is to say where no call was wanted.
  ///
  /// - Parameter tellsWhy: The options or the command that says why a connection was not decrypted.
  func lines(_ filter: CallFilter, tellsWhy: String) -> [String] {
    var lines: [String] = []
    if undecrypted > 0 {
      let connections = undecrypted == 1 ? "1 connection was" : "\(undecrypted) connections were"
      lines.append("shareproto: \(connections) not decrypted (\(tellsWhy) says why)")
    }
    if exchanges == 0 {
      lines.append(
        "shareproto: there is no HTTP exchange in it" + (undecrypted > 0 ? " that can be read" : "")
      )
    } else if filter.isOpen {
      lines.append("shareproto: there is no Share call in it")
    } else {
      lines.append("shareproto: no call matches")
    }
    for name in filter.operations.sorted() where !OperationCatalog.isKnown(name) {
      lines.append("  no documented operation is named \(TerminalText.escaped(name))")
    }
    return lines
  }
}
