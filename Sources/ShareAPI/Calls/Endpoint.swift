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

  /// Finds the place of a target.
  ///
  /// **Shape**: `/ShareWebServices/Services/<Service>/<Operation>`, in any letter case, with or without
  /// a slash at the end.
  init(_ target: RequestTarget) {
    var steps = target.path.split(separator: "/").map { percentDecoded($0, plusIsSpace: false) }
    guard steps.count > 2, steps[0].lowercased() == "sharewebservices",
      steps[1].lowercased() == "services"
    else {
      (standing, service, operation, type) = (.foreign, nil, nil, nil)
      return
    }
    steps.removeFirst(2)
    let service = steps.removeFirst()
    let name = steps.joined(separator: "/")
    if let type = OperationCatalog.find(service: service, name: name) {
      self.type = type
      standing = .documented
      self.service = type.operation.service.rawValue
      operation = type.operation.name
    } else {
      type = nil
      standing = name.hasSuffix("2") ? .signed : .undocumented
      self.service = service
      operation = name
    }
  }
}
