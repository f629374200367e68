import Bytes
import HTTPDecoding
import HTTPMessages

/// One thing that happens on a connection: a packet, a hole in the recording, or an end.
enum Step {
  case sends(Sender, [UInt8])
  case gap(Sender, Int?)
  case ends(Sender, StreamEnd)

  static func client(_ text: String) -> Step { .sends(.client, Array(text.utf8)) }
  static func server(_ text: String) -> Step { .sends(.server, Array(text.utf8)) }
}

/// What is read out of a conversation. Each step is a packet: the first has number 1 and was
/// captured at 1 ms, and so on.
struct Reading {
  var exchanges: [Exchange] = []
  var diagnostics: [Diagnostic] = []
  var tunnel: [(sender: Sender, bytes: [UInt8])] = []
  var isNotHTTP = false

  /// - Parameter pieceSize: Packets are handed on in pieces of so many bytes.
  init(_ steps: [Step], isEncrypted: Bool = false, pieceSize: Int = .max) {
    var connection = HTTPConnection(capture: "a.pcap", stream: 7, isEncrypted: isEncrypted)
    for (index, step) in steps.enumerated() {
      let place = Self.place(index + 1)
      switch step {
      case .sends(let sender, let bytes):
        var rest = bytes[...]
        while !rest.isEmpty {
          connection.receive(.data(rest.prefix(pieceSize)), from: sender, at: place)
          rest = rest.dropFirst(pieceSize)
          take(&connection)
        }
      case .gap(let sender, let count):
        connection.receive(.gap(count: count), from: sender, at: place)
      case .ends(let sender, let end): connection.receive(.end(end), from: sender, at: place)
      }
      take(&connection)
    }
    connection.finish()
    take(&connection)
  }

  static func place(_ number: Int) -> PacketPlace {
    PacketPlace(number: number, time: Timestamp(nanoseconds: Int64(number) * 1_000_000))
  }

  private mutating func take(_ connection: inout HTTPConnection) {
    while let event = connection.next() {
      switch event {
      case .exchange(let exchange): exchanges.append(exchange)
      case .diagnostic(let diagnostic): diagnostics.append(diagnostic)
      case .tunnel(.data(let bytes), let sender, _):
        if tunnel.last?.sender == sender {
          tunnel[tunnel.count - 1].bytes += bytes
        } else {
          tunnel.append((sender, Array(bytes)))
        }
      case .tunnel: break
      case .notHTTP: isNotHTTP = true
      }
    }
  }

  /// Each exchange in a line: `GET /a → 200 body`; what is missing is a dash, what is cut has dots.
  var lines: [String] { exchanges.map(\.line) }

  /// Everything that was read, to compare two readings.
  var everything: [String] {
    exchanges.map { "\($0)" } + diagnostics.map { "\($0)" }
      + tunnel.map { "\($0.sender) \($0.bytes)" } + ["\(isNotHTTP)"]
  }
}

extension Exchange {
  var line: String {
    let request = [request.method, request.target.path, request.body.text]
      .filter { !$0.isEmpty }.joined(separator: " ")
    let response = response.map {
      [String($0.status), $0.body.text].filter { !$0.isEmpty }.joined(separator: " ")
    }
    return "\(request.isEmpty ? "-" : request) → \(response ?? "-")"
  }
}

extension HTTPBody {
  fileprivate var text: String {
    String(decoding: bytes, as: UTF8.self) + (completeness == .whole ? "" : "…")
  }
}

extension HTTPFields {
  var lines: [String] { map { "\($0.name): \($0.value)" } }
}
