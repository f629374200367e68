internal import Bytes
internal import HTTPMessages

/// The fields of headers whose values a summary has, and the words they are made of.
///
/// **Source**: facts, section 1.4; RFC 9110, 9111 and 6797.
enum FieldValues {
  /// Whether the values of a field, in lower case, say something of the service and nothing of anybody.
  static func isListed(_ name: String) -> Bool { names.contains(name) }

  private static let names: Set<String> = [
    "accept", "accept-encoding", "cache-control", "cf-cache-status", "content-encoding",
    "content-type", "expires", "pragma", "server", "strict-transport-security",
    "transfer-encoding", "user-agent", "vary", "x-content-type-options", "x-frame-options",
    "x-xss-protection",
    "x-powered-by", "x-aspnet-version",
  ]

  /// The name of a field in lower case, as far as it may be shown.
  static func shown(name: String) -> String {
    names.contains(name) || otherNames.contains(name) ? name : Names.shown(name)
  }

  /// The fields that an app sends by its own choice, with names in lower case: not those that any browser,
  /// library, proxy or tracer sends, and no cookies.
  static func parameters(in fields: HTTPFields) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    fields.forEachUTF8 { name, value in
      guard name.first != UInt8(ascii: ":"), name.count <= 64 else { return }
      let name = String(decoding: name, as: UTF8.self).lowercased()
      guard !isUsual(name) else { return }
      found.append((name, String(decoding: value.prefix(1 << 16), as: UTF8.self)))
    }
    return found
  }

  private static func isUsual(_ name: String) -> Bool {
    names.contains(name) || otherNames.contains(name) || usualNames.contains(name)
      || usualPrefixes.contains(where: name.hasPrefix)
  }

  /// Those of the usual fields whose names are made of words, and those of tracers.
  private static let usualNames: Set<String> = [
    "accept-charset", "accept-language", "accept-datetime", "accept-ranges", "accept-ch",
    "allow", "content-disposition", "content-language", "content-location", "content-range",
    "digest", "device-memory", "downlink", "ect", "expect-ct", "last-event-id", "method", "path",
    "scheme", "status", "url", "version", "viewport-width", "width", "baggage", "sentry-trace",
    "newrelic",
    "b3", "uber-trace-id", "adrum", "adrum_1", "x-cloud-trace-context", "x-http-method-override",
  ]

  private static let usualPrefixes = [
    "sec-", "cf-", "cdn-", "access-control-", "x-forwarded-", "x-b3-", "x-datadog-", "x-newrelic-",
    "x-amz", "x-envoy-", "x-goog-", "x-firebase-", "proxy-", "if-",
  ]

  /// Fields in public use whose names are not made of words.
  private static let otherNames: Set<String> = Set(
    """
    age alt-svc api-secret authorization cf-ray cf-connecting-ip cf-ipcountry cf-visitor cf-worker \
    connection content-length content-md5 content-security-policy cookie cookie2 date dnt dpr early-data \
    etag expect forwarded from host http2-settings if-match if-modified-since if-none-match if-range \
    if-unmodified-since keep-alive last-modified link location max-forwards nel origin priority \
    proxy-authenticate proxy-authorization proxy-connection range referer referrer-policy report-to \
    retry-after rtt save-data sec-ch-ua sec-ch-ua-arch sec-ch-ua-mobile sec-ch-ua-model \
    sec-ch-ua-platform sec-ch-ua-platform-version sec-fetch-dest sec-fetch-mode sec-fetch-site \
    sec-fetch-user sec-gpc sec-websocket-key sec-websocket-version server-timing set-cookie \
    set-cookie2 te trailer traceparent tracestate tk upgrade upgrade-insecure-requests user-agent via \
    warning www-authenticate x-amz-cf-id x-aspnetmvc-version x-b3-sampled x-b3-spanid x-b3-traceid \
    x-cache x-correlation-id x-csrf-token x-dns-prefetch-control x-download-options \
    x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-permitted-cross-domain-policies \
    x-ratelimit-limit x-ratelimit-remaining x-ratelimit-reset x-real-ip x-request-id \
    x-requested-with x-runtime x-trace-id x-ua-compatible x-xsrf-token \
    access-control-allow-credentials access-control-allow-headers access-control-allow-methods \
    access-control-allow-origin access-control-expose-headers access-control-max-age
    """.split(separator: " ").map(String.init))

  /// A value in lower case with one blank between its words; `other` where one of them is not listed. Of
  /// a user agent, the name of the client.
  static func shown(_ value: String, of field: String) -> String {
    if field == "user-agent" { return ClientNames.shown(value) }
    guard value.utf8.count <= 256 else { return Names.other }
    var shown = ""
    var word = ""
    var name = ""
    for character in value.lowercased() + "," {
      switch character {
      case ",", ";", " ", "=", "\"":
        guard word.isEmpty || isWord(word, named: name) else { return Names.other }
        name = character == "=" ? word : ""
        shown += word
        word = ""
        if character != " " || !(shown.isEmpty || shown.hasSuffix(" ")) { shown.append(character) }
      default: word.append(character)
      }
    }
    return String(shown.dropLast())
  }

  /// A listed word, or the number of a duration or a weight: a number elsewhere may be anything.
  private static func isWord(_ word: String, named name: String) -> Bool {
    switch name {
    case "max-age", "s-maxage": word.utf8.count <= 9 && word.utf8.allSatisfy { 48...57 ~= $0 }
    case "q": word.wholeMatch(of: #/[01](\.\d{1,3})?/#) != nil
    default: words.contains(word)
    }
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
    application/octet-stream application/problem+json application/javascript v=b3 v b3 mode block 0 1 -1 \
    trailers 4.0.30319 2.0.50727
    """.split(separator: " ").map(String.init))
}

extension FieldValues {
  /// Which of two fields stays where there may be only so many: those with listed values before others,
  /// then by hash.
  static func precedes(_ left: String, _ right: String) -> Bool {
    isListed(left) == isListed(right) ? StableHash.precedes(left, right) : isListed(left)
  }
}
