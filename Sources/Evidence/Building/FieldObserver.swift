internal import HTTPMessages

/// Observes the fields of messages.
struct FieldsObserver {
  /// By the bytes of the name as it was written; several may be the same field in another letter case.
  private var spellings: [(name: [UInt8], field: FieldObserver)] = []
  private var fields: [String: FieldObserver] = [:]
  private var leftOut = 0
  private var next = 0
  /// What is left out of the message that is looked at now: each counts once.
  private var rejected: Set<String> = []

  /// Spellings that are kept for speed; past it they are looked for by name.
  private static let spellingLimit = 96

  mutating func observe(_ list: HTTPFields, _ moment: Moment) {
    next = 0
    list.forEachUTF8 { name, value in
      // A colon marks what HTTP/2 puts in place of the first line.
      guard name.first != UInt8(ascii: ":") else { return }
      find(name)?.observe(value, moment)
    }
    for field in fields.values { field.end(moment) }
    leftOut += rejected.count
    if !rejected.isEmpty { rejected = [] }
  }

  /// The field of a name: most lists have the order of the one before.
  private mutating func find(_ name: UnsafeBufferPointer<UInt8>) -> FieldObserver? {
    for step in spellings.indices {
      let index = (next + step) % spellings.count
      if spellings[index].name.elementsEqual(name) {
        next = index + 1
        return spellings[index].field
      }
    }
    let lower = String(decoding: name.prefix(65), as: UTF8.self).lowercased()
    let shown = name.count > 64 ? Names.hidden : FieldValues.shown(name: lower)
    if fields[shown] == nil {
      guard fields.count < Limit.fields.count || makeRoom(for: shown) else {
        rejected.insert(shown)
        return nil
      }
      fields[shown] = FieldObserver(shown)
    }
    guard let field = fields[shown] else { return nil }
    if shown != Names.hidden, spellings.count < Self.spellingLimit {
      spellings.append((Array(name), field))
      next = spellings.count
    }
    return field
  }

  private mutating func makeRoom(for name: String) -> Bool {
    guard let last = fields.keys.max(by: { FieldValues.precedes($0, $1) }),
      FieldValues.precedes(name, last)
    else { return false }
    let field = fields.removeValue(forKey: last)
    leftOut += field?.messages.count ?? 0
    spellings.removeAll { $0.field === field }
    next = 0
    return true
  }

  func summaries(_ id: String, _ leftOut: inout [Limit: Int]) -> [String: FieldSummary] {
    if self.leftOut > 0 { leftOut[.fields, default: 0] += self.leftOut }
    return fields.mapValues { $0.summary(id) }
  }
}

/// Observes one field.
final class FieldObserver {
  private(set) var messages = Counter()
  private var values: NamedCounters?
  /// The values in the message that is looked at now, joined as HTTP joins them.
  private var value: [UInt8]?
  private var last: (value: [UInt8], shown: String)?
  private var message = -1
  private let name: String

  init(_ name: String) {
    self.name = name
    if FieldValues.isListed(name) { values = NamedCounters(.fieldValues) }
  }

  func observe(_ value: UnsafeBufferPointer<UInt8>, _ moment: Moment) {
    if message != moment.message {
      message = moment.message
      messages.add(moment)
    }
    guard values != nil, (self.value?.count ?? 0) + value.count <= 1_024 else { return }
    if self.value == nil {
      self.value = Array(value)
    } else {
      self.value? += Array(", ".utf8) + value
    }
  }

  /// Counts the value of a message.
  func end(_ moment: Moment) {
    guard let value else { return }
    self.value = nil
    if last?.value != value {
      last = (value, FieldValues.shown(String(decoding: value, as: UTF8.self), of: name))
    }
    if let shown = last?.shown { values?.add(shown, moment) }
  }

  func summary(_ id: String) -> FieldSummary {
    var summary = FieldSummary()
    summary.messages = messages.tally(id)
    if let values { summary.values = values.tallies(id, &summary.leftOut) }
    return summary
  }
}
