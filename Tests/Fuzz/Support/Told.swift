internal import Bytes
public import HTTPMessages

extension Exchange {
  /// All of it in a text; what Swift makes of it by itself takes a thousand times as long.
  public var told: String {
    var hasher = Hasher()
    hasher.combine(request.body.bytes)
    hasher.combine(response?.body.bytes)
    for fields in [request.fields, response?.fields ?? HTTPFields()] {
      for field in fields {
        hasher.combine(field.name)
        hasher.combine(field.value)
      }
    }
    hasher.combine(transfer)
    return """
      \(place.position) \(request.method) \(request.target.url) → \(response?.status ?? -1); \
      \(request.body.bytes.count) \(request.body.completeness), \
      \(response?.body.bytes.count ?? -1) \(response?.body.completeness ?? .whole); \
      \(transfer?.interim ?? []) \(time?.nanoseconds ?? 0) \(durationMilliseconds ?? 0); \
      \(diagnostics.map { "\($0.id) \($0.place) \($0.what)" }) \(hasher.finalize())
      """
  }
}
