import Foundation
import MockServer
import ShareProto

/// What `serve` prints when it can be reached: the URL first, and how to get there.
struct ServeAnnouncement: Sendable {
  let revision: Revision
  let keepsState: Bool
  let scenario: Scenario
  let speed: Double
  /// The file with the certificate of the authority; nil without TLS.
  let authority: String?

  /// The lines.
  func lines(_ started: StandInServer.Started) -> [String] {
    [started.url, summary(started)] + example(started) + directions(started)
  }

  private func summary(_ started: StandInServer.Started) -> String {
    if let count = started.recordedAnswers {
      return "\(count) recorded answers, by operation and order · IDs replaced"
    }
    let builtIn =
      scenario.replacesBuiltInAccount
      ? [] : ["account demo-user", "password demo-Passw0rd", "receiver SM00000001"]
    let count = scenario.accountCount
    let others = count == 0 ? [] : ["\(count) account\(count == 1 ? "" : "s") of the scenario"]
    let time = speed == 1 ? [] : ["time passes \(speed.formatted()) times as fast"]
    return
      ([revision.id] + builtIn + others + time + [
        keepsState ? "state in a file" : "state in memory"
      ])
      .joined(separator: " · ")
  }

  private func example(_ started: StandInServer.Started) -> [String] {
    guard started.recordedAnswers == nil, !scenario.replacesBuiltInAccount else { return [] }
    let operation =
      revision.date.description < "2021-09-14"
      ? "LoginPublisherAccountByName" : "AuthenticatePublisherAccount"
    let trust = authority.map { " --cacert \(quoted($0))" } ?? ""
    return [
      #"curl -d '{"accountName":"demo-user","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db","#
        + #""password":"demo-Passw0rd"}' \"#,
      "     -H 'Content-Type: application/json' -H 'Accept: application/json'\(trust) "
        + "\(started.url)/ShareWebServices/Services/General/\(operation)",
    ]
  }

  private func directions(_ started: StandInServer.Started) -> [String] {
    guard let authority else {
      return ["Clients that insist on https://share2.dexcom.com need --tls."]
    }
    let port = started.port == 443 ? "" : ", where the client can be told port \(started.port)"
    let address = started.address.contains(":") ? "[\(started.address)]" : started.address
    return [
      "authority \(authority) (made for this run; its key is kept nowhere)",
      "An unmodified client trusts that file and comes here by the line",
      "     \(started.address)  \(StandInServer.hosts.joined(separator: " "))",
      "in /etc/hosts\(port), or",
      "curl --connect-to ::\(address):\(started.port) --cacert \(quoted(authority)) "
        + "https://share2.dexcom.com/ShareWebServices/Services/General/SystemUtcTime",
    ]
  }

  /// A path as a shell takes it.
  private func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy {
      $0 == 0x2D || $0 == 0x2E || $0 == 0x2F || $0 == 0x5F || (0x30...0x39).contains($0)
        || (0x41...0x5A).contains($0 & 0xDF)
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
