internal import JSONDecoding
internal import HTTPMessages

/// A body as it stands in a capture.
struct RecordedBody {
  var bytes: [UInt8] = []
  var completeness = HTTPBody.Completeness.whole
  /// It was written as bytes, not as characters.
  var isBinary = false
  /// There is a text, be it empty.
  var hasText = false
  /// Something is there that was complained about already.
  var isUnreadable = false

  var isEmpty: Bool { bytes.isEmpty }
}

extension EntryDecoder {
  /// The body of an object with `text`, `encoding` or `_file`: `content` and `postData`.
  mutating func body(of node: JSONNode, _ path: [String]) -> RecordedBody {
    var (text, encoding, file): (JSONNode?, JSONNode?, JSONNode?)
    for member in node.members {
      if member.hasName("text") {
        text = member.value
      } else if member.hasName("encoding") {
        encoding = member.value
      } else if member.hasName("_file") {
        file = member.value
      }
    }
    if let name = string(file, path + ["_file"], isRequired: false) {
      return attached(name, path + ["_file"])
    }
    var recorded = RecordedBody()
    guard let text, !text.isNull else { return recorded }
    recorded.hasText = true
    guard let utf8 = text.utf8 else {
      complainAboutType(text, path + ["text"], expected: "a string")
      recorded.completeness = .cut
      recorded.isUnreadable = true
      return recorded
    }
    guard string(encoding, path + ["encoding"], isRequired: false)?.lowercased() == "base64" else {
      recorded.bytes = Array(utf8)
      return recorded
    }
    let decoded = base64Decoded(utf8)
    recorded.bytes = decoded.bytes
    recorded.isBinary = true
    if decoded.flaw != .none {
      recorded.completeness = decoded.flaw == .strayBytes ? .cut : .whole
      complain(
        "har-base64", path + ["text"],
        decoded.flaw == .strayBytes
          ? "not base64 throughout" : "base64 with line breaks or without its padding",
        advice: "what could be decoded was kept", isDamage: decoded.flaw == .strayBytes)
    }
    return recorded
  }

  private mutating func attached(_ name: String, _ path: [String]) -> RecordedBody {
    var recorded = RecordedBody(isBinary: true, hasText: true)
    do {
      if let bytes = try attachment(name) {
        recorded.bytes = bytes
        return recorded
      }
      complain(
        "har-body-file", path, "the body is in a file that is not there",
        advice: isInZip
          ? "record the capture again, the zip does not have it"
          : "if the archive came out of a .har.zip read that, else export with the bodies inside",
        isDamage: true)
    } catch {
      complain(
        "har-body-file", path, "the body is in a file that cannot be read: \(error)",
        advice: "copy or record the capture again", isDamage: true)
    }
    recorded.completeness = .dropped(size: nil)
    recorded.isUnreadable = true
    return recorded
  }
}

/// What a response says about its sizes on the wire; -1 and nil for what is not known.
struct RecordedSizes {
  var headers, body, transfer: Int64?

  /// Whether more came than the header.
  func showBody(after fields: HTTPFields) -> Bool {
    if let body, body > 0 { return true }
    let header = headers.flatMap { $0 > 0 ? $0 : nil }
    guard let transfer, header != nil || !Array(fields).isEmpty else { return false }
    // A header is never longer than as HTTP/1.1 writes it; the end of a chunked body takes 5 bytes.
    let written = fields.reduce(128) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    return transfer > (header ?? Int64(written)) + 5
  }
}

/// The bytes of a body in gzip of which each was written as the character of its number; nil where
/// it is none.
func gzipWrittenAsCharacters(_ utf8: [UInt8]) -> [UInt8]? {
  guard utf8.starts(with: "\u{1F}\u{8B}\u{8}".utf8) else { return nil }
  return bytesWrittenAsCharacters(utf8, utf8.count - utf8.count { $0 & 0xC0 == 0x80 })
}

/// The bytes of a body of which each was written as the character of its number, as mitmproxy does
/// with what is no text; nil where the text was text.
///
/// Nothing marks such a body. The length that went over the wire does: it is that of the characters,
/// and not that of their UTF-8.
func bytesWrittenAsCharacters(_ utf8: [UInt8], _ size: Int) -> [UInt8]? {
  guard utf8.count > size else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(size)
  var index = 0
  while index < utf8.count {
    let byte = utf8[index]
    if byte < 0x80 {
      bytes.append(byte)
      index += 1
    } else if byte & 0xFC == 0xC0, index + 1 < utf8.count {
      bytes.append(byte << 6 | utf8[index + 1] & 0x3F)
      index += 2
    } else {
      return nil
    }
  }
  return bytes.count == size ? bytes : nil
}
