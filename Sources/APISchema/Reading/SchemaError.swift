public import JSONDecoding

/// Why a document is not the schema, or the overlay, that it should be: where, and what.
public struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the document is called.
  public var document: String
  /// The line, from 1 on; nil where it is not known, as after an overlay.
  public var line: Int?
  /// The place in the document; nil where its text could not be read at all.
  public var pointer: JSONPointer?
  /// What is wrong there.
  public var what: String

  /// An error at a place.
  public init(document: String, line: Int? = nil, pointer: JSONPointer? = nil, what: String) {
    self.document = document
    self.line = line
    self.pointer = pointer
    self.what = what
  }

  /// `share.openapi.yaml, line 12, /paths/~1a: expected an object`.
  public var description: String {
    var place = document
    if let line { place += ", line \(line)" }
    if let pointer, !pointer.steps.isEmpty { place += ", \(pointer)" }
    return "\(place): \(what)"
  }
}
