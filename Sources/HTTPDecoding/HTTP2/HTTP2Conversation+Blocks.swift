internal import Bytes
internal import HTTPMessages
internal import NIOHPACK

/// Heads and trailers out of header blocks (RFC 9113 section 8).
extension HTTP2Conversation {
  /// The fields of a block, and the pseudo-header fields that stand before them.
  private struct Head {
    var method, scheme, authority, path: String?
    var status: Int?
    var fields = HTTPFields()

    init(_ headers: HPACKHeaders) {
      for header in headers {
        switch header.name {
        case ":method": method = header.value
        case ":scheme": scheme = header.value
        case ":authority": authority = header.value
        case ":path": path = header.value
        case ":status": status = Int(header.value)
        case let name where name.utf8.first == UInt8(ascii: ":"): break
        case let name: fields.append(name: name.utf8, value: header.value.utf8)
        }
      }
    }
  }

  /// Decodes a block that is whole, and puts it where it belongs.
  mutating func finish(_ block: Block, from sender: Sender) {
    let decoded = self[sender].decoder.decode(block.bytes[...])
    // The table is not known any more, as if blocks had been lost.
    if decoded == nil { self[sender].hasLost = true }
    let head = Head(decoded ?? HPACKHeaders())
    if !block.isPromise { learnRoles(head, sender) }
    let role = block.isPromise ? .client : role(of: sender)
    let id = block.streamID
    guard open(id) else { return }
    if role == .client {
      takeRequest(head, block)
    } else if let status = head.status, (100..<200).contains(status), status != 101 {
      streams[id]?.interim.append(status)
      return
    } else {
      takeResponse(head, block)
    }
    if decoded == nil { headIsMissing(id, role) }
    touch(
      id, role, at: self[sender].frames.input.lastTaken, ends: block.endsStream || block.isPromise)
  }

  private mutating func learnRoles(_ head: Head, _ sender: Sender) {
    guard roles == .assumed, head.status != nil || head.method != nil else { return }
    roles = (head.status != nil) == (sender == .server) ? .known : .swapped
  }

  private mutating func takeRequest(_ head: Head, _ block: Block) {
    guard var exchange = streams[block.streamID] else { return }
    // A block behind the head has trailers; none of those has a method.
    if exchange.request != nil, exchange.method.isEmpty == false || head.method == nil {
      exchange.request?.append(head.fields)
      streams[block.streamID] = exchange
      return
    }
    if exchange.request == nil {
      exchange.request = OpenMessage(first: block.first, fields: head.fields)
    } else {
      exchange.request?.append(head.fields)
    }
    exchange.method = head.method ?? ""
    let authority = head.authority ?? head.fields["host"] ?? ""
    exchange.target =
      head.method == "CONNECT"
      ? RequestTarget(authority: authority)
      : RequestTarget(
        target: head.path ?? "", scheme: head.scheme ?? origin.scheme, authority: authority)
    if head.method == nil || (head.path == nil && head.method != "CONNECT") {
      complain(
        &exchange, "http-target-unknown",
        "the method or the target of the request refer to fields that were not recorded",
        isDamage: true)
    }
    streams[block.streamID] = exchange
  }

  private mutating func takeResponse(_ head: Head, _ block: Block) {
    guard var exchange = streams[block.streamID] else { return }
    if exchange.response == nil {
      exchange.response = OpenMessage(first: block.first, fields: head.fields)
      if head.status == nil {
        complain(
          &exchange, "http-status-unknown",
          "the status of the response refers to a field that was not recorded", isDamage: true)
      }
    } else {
      exchange.response?.append(head.fields)
    }
    if exchange.status == 0 { exchange.status = head.status ?? 0 }
    streams[block.streamID] = exchange
  }
}
