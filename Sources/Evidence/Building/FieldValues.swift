/// The fields of headers whose values a summary has, and the words they are made of.
///
/// **Source**: facts, section 1.4; RFC 9110, 9111 and 6797.
enum FieldValues {
  /// Whether the values of a field, in lower case, say something of the service and nothing of anybody.
  static func isListed(_ name: String) -> Bool { names.contains(name) }

  private static let names: Set<String> = [
    "accept", "accept-encoding", "cache-control", "cf-cache-status", "content-encoding",
    "content-type", "expires", "pragma", "server", "strict-transport-security",
    "transfer-encoding", "vary", "x-content-type-options", "x-frame-options", "x-xss-protection",
    "x-powered-by", "x-aspnet-version",
  ]

  /// A value in lower case with one blank between its words; `other` where one of them is not listed.
  static func shown(_ value: String) -> String {
    guard value.utf8.count <= 256 else { return Names.other }
    var shown = ""
    var word = ""
    for character in value.lowercased() + "," {
      switch character {
      case ",", ";", " ", "=", "\"":
        guard word.isEmpty || isWord(word) else { return Names.other }
        shown += word
        word = ""
        if character != " " || !(shown.isEmpty || shown.hasSuffix(" ")) { shown.append(character) }
      default: word.append(character)
      }
    }
    return String(shown.dropLast())
  }

  /// A listed word, or a number that is too short to tell anybody apart from others.
  private static func isWord(_ word: String) -> Bool {
    if words.contains(word) { return true }
    let isNumber = word.utf8.allSatisfy { 48...57 ~= $0 || $0 == UInt8(ascii: ".") }
    return isNumber && word.utf8.count <= 9
  }

  private static let words: Set<String> = Set(
    """
    max-age s-maxage includesubdomains preload nosniff deny sameorigin no-cache no-store \
    must-revalidate proxy-revalidate private public no-transform immutable dynamic hit miss bypass \
    expired revalidated updating stale cloudflare nginx openresty envoy apache iis microsoft-iis/7.5 \
    microsoft-iis/8.0 microsoft-iis/8.5 microsoft-iis/10.0 microsoft-httpapi/2.0 asp.net gzip \
    deflate br zstd identity compress chunked origin accept accept-encoding accept-language cookie \
    user-agent authorization access-control-request-method access-control-request-headers charset \
    utf-8 iso-8859-1 us-ascii q * */* application/json text/json application/xml text/xml text/html \
    text/plain text/javascript image/* image/avif image/webp image/apng \
    application/xhtml+xml application/signed-exchange application/x-www-form-urlencoded \
    application/octet-stream application/problem+json application/javascript v=b3 v b3 mode block -1 \
    trailers
    """.split(separator: " ").map(String.init))
}

extension FieldValues {
  /// Which of two fields stays where there may be only so many: those with listed values before others,
  /// then by hash.
  static func precedes(_ left: String, _ right: String) -> Bool {
    isListed(left) == isListed(right) ? StableHash.precedes(left, right) : isListed(left)
  }
}
