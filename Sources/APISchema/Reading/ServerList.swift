internal import Foundation
internal import JSONDecoding

/// The `servers` of a document.
struct ServerList {
  /// The hosts, in lower case.
  private(set) var hosts: Set<String> = []
  /// What stands before each path, without a slash at its end; that of the first server.
  private(set) var basePath = ""

  init(_ node: DocumentNode?) throws(SchemaError) {
    for (index, server) in try node?.elements().enumerated() ?? [].enumerated() {
      var url = try server.required("url").string()
      for (name, variable) in try server.optional("variables")?.members() ?? [] {
        url = url.replacing("{\(name)}", with: try variable.required("default").string())
      }
      let (host, path) = Self.parts(of: url)
      if let host { hosts.insert(host) }
      if index == 0 { basePath = path }
    }
  }

  private static func parts(of url: String) -> (host: String?, path: String) {
    var rest = url[...]
    var host: String?
    if let scheme = rest.firstRange(of: "//") {
      rest = rest[scheme.upperBound...]
      let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      rest = rest[authority.endIndex...]
      let name = authority.split(separator: "@").last ?? ""
      let bare = name.hasPrefix("[") ? name : name.prefix { $0 != ":" }
      host = bare.isEmpty ? nil : bare.lowercased()
    }
    var path = String(rest.prefix { $0 != "?" && $0 != "#" })
    while path.hasSuffix("/") { path.removeLast() }
    return (host, path)
  }
}
