internal import APISchema
internal import CallRendering
internal import Evidence
internal import ShareAPI

/// A line in a table of parameters or members; all texts are markup already.
struct PropertyRow {
  var name: String
  var place: String
  var type: String
  var shape: String
  var required: String
  var meaning: String
  /// The values that it may have, behind the meaning.
  var choices: String?
  var unit: String
  var since: String
  var confidence: String
  var source: String
  /// How often it was seen; empty without recordings.
  var seen: String
}

/// Makes the lines of tables out of schemas.
struct PropertyTable {
  let markup: Markup
  /// Since when there is what has no date of its own.
  let base: String

  /// A document of somebody else may be deeper.
  static let depthLimit = 12

  /// The parameters of a query, or the fields of a header.
  func rows(
    _ properties: [PropertySchema], in place: String, seen: ((PropertySchema) -> String)? = nil
  ) -> [PropertyRow] {
    properties.map { row($0, in: place, depth: 0, seen: seen?($0) ?? "") }
      // A parameter may be an object itself.
      + properties.flatMap { members($0.value, in: place, depth: 1, nil) }
  }

  /// All members of a value; for one that has none, the value itself. What was explained in full in an
  /// earlier line is not explained again.
  func rows(
    of value: ValueSchema, in place: String, provenance: Provenance, seen: ValueSummary?
  ) -> [PropertyRow] {
    var rows = members(value, in: place, depth: 0, seen)
    var explained: Set<String> = []
    for index in rows.indices where rows[index].choices != nil {
      if !explained.insert(rows[index].choices ?? "").inserted {
        rows[index].choices = markup.text("Values as above.")
      }
    }
    guard rows.isEmpty else { return rows }
    let property = PropertySchema(
      "", provenance.isLearned ? .optional : .required, value, provenance: provenance)
    var row = row(property, in: place, depth: 0, seen: "")
    row.name = markup.text("(the value)")
    return [row]
  }

  private func members(
    _ value: ValueSchema, in place: String, depth: Int, _ seen: ValueSummary?
  ) -> [PropertyRow] {
    guard depth < Self.depthLimit else { return [] }
    var rows: [PropertyRow] = []
    for member in value.members {
      let observed = seen?.object.members[member.name]
      rows.append(row(member, in: place, depth: depth, seen: frequency(observed, seen)))
      rows += members(member.value, in: place, depth: depth + 1, observed?.value)
    }
    if let elements = value.elements {
      rows += members(elements.value, in: place, depth: depth, seen?.elements?.value)
    }
    if let content = value.content {
      var inside = ValueSummary()
      for summary in seen?.contents.values.map(\.value) ?? [] where inside.all.count == 0 {
        inside = summary
      }
      rows += members(content.value, in: place, depth: depth, inside)
    }
    return rows
  }

  private func frequency(_ member: MemberSummary?, _ object: ValueSummary?) -> String {
    guard let object, object.object.all.count > 0 else { return "" }
    return Words.count(member?.present.count ?? 0, of: object.object.all.count)
  }

  private func row(
    _ property: PropertySchema, in place: String, depth: Int, seen: String
  ) -> PropertyRow {
    let value = property.value
    let provenance = property.provenance
    return PropertyRow(
      name: markup.indent(depth) + markup.code(property.name), place: markup.text(place),
      type: markup.text(Words.kinds(of: value)),
      shape: value.shapeSources.map(markup.code).joined(separator: ", "),
      required: presence(property), meaning: meaning(of: property),
      choices: choices(of: value),
      unit: markup.text(value.unit ?? (value.isInstant ? "ms" : "")),
      // Since when there is what was learned, nobody knows.
      since: markup.text(
        provenance.since.map(Words.date) ?? (provenance.isLearned ? "" : base)),
      confidence: markup.text(provenance.confidence ?? ""),
      source: markup.source(provenance),
      seen: seen)
  }

  private func presence(_ property: PropertySchema) -> String {
    switch property.presence {
    case .required: "yes"
    case .optional where property.provenance.isLearned:
      // That nobody has seen it missing does not say that it has to be there, nor that it may be missing.
      switch property.provenance.sightings {
      case nil: "not known"
      case let sightings? where sightings.seen < sightings.of: "no"
      case let sightings? where sightings.seen == 1: "seen once"
      case _ where property.isUsual: "always so far"
      case let sightings?: "in all \(NumberText.grouped(sightings.of)) so far"
      }
    case .optional: property.isUsual ? "usual" : "no"
    case .observed(let with, let without): Words.count(with, of: with + without)
    }
  }

  /// What it means.
  private func meaning(of property: PropertySchema) -> String {
    let value = property.value
    var parts = [markup.prose(value.summary)]
    if value.role != nil { parts.append(markup.text("Secret: \(value.role?.rawValue ?? "").")) }
    if value.isHealthData { parts.append(markup.text("Health data.")) }
    let range = Words.range(of: value)
    if !range.isEmpty { parts.append(markup.text(range)) }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Each of its values, with its meaning.
  private func choices(of value: ValueSchema) -> String? {
    let values = (value.values.isEmpty ? value.elements?.value.values : nil) ?? value.values
    guard !values.isEmpty else { return nil }
    let list = values.map { choice in
      let words = [choice.isInteger ? choice.name : nil, choice.meaning].compactMap { $0 }.joined(
        separator: ": ")
      return markup.code(choice.text) + (words.isEmpty ? "" : " " + markup.prose(words))
    }
    return list.joined(separator: "; ") + (value.isOpenEnumeration ? "; and others" : "")
  }
}

extension ValueSchema {
  /// Whether it is a date that counts milliseconds.
  fileprivate var isInstant: Bool {
    !shapes.isEmpty && shapes.isSubset(of: [.wcfDate, .wcfDateOffset, .bareDate, .bareDateOffset])
  }

  /// The shapes of its texts, or of the texts in its array.
  fileprivate var shapeSources: [String] {
    let own = shapes.isEmpty ? elements?.value.shapes ?? [] : shapes
    return own.map(\.rawValue).sorted()
  }
}
