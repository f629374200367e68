internal import APISchema

/// What any revision of the built-in schema knows. Between two recordings it is no news when one of
/// these comes up for the first time.
struct KnownService: Sendable {
  /// The values of enumerations.
  private(set) var values: Set<String> = []
  /// The numbers in closed lists, by the name of the member.
  private(set) var numbers: [String: Set<String>] = [:]
  /// Where e-mail addresses stand, as `place` calls it.
  private(set) var emails: Set<String> = []
  /// The codes of faults.
  private(set) var faultCodes: Set<String> = []
  /// The operations.
  private(set) var operations: Set<String> = []
  /// The fields that an answer may have, in lower case.
  private(set) var responseFields: Set<String> = []
  /// The values that they may have, in lower case, where they are few.
  private(set) var responseFieldValues: [String: Set<String>] = [:]
  private(set) var requestFields: Set<String> = []

  /// What the history knows; nothing where it cannot be read.
  static let share = (try? ShareRevisions.shared().known) ?? KnownService([])

  init(_ schemas: [Schema]) {
    for schema in schemas { add(schema) }
  }

  private mutating func add(_ schema: Schema) {
    for operation in schema.operations {
      operations.insert(operation.name)
      faultCodes.formUnion(operation.faults.map(\.code))
      requestFields.formUnion(operation.requestFields.map(\.name))
      for property in operation.query {
        let place = Self.place(operation.name, isRequest: true, property.name)
        add(property.value, named: property.name, place)
      }
      for value in operation.requestBody?.contents.values.map({ $0 }) ?? [] {
        add(value, named: "", Self.place(operation.name, isRequest: true, "$"))
      }
      for response in operation.responses.values {
        for field in response.fields {
          responseFields.insert(field.name)
          let values = field.value.values.map { $0.text.lowercased() }
          responseFieldValues[field.name, default: []].formUnion(values)
        }
        for value in response.body?.contents.values.map({ $0 }) ?? [] {
          add(value, named: "", Self.place(operation.name, isRequest: false, "$"))
        }
      }
    }
  }

  /// What a place is called here.
  static func place(_ operation: String, isRequest: Bool, _ pointer: String) -> String {
    "\(operation) \(isRequest ? "request" : "answer") \(pointer)"
  }

  private mutating func add(_ schema: ValueSchema, named name: String, _ place: String) {
    values.formUnion(schema.values.map(\.text))
    let integers = schema.values.filter(\.isInteger).map(\.text)
    if !integers.isEmpty, !name.isEmpty, schema.listsValues {
      numbers[name, default: []].formUnion(integers)
    }
    if schema.shapes == [.email] { emails.insert(place) }
    for member in schema.members {
      add(member.value, named: member.name, "\(place).\(member.name)")
    }
    if let elements = schema.elements { add(elements.value, named: name, place + "[*]") }
    if let content = schema.content { add(content.value, named: "", place) }
  }
}
