/// What may be shown of addresses, types and programs: lists of what is in public use.
extension SafeText {
  static let methods: Set<String> = [
    "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND",
  ]

  /// True for an address of the Internet in place of a host.
  static func isAddress(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil && $0.first != "+" }) { return true }
    let inside = host.dropFirst().dropLast()
    return host.hasPrefix("[") && host.hasSuffix("]") && inside.utf8.count <= 39
      && inside.count { $0 == ":" } >= 2
      && inside.split(separator: ":").allSatisfy {
        $0.utf8.count <= 4 && UInt16($0, radix: 16) != nil
      }
  }

  /// True for a label of a host that names a site or a machine.
  ///
  /// - Parameter place: 0 for the last label; nil for the only one.
  static func isHostLabel(_ label: String, place: Int?) -> Bool {
    let bytes = Array(label.utf8)
    guard (1...32).contains(bytes.count) else { return false }
    switch place {
    case 0: return topLevels.contains(label) || bytes.count == 2 && bytes.allSatisfy(isSmallLetter)
    case 1:
      // The name of a site: letters, and digits only at its ends, which a token seldom has.
      let inner = bytes.reversed().drop(while: isDigit).reversed().drop(while: isDigit)
      return bytes.count <= inner.count + 3
        && inner.allSatisfy { isSmallLetter($0) || $0 == UInt8(ascii: "-") }
    default: return isPathStep(label)
    }
  }

  /// True for a step of a path that is made of technical words: `oauth2`, `index.html`, `v1`.
  static func isPathStep(_ step: String) -> Bool {
    if step.isEmpty { return true }
    let bytes = Array(step.utf8)
    guard bytes.count <= 48 else { return false }
    let stem = bytes.prefix(bytes.count - min(bytes.reversed().prefix(while: isDigit).count, 2))
    return stem.elementsEqual("v".utf8) && stem.count < bytes.count || Vocabulary.isMade(stem)
  }

  private static func isSmallLetter(_ byte: UInt8) -> Bool { 97...122 ~= byte }

  private static let topLevels: Set<String> = [
    "com", "org", "net", "edu", "gov", "info", "biz", "app", "dev", "cloud", "online", "site",
    "example", "test", "invalid", "local", "localhost", "internal", "lan", "home", "arpa",
  ]

  static let mediaTypes: Set<String> = Set(
    """
    application/json application/xml application/javascript application/x-javascript \
    application/x-www-form-urlencoded application/octet-stream application/pdf application/zip \
    application/gzip application/x-gzip application/problem+json application/ld+json \
    application/manifest+json application/wasm application/xhtml+xml application/soap+xml \
    application/rss+xml application/atom+xml application/x-protobuf application/protobuf \
    application/grpc application/x-font-ttf application/font-woff application/font-woff2 \
    application/vnd.ms-fontobject application/dns-message application/ocsp-response \
    application/x-shockwave-flash application/x-ndjson application/graphql application/jwt \
    application/vnd.apple.mpegurl application/x-mpegurl application/dash+xml application/csp-report \
    text/html text/plain text/css text/javascript text/xml text/csv text/event-stream text/x-json \
    text/ecmascript text/json text/markdown text/calendar text/x-component \
    image/png image/jpeg image/jpg image/gif image/webp image/svg+xml image/x-icon image/avif \
    image/vnd.microsoft.icon image/bmp image/tiff image/heic image/apng image/jxl \
    audio/mpeg audio/mp4 audio/wav audio/ogg audio/webm audio/x-wav audio/aac \
    video/mp4 video/webm video/mpeg video/ogg video/mp2t video/quicktime \
    font/woff font/woff2 font/ttf font/otf \
    multipart/form-data multipart/mixed multipart/related multipart/byteranges message/http \
    x-unknown
    """.split(separator: " ").map(String.init))

  /// Programs that write HARs, and browsers, in lower case.
  static let programs: Set<String> = [
    "webinspector", "chrome", "google chrome", "chromium", "headlesschrome", "chrome headless",
    "firefox", "safari", "webkit", "webkit web inspector", "edge", "microsoft edge", "msedge",
    "internet explorer", "opera", "brave", "vivaldi", "samsung internet", "firebug", "har export",
    "playwright", "puppeteer", "selenium", "cypress", "chrome-har", "puppeteer-har", "browsertime",
    "sitespeed.io", "webpagetest", "phantomjs", "phantomas", "speedcurve", "yslow", "pagespeed",
    "mitmproxy", "mitmproxy har dump", "mitmproxy har_dump", "har_dump", "charles proxy", "charles",
    "fiddler", "fiddler everywhere", "telerik fiddler", "proxyman", "proxyman har exporter",
    "http toolkit", "httptoolkit", "burp suite", "burp suite professional", "owasp zap", "zap",
    "devtools protocol", "browsermob proxy", "browserup proxy", "httpwatch",
    "httpwatch professional",
    "httpwatch basic edition", "insomnia", "insomnia rest client", "postman", "paw", "rapidapi",
    "reqable", "requestly", "stream", "httpcanary", "pcapdroid", "packet capture", "surge",
    "wireshark", "pcap2har", "har2tree", "lookyloo", "scrapy", "splash", "k6", "har-recorder",
    "network inspector", "devtools", "electron", "postwoman", "hoppscotch", "optic", "jmeter",
    "gatling", "dynatrace", "newman", "nodejs", "node", "python-requests", "har generator",
    "har", "shareproto",
  ]
}
