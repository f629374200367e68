internal import APISchema

/// Finds all sightings in a summary.
struct SightingCollector {
  private(set) var sightings: Set<Sighting> = []

  mutating func collect(_ summary: Summary) {
    for operation in summary.operations.values { collect(operation) }
  }

  private mutating func collect(_ tally: Tally) {
    if let first = tally.first { sightings.insert(first) }
    if let last = tally.last { sightings.insert(last) }
  }

  private mutating func collect(_ tallies: some Collection<Tally>) {
    for tally in tallies { collect(tally) }
  }

  private mutating func collect(_ operation: OperationSummary) {
    collect(operation.calls)
    for tallies in [operation.methods, operation.hosts, operation.paths, operation.refusals] {
      collect(tallies.values)
    }
    collect(operation.query)
    collect(operation.header)
    collect(operation.requestFields)
    collect(operation.requestBody)
    for delays in operation.delays.values { collect(delays.values) }
    for response in operation.responses.values {
      collect(response.answers)
      collect(response.body)
      collect(response.fields)
      collect(response.faultCodes.values)
      collect(response.redirects.values)
    }
  }

  private mutating func collect(_ fields: [String: FieldSummary]) {
    for field in fields.values {
      collect(field.messages)
      collect(field.values.values)
    }
  }

  private mutating func collect(_ body: BodySummary) {
    collect(body.forms.values)
    collect(body.mediaTypes.values)
    collect(body.sizes.values)
    collect(body.json)
    collect(body.form)
    collect(body.xml)
  }

  private mutating func collect(_ value: ValueSummary) {
    collect(value.all)
    collect(value.kinds.values)
    collect(value.shapes.values)
    collect(value.numbers.values)
    collect(value.values.values)
    collect(value.links.values)
    collect(value.fractionalDates)
    collect(value.lengths.values)
    collect(value.object)
    if let elements = value.elements { collect(elements.value) }
    for content in value.contents.values { collect(content.value) }
  }

  private mutating func collect(_ object: ObjectSummary) {
    collect(object.all)
    collect(object.orders.values)
    for member in object.members.values {
      collect(member.present)
      collect(member.missing)
      collect(member.value)
    }
  }
}
