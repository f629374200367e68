public import Bytes
public import HTTPMessages

/// An exchange seen as a call of the Share service.
public struct Call: Sendable {
  /// The exchange as it was recorded, with its secrets.
  public var exchange: Exchange
  /// What is known about calls of this kind.
  public var standing: Standing
  /// The service in the path; nil for foreign exchanges.
  public var service: String?
  /// The name of the operation: in its usual spelling where it is documented, else the rest of the
  /// path; nil for foreign exchanges.
  public var operation: String?
  /// Whether the path of a documented operation lies below another root than the service's.
  public var isMoved = false
  /// The call as types; nil where it is not documented.
  public var typed: (any AnyTypedCall)?
  /// How the call failed; nil where it did not.
  public var fault: Fault?
  /// Explanations of what puzzles people.
  public var notes: [Note]
  /// What went wrong in reading it, and what nobody knows in it.
  public var diagnostics: [Diagnostic]

  /// What is known about calls of a kind.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    /// There are types for it.
    case documented
    /// A path of the service that nobody has a schema for.
    case undocumented
    /// The newer generation with opaque, signed bodies: recognised and left alone.
    case signed
    /// Something else than the Share service.
    case foreign
  }

  /// The call as types of one operation; nil where it is a call of another.
  public func `as`<Operation: ShareOperation>(_: Operation.Type) -> TypedCall<Operation>? {
    typed as? TypedCall<Operation>
  }

  /// The readings that the answer holds, as far as they have the form of readings; nil for calls
  /// whose answers hold none.
  public var readings: [Reading]? {
    if let call = self.as(ReadPublisherLatestGlucoseValues.self) { return call.response?.values() }
    if let call = self.as(ReadSubscriptionLatestGlucoseValues.self) {
      return call.response?.values()
    }
    if let call = self.as(ReadLastGlucoseFromSubscriptions.self) {
      return call.response?.values().compactMap(\.reading)
    }
    return nil
  }
}
