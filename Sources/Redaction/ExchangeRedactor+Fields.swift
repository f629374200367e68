internal import HTTPMessages
internal import ShareAPI

extension ExchangeRedactor {
  /// The fields of a message.
  ///
  /// The length of a body that has changed is that of the new one; where a coding was on it nobody can
  /// tell, and it is left out.
  func fields(_ fields: HTTPFields, from old: HTTPBody, to new: HTTPBody) -> HTTPFields {
    var result = HTTPFields()
    let isCoded = fields["content-encoding"] != nil
    for field in fields {
      let name = field.name.lowercased()
      var value: String? = self.value(field.value, of: name)
      if name == "content-length", old.bytes != new.bytes {
        value = isCoded || new.completeness != .whole ? nil : String(new.bytes.count)
      } else if name == "content-encoding", value != field.value {
        // A coding of another name would be none that readers know.
        value = nil
      }
      guard let value else { continue }
      let shown = FieldWords.names.contains(name) ? field.name : redactor.name(field.name)
      result.append(name: shown.utf8, value: value.utf8)
    }
    return result
  }

  private func value(_ value: String, of name: String) -> String {
    switch name {
    case "cookie":
      return value.split(separator: ";").map(cookie).joined(separator: "; ")
    case "set-cookie":
      return cookie(value.split(separator: ";").first ?? "")
    case "authorization", "proxy-authorization":
      let scheme = value.prefix { $0 != " " }
      let isKnown =
        FieldWords.schemes.contains(scheme.lowercased()) && scheme.endIndex < value.endIndex
      guard isKnown else { return redactor.secret(value, .credential) }
      return scheme + " "
        + redactor.secret(String(value[scheme.endIndex...].dropFirst()), .credential)
    case "host", ":authority": return redactor.authority(value)
    case "referer", "origin", "location", "content-location":
      return value == "null" ? value : redactor.url(value)
    case "date", "expires", "last-modified", "if-modified-since", "retry-after":
      if FieldWords.isDate(value) { return value }
    default: break
    }
    if let role = redactor.role(ofName: name) { return redactor.secret(value, role) }
    return FieldWords.isPlain(value, in: name) ? value : redactor.unknown(value)
  }

  private func cookie(_ pair: Substring) -> String {
    let pair = pair.drop { $0 == " " }
    guard let equals = pair.firstIndex(of: "=") else {
      return redactor.secret(String(pair), .cookie)
    }
    let value = redactor.secret(String(pair[equals...].dropFirst()), .cookie)
    return redactor.name(String(pair[..<equals])) + "=" + value
  }
}

/// What fields may show: their names, and the words of those that have nothing to do with a person.
private enum FieldWords {
  static let schemes: Set<String> = ["basic", "bearer", "digest", "negotiate"]

  /// Whether a value of a field is made of nothing but words that it usually has.
  static func isPlain(_ value: String, in name: String) -> Bool {
    guard plainNames.contains(name), value.utf8.count <= 512 else { return false }
    return value.utf8.split { !isWordByte($0) && !"-.%".utf8.contains($0) }.allSatisfy { word in
      let text = String(decoding: word, as: UTF8.self).lowercased()
      if words.contains(text) || SafeText.isVersion(text) || Vocabulary.isMade(Array(word)[...]) {
        return true
      }
      if word.count <= 9, word.allSatisfy(isDigit) { return numberNames.contains(name) }
      return name == "accept-language" && text.utf8.count <= 5
        && text.split(separator: "-").allSatisfy { $0.utf8.count == 2 }
    }
  }

  /// True for a date of HTTP (RFC 9110 section 5.6.7), and for a small number in its place.
  static func isDate(_ value: String) -> Bool {
    value.wholeMatch(
      of:
        #/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT|-?\d{1,4}/#
    ) != nil
  }

  /// Numbers that are counts.
  private static let numberNames: Set<String> = [
    "content-length", "strict-transport-security", "cache-control", "age", "retry-after",
    "access-control-max-age", "keep-alive", "upgrade-insecure-requests", "x-xss-protection",
  ]

  private static let plainNames: Set<String> = numberNames.union(
    """
    accept accept-charset accept-encoding accept-language access-control-allow-credentials \
    access-control-allow-headers access-control-allow-methods access-control-allow-origin \
    access-control-expose-headers access-control-request-headers access-control-request-method \
    allow cf-cache-status connection content-encoding content-language content-type dnt expect \
    pragma priority sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode \
    sec-fetch-site sec-fetch-user sec-websocket-version server te trailer transfer-encoding upgrade \
    user-agent vary x-aspnet-version x-content-type-options x-frame-options x-powered-by \
    x-requested-with
    """.split(separator: " ").map(String.init))

  static let names: Set<String> = plainNames.union(
    """
    authorization cf-ray content-location cookie date etag expires forwarded from host \
    if-modified-since if-none-match last-modified location origin proxy-authorization referer \
    report-to nel set-cookie via www-authenticate x-forwarded-for x-request-id x-trace-id \
    http2-settings sec-websocket-key sec-websocket-accept sec-websocket-extensions
    """.split(separator: " ").map(String.init))

  private static let words: Set<String> = Set(
    """
    json html xhtml xml svg png jpeg jxl avif webp apng gif javascript css octet-stream form-data \
    www-form-urlencoded x-www-form-urlencoded multipart plain signed-exchange charset utf-8 utf8 \
    iso-8859-1 us-ascii boundary gzip deflate br zstd compress identity chunked trailers x-gzip q v \
    b3 u i mode block keep-alive close upgrade h2c h2 http2-settings te websocket http 100-continue \
    no-cache no-store max-age must-revalidate proxy-revalidate s-maxage private public immutable \
    no-transform nosniff deny sameorigin includesubdomains preload dynamic hit miss bypass expired \
    cors no-cors navigate same-origin same-site cross-site none empty document image script style \
    cloudflare nginx microsoft-iis asp.net apache kestrel envoy gunicorn \
    dexcom dexcom%20share share cfnetwork darwin cgm-store cgm-store-1.2 dexcomrm dexcom%20follow \
    python-requests python-urllib python aiohttp httpx urllib3 curl wget mozilla x11 linux x86_64 \
    applewebkit khtml gecko headlesschrome chrome chromium safari firefox edg opr version mobile \
    go-http-client share2nightscout-bridge nightscout-connect nightscout pydexcom ruby okhttp dalvik \
    android windows nt win64 x64 macintosh intel mac os iphone ipad cpu java java-http-client \
    libwww-perl php guzzlehttp node-fetch axios node undici compatible not a-brand brand google \
    nightscout-connect@0.0.12 xdrip xdripswift spike loop deno bun dart xmlhttprequest
    """.split(separator: " ").map(String.init))
}
