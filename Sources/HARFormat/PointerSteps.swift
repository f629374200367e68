/// The names that HAR 1.2 gives. Others are a recording's own, and may be secrets.
private let namesOfTheFormat = Set(
  """
  log version creator browser pages entries comment name pageref startedDateTime time request \
  response cache timings serverIPAddress connection method url httpVersion cookies headers \
  queryString postData headersSize bodySize status statusText content redirectURL path domain expires \
  httpOnly secure sameSite value mimeType params text fileName contentType size compression encoding \
  beforeRequest afterRequest lastAccess eTag hitCount blocked dns connect send wait receive ssl id \
  title pageTimings onContentLoad onLoad
  """.split(separator: " ").map(String.init))

/// The names and indices that lead to a byte of a JSON value: the pointer to where damage is.
///
/// Reads only as much of the grammar as it takes to keep count, for the text is damaged.
func pointerSteps(to offset: Int, in text: ArraySlice<UInt8>) -> [String] {
  var open: [(isArray: Bool, index: Int, name: String?)] = []
  var string: [UInt8]?
  var last: String?
  var isEscaped = false
  for byte in text.prefix(offset) {
    if var inside = string {
      if !isEscaped, byte == UInt8(ascii: "\"") {
        last = String(decoding: inside, as: UTF8.self)
        string = nil
      } else {
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        // Taken out and put back, so that it is not copied; a long string is no name.
        string = nil
        if inside.count < 128 { inside.append(byte) }
        string = inside
      }
      continue
    }
    switch byte {
    case UInt8(ascii: "\""): (string, isEscaped) = ([], false)
    case UInt8(ascii: "{"): open.append((false, 0, nil))
    case UInt8(ascii: "["): open.append((true, 0, nil))
    case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
    case UInt8(ascii: ":") where !open.isEmpty: open[open.count - 1].name = last
    case UInt8(ascii: ",") where !open.isEmpty:
      open[open.count - 1].index += 1
      open[open.count - 1].name = nil
    default: break
    }
  }
  return open.prefix(32).compactMap { level in
    level.isArray ? "\(level.index)" : level.name.map { namesOfTheFormat.contains($0) ? $0 : "…" }
  }
}
