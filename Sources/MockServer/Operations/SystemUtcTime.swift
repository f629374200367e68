internal import ShareAPI

extension SystemUtcTime: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> DateTimeOffset? {
    service.dateTimeOffset(service.now)
  }
}
