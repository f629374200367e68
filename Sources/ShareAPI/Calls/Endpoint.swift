internal import HTTPMessages

/// The place of an exchange among the paths of the service.
struct Endpoint {
  /// What is known about calls to it.
  let standing: Call.Standing
  /// The service, or what stands in its place.
  let service: String?
  /// The operation, or what stands in its place.
  let operation: String?
  /// The operation's type.
  let type: (any ShareOperation.Type)?
  /// Whether a documented operation lies below another root than the service's.
  let isMoved: Bool

  /// Finds the place of a target.
  ///
  /// **Shape**: `/ShareWebServices/Services/<Service>/<Operation>`, in any letter case, with or without
  /// a slash at the end. A documented operation is known below any other root as well, and without its
  /// service: it has moved there.
  init(_ target: RequestTarget) {
    let steps = target.path.split(separator: "/").map { percentDecoded($0, plusIsSpace: false) }
    let isBelowRoot = Self.isBelowRoot(steps)
    if let type = Self.type(steps.suffix(2)) ?? (isBelowRoot ? Self.type(named: steps[2...]) : nil)
    {
      isMoved = !isBelowRoot || steps.count != 4
      self.type = type
      standing = .documented
      service = type.operation.service.rawValue
      operation = type.operation.name
      return
    }
    type = nil
    isMoved = false
    guard isBelowRoot else {
      (standing, service, operation) = (.foreign, nil, nil)
      return
    }
    let name = steps.dropFirst(3).joined(separator: "/")
    standing = name.hasSuffix("2") ? .signed : .undocumented
    service = steps[2]
    operation = name
  }

  private static func type(_ steps: ArraySlice<String>) -> (any ShareOperation.Type)? {
    guard let service = steps.first, let name = steps.last, steps.count == 2 else { return nil }
    return OperationCatalog.find(service: service, name: name)
  }

  /// The operation of a name that stands alone.
  private static func type(named steps: ArraySlice<String>) -> (any ShareOperation.Type)? {
    guard steps.count == 1, let name = steps.first else { return nil }
    return OperationCatalog.find(name: name)
  }

  /// Whether a path leads below the root of the service.
  private static func isBelowRoot(_ steps: [String]) -> Bool {
    steps.count > 2 && steps[0].lowercased() == "sharewebservices"
      && steps[1].lowercased() == "services"
  }
}
