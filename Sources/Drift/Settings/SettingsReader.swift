internal import APISchema
internal import Yams

/// Reads `.shareproto.yml`.
///
/// **Errors**: `SettingsError` with the line for what is no YAML, for unknown keys and rules, and for
/// values of another kind; each with what would be right.
public struct SettingsReader {
  private let name: String

  /// Reads a text.
  ///
  /// - Parameter name: What the file is called.
  public static func read(_ text: String, named name: String) throws(SettingsError) -> DriftSettings
  {
    try SettingsReader(name: name).settings(text)
  }

  private func settings(_ text: String) throws(SettingsError) -> DriftSettings {
    let node: Node?
    do {
      guard text.utf8.count <= 1 << 20 else { throw error("longer than 1 MiB", 1) }
      node = try Yams.compose(yaml: text)
    } catch let error as SettingsError {
      throw error
    } catch YamlError.duplicatedKeysInMapping(let names, let context) {
      let name = names.first.map { " “\($0.prefix(80))”" } ?? ""
      throw error("the key\(name) stands there twice", context.mark.line)
    } catch let error as YamlError {
      throw self.error("not YAML", error.line ?? 1)
    } catch {
      throw self.error("not YAML", 1)
    }
    guard let node, node.null == nil else { return DriftSettings() }
    var settings = DriftSettings()
    for (key, name, value) in try members(node, Self.keys) {
      switch name {
      case "revision": settings.revision = try string(value)
      case "schema": settings.schema = try string(value)
      case "baseline": settings.baseline = try string(value)
      case "fail-on":
        settings.failOn = try choice(value, DriftSettings.FailureLevel.allCases.map(\.rawValue))
          .flatMap(DriftSettings.FailureLevel.init)
      case "rules": settings.severities = try rules(value)
      case "accept": settings.acceptances = try acceptances(value)
      default: throw unknown(name, of: Self.keys, key)
      }
    }
    let baselines = [settings.revision, settings.schema, settings.baseline].compactMap { $0 }
    guard baselines.count <= 1 else {
      throw error("only one of revision, schema and baseline can be there", line(node))
    }
    return settings
  }

  private static let keys = ["revision", "schema", "baseline", "fail-on", "rules", "accept"]
  private static let acceptanceKeys = [
    "fingerprint", "rule", "operation", "pointer", "reason", "expires",
  ]

  private func rules(_ node: Node) throws(SettingsError) -> [String: Severity?] {
    var severities: [String: Severity?] = [:]
    for (key, id, value) in try members(node, []) {
      guard RuleCatalog.rule(id) != nil else {
        throw unknown(id, of: RuleCatalog.all.map(\.id), key, "rule")
      }
      let word = try choice(value, ["off", "false"] + Severity.allCases.map(\.rawValue))
      severities[id] = .some(word.flatMap(Severity.init))
    }
    return severities
  }

  private func acceptances(_ node: Node) throws(SettingsError) -> [DriftSettings.Acceptance] {
    guard let list = node.sequence else { throw error("expected a list", line(node)) }
    var acceptances: [DriftSettings.Acceptance] = []
    for item in list {
      var acceptance = DriftSettings.Acceptance(reason: "")
      for (key, name, value) in try members(item, Self.acceptanceKeys) {
        let text = try string(value)
        switch name {
        case "fingerprint":
          guard text.utf8.count == 16, UInt64(text, radix: 16) != nil else {
            throw error("a fingerprint has 16 hexadecimal digits", line(value))
          }
          acceptance.fingerprint = text.lowercased()
        case "rule":
          guard RuleCatalog.rule(text) != nil else {
            throw unknown(text, of: RuleCatalog.all.map(\.id), value, "rule")
          }
          acceptance.rule = text
        case "operation":
          if let meant = Self.misspelledOperation(text) {
            throw error(
              "there is no operation “\(text.prefix(80))”; did you mean “\(meant)”?", line(value))
          }
          acceptance.operation = text
        case "pointer": acceptance.pointer = text
        case "reason": acceptance.reason = text
        case "expires":
          guard RevisionDate(text)?.day != nil else {
            throw error("expected a day: 2027-01-31", line(value))
          }
          acceptance.expires = text
        default: throw unknown(name, of: Self.acceptanceKeys, key)
        }
      }
      guard acceptance.fingerprint != nil || acceptance.rule != nil else {
        throw error("an acceptance names a fingerprint or a rule", line(item))
      }
      guard acceptance.reason.contains(where: { !$0.isWhitespace }) else {
        throw error("an acceptance has a reason", line(item))
      }
      acceptances.append(acceptance)
    }
    return acceptances
  }

  /// The known operation that a name is a misspelling of. One that nobody knows may have any name.
  private static func misspelledOperation(_ name: String) -> String? {
    let known = KnownService.share.operations.sorted()
    if name.contains("/") { return known.misspelled(as: name) }
    return known.map(OperationName.short).misspelled(as: name)
  }

  // MARK: YAML

  /// The members of a mapping, each once.
  private func members(
    _ node: Node, _ keys: [String]
  ) throws(SettingsError) -> [(key: Node, name: String, value: Node)] {
    guard let mapping = node.mapping else {
      let list = keys.isEmpty ? "" : " of " + keys.joined(separator: ", ")
      throw error("expected a mapping" + list, line(node))
    }
    var members: [(key: Node, name: String, value: Node)] = []
    for (key, value) in mapping { members.append((key, try string(key), value)) }
    return members
  }

  private func string(_ node: Node) throws(SettingsError) -> String {
    guard let scalar = node.scalar else { throw error("expected a text", line(node)) }
    return scalar.string
  }

  private func choice(_ node: Node, _ words: [String]) throws(SettingsError) -> String? {
    let word = try string(node)
    guard words.contains(word) else {
      let all = words.joined(separator: ", ")
      throw error("there is no value “\(word.prefix(80))”, but there are \(all)", line(node))
    }
    return word
  }

  private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

  private func error(_ what: String, _ line: Int) -> SettingsError {
    SettingsError(file: name, line: line, what: what)
  }

  private func unknown(
    _ word: String, of words: [String], _ node: Node, _ noun: String = "key"
  ) -> SettingsError {
    let nearest = words.nearest(to: word).first.map { "; did you mean “\($0)”?" } ?? ""
    return error("there is no \(noun) “\(word.prefix(80))”" + nearest, line(node))
  }
}

/// What is wrong with settings: the file, the line, what, and what would be right.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1 on.
  public var line: Int
  /// What is wrong there.
  public var what: String

  /// All in one line.
  public var description: String { "\(file), line \(line): \(what)" }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }
}
