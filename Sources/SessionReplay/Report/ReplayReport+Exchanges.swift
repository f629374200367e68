internal import Bytes
public import HTTPMessages

extension ReplayReport {
  /// What was sent to a target and received from it, session by session.
  public func exchanges(with target: ReplayTarget) -> [Exchange] {
    var number = 0
    return sessions.flatMap(\.outcomes).compactMap { outcome in
      guard var request = outcome.sent else { return nil }
      number += 1
      let path = request.target
      request.target = RequestTarget(
        url: "\(target)\(path.path)\(path.query.map { "?" + $0 } ?? "")")
      return Exchange(
        place: .init(capture: "replay", entry: number),
        time: outcome.startedMilliseconds.flatMap { Timestamp(milliseconds: $0) },
        durationMilliseconds: outcome.durationMilliseconds, request: request,
        response: outcome.answer)
    }
  }
}
