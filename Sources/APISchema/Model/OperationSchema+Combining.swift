extension OperationSchema {
  /// What either of two methods of one path allows, or of two revisions of one operation.
  public func united(with other: OperationSchema) -> OperationSchema {
    var united = self
    united.methods += other.methods.filter { !methods.contains($0) }
    united.query = Self.united(query, other.query)
    united.requestFields = Self.united(requestFields, other.requestFields)
    if let left = requestBody, let right = other.requestBody {
      united.requestBody = left.united(with: right)
    } else {
      united.requestBody = requestBody ?? other.requestBody
      united.requestBody?.isRequired = false
    }
    united.responses.merge(other.responses) { $0.united(with: $1) }
    united.unsureParameters.formUnion(other.unsureParameters)
    united.unsureStatuses.formUnion(other.unsureStatuses)
    united.unsureMethods.formUnion(other.unsureMethods)
    let codes = Set(faults.map(\.code))
    united.faults += other.faults.filter { !codes.contains($0.code) }
    return united
  }

  fileprivate static func united(
    _ left: [PropertySchema], _ right: [PropertySchema]
  ) -> [PropertySchema] {
    var one = ValueSchema(kinds: [.object])
    var other = ValueSchema(kinds: [.object])
    one.members = left
    other.members = right
    return one.united(with: other).members
  }
}

extension ResponseSchema {
  fileprivate func united(with other: ResponseSchema) -> ResponseSchema {
    var united = self
    united.fields = OperationSchema.united(fields, other.fields)
    if let left = body, let right = other.body {
      united.body = left.united(with: right)
    } else {
      united.body = body ?? other.body
      united.body?.isRequired = false
    }
    return united
  }
}

extension BodySchema {
  fileprivate func united(with other: BodySchema) -> BodySchema {
    var united = BodySchema(
      isRequired: isRequired && other.isRequired,
      contents: contents.merging(other.contents) { $0.united(with: $1) })
    united.examples = examples.merging(other.examples) { own, _ in own }
    return united
  }
}

extension [PropertySchema] {
  /// Puts a property in the place of one of its name, or at the end.
  mutating func replaceOrAppend(_ property: PropertySchema) {
    if let index = firstIndex(where: { $0.name == property.name }) {
      self[index] = property
    } else {
      append(property)
    }
  }
}
