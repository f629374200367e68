/// The names of clients, by their user agents.
///
/// A user agent may hold anything, the name of its owner's phone too: only the name of its first product
/// is shown, and only where it is one that many have.
///
/// **Source**: facts, section 1.4; what libraries call themselves.
enum ClientNames {
  /// The name of the client; `other` where it is none in public use.
  static func shown(_ agent: String) -> String {
    let product = agent.prefix { $0 != "/" && $0 != "," && $0 != "(" }
      .replacing("%20", with: " ").replacing("+", with: " ")
    let name = product.split(separator: " ").joined(separator: " ").lowercased()
    return names[name] ?? Names.other
  }

  private static let names: [String: String] = Dictionary(
    uniqueKeysWithValues: """
      Dexcom Share, DexcomShare, DexcomRM, CGM-Store, CGM-Store-1.2, share2nightscout-bridge, \
      nightscout-connect, Nightscout, pydexcom, xDrip, Spike, Loop, Trio, FreeAPS, iAPS, LoopFollow, \
      GlucoseTray, trndi, GlucoDataHandler, dexcom-share-api, aiohttp, Python, python-requests, \
      python-httpx, Python-urllib, HomeAssistant, curl, Wget, okhttp, Dalvik, Java, Java-http-client, \
      Apache-HttpClient, Go-http-client, axios, node-fetch, node, undici, got, Deno, Bun, Ruby, \
      Faraday, libwww-perl, GuzzleHttp, PHP, Dart, reqwest, ESP8266HTTPClient, ESP32HTTPClient, \
      RestSharp, PostmanRuntime, insomnia, HTTPie, CFNetwork, Mozilla
      """.split(separator: ", ").map { ($0.lowercased(), String($0)) })
}
