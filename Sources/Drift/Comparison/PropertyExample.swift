/// Examples of changes in members and parameters.
enum PropertyExample {
  /// Members of an object in the place, or a query.
  static func pair(
    _ place: ValuePlace, _ before: String, _ after: String, _ query: String, _ newQuery: String,
    at name: String, reverse: [String] = []
  ) -> RuleExample {
    let dotted = name.isEmpty ? "" : "." + name
    return switch place {
    case .parameter: .queries(query, newQuery, at: name, reverse: reverse)
    case .requestBody, .requestProperty:
      .requests("{\(before)}", "{\(after)}", at: "$" + dotted, reverse: reverse)
    case .responseBody, .responseProperty:
      .answers("[{\(before)}]", "[{\(after)}]", at: "$[*]" + dotted, reverse: reverse)
    }
  }

  /// The lines of an operation with an object, or with parameters of these names.
  static func schema(_ place: ValuePlace, _ properties: String, _ required: String) -> String {
    let object = "{type: object, required: \(required), properties: \(properties)}"
    let fine = "responses: {'200': {description: fine}}"
    switch place {
    case .parameter:
      return parameters(properties, required) + "\n" + fine
    case .requestBody, .requestProperty:
      return "requestBody: {required: true, content: {application/json: {schema: \(object)}}}\n"
        + fine
    case .responseBody, .responseProperty:
      return "responses: {'200': {description: fine, content: "
        + "{application/json: {schema: \(object)}}}}"
    }
  }

  /// `{Value: {type: integer}}` as parameters.
  private static func parameters(_ properties: String, _ required: String) -> String {
    let inner = properties.dropFirst().dropLast()
    let items = inner.split(separator: "}").map { part -> String in
      let words = part.drop { ", ".contains($0) }.split(separator: ":", maxSplits: 1)
      let name = words.first ?? ""
      let isRequired = required.dropFirst().dropLast().split(separator: ",")
        .contains { $0.drop { $0 == " " } == name }
      return "{name: \(name), in: query, required: \(isRequired), schema:\(words.last ?? "")}}"
    }
    return "parameters: [\(items.joined(separator: ", "))]"
  }
}
