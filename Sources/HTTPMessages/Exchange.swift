public import Bytes

/// A request and its response, as a recording has them: the model between every reader of recordings
/// and everything that is made of them.
public struct Exchange: Sendable {
  /// Where in the recording it stands.
  public var place: Place
  /// When the request began; nil where the recording does not say.
  public var time: Timestamp?
  /// From the start of the request to the end of the response, in milliseconds.
  public var durationMilliseconds: Double?
  /// The request; without method and target where only its response was recorded.
  public var request: HTTPRequest
  /// The response; nil where none came or none was recorded.
  public var response: HTTPResponse?
  /// How it went over the wire; nil for recordings that were not made of packets.
  public var transfer: Transfer?
  /// What the reader of the recording had to say about this exchange.
  public var diagnostics: [Diagnostic]

  /// Whether its request was recorded; without it nobody can say what is answered.
  public var hasRequest: Bool { !request.method.isEmpty || !request.target.path.isEmpty }

  /// An exchange.
  public init(
    place: Place, time: Timestamp? = nil, durationMilliseconds: Double? = nil,
    request: HTTPRequest, response: HTTPResponse? = nil, transfer: Transfer? = nil,
    diagnostics: [Diagnostic] = []
  ) {
    self.place = place
    self.time = time
    self.durationMilliseconds = durationMilliseconds
    self.request = request
    self.response = response
    self.transfer = transfer
    self.diagnostics = diagnostics
  }
}
