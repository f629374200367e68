import APIReference
import APISchema
import Evidence
import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

/// Pages of operations that recordings alone describe.
struct LearnedPagesTests {
  @Test func `what was only learned is marked`() throws {
    let text = """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      paths:
        /ShareWebServices/Services/Publisher/Learned:
          post: {x-learned: true, responses: {'200': {description: Done.}}}
        /ShareWebServices/Services/Publisher/Documented:
          post: {responses: {'200': {description: Done.}}}
      """
    let document = try SchemaDocument(name: "learned.yaml", text: Array(text.utf8))
    for format in ReferenceFormat.allCases {
      let pages = try Reference(document).pages(format)
      let marked = pages.filter { $0.value.contains("Learned from recordings") }.keys
      #expect(marked.contains { $0.hasPrefix("Publisher/Learned.") })
      #expect(!marked.contains { $0.hasPrefix("Publisher/Documented.") })
    }
  }

  @Test func `what was learned says no more than the recordings, and that something was seen once`()
    throws
  {
    let text = """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      paths:
        /ShareWebServices/Services/Publisher/Learned:
          post:
            x-learned: true
            x-confidence: single
            x-evidence: {seen: 1, of: 1, captures: 1}
            x-flow:
              after: [{operation: Publisher/Other, x-evidence: {seen: 1, of: 1, captures: 1}}]
            parameters:
              - {name: imageId, in: query, x-evidence: {seen: 1, of: 1, captures: 1},
                 schema: {type: string, x-link: {from: 'Publisher/Other $[*].Id'}}}
            requestBody: {content: {application/json: {schema: {type: object}}}}
            responses:
              '200':
                description: 'An answer, learned from recordings: once.'
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        Name: {type: string, x-evidence: {seen: 1, of: 1, captures: 1}}
                        Kind: {type: string, x-evidence: {seen: 3, of: 3, captures: 1}}
                        Size: {type: integer, x-evidence: {seen: 2, of: 3, captures: 1}}
        /ShareWebServices/Services/Publisher/Other: {post: {responses: {}}}
      """
    let history = try RevisionHistory.share()
    let document = try SchemaDocument(name: "learned.yaml", text: Array(text.utf8))
    let page = try #require(
      try Reference(document, history: history).pages(.markdown)["Publisher/Learned.md"])
    #expect(page.contains("Seen once, in 1 capture."))
    #expect(page.contains(/`imageId` \| query \| string \|  \| seen once \|/))
    #expect(page.contains(/`Name` \| string \|  \| seen once \|/))
    #expect(page.contains(/`Kind` \| string \|  \| in all 3 so far \|/))
    #expect(page.contains(/`Size` \| integer \|  \| no \|/))
    #expect(page.contains("Whether it may be empty is not known."))
    #expect(page.contains("`imageId` comes from [`Other[].Id`](Other.md)"))
    #expect(page.contains("Where it was learned: after [`Other`](Other.md) (1 of 1)."))
    for claim in ["always so far", "| yes |", "It may be empty", "No body.", "2015-03"] {
      #expect(!page.contains(claim), "\(claim)")
    }
  }

  /// A schema with an operation that was learned.
  private static func learnedDocument(_ operation: String) throws -> SchemaDocument {
    let text = """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      x-request-fields: {Accept: {schema: {type: string}}, Cookie: {schema: {type: string}}}
      paths:
        /ShareWebServices/Services/Publisher/Learned:
          post:
            x-learned: true
            x-evidence: {seen: 12, of: 12, captures: 1}

      """ + operation
    return try SchemaDocument(name: "learned.yaml", text: Array(text.utf8))
  }

  /// A page of an operation that was learned, and the summary of calls of it.
  private static func learnedPage(
    _ operation: String, _ calls: [Exchange] = []
  ) throws -> String {
    let document = try learnedDocument(operation)
    var builder = SummaryBuilder()
    var decoder = CallDecoder()
    for exchange in calls { builder.add(decoder.decode(exchange)) }
    let summary = calls.isEmpty ? nil : builder.summary(label: "a.har", digests: [])
    let reference = try Reference(document, history: RevisionHistory.share(), summary: summary)
    return try #require(try reference.pages(.markdown)["Publisher/Learned.md"])
  }

  @Test(arguments: [
    ("", false, "in all 10 so far"), ("x-usual: true, ", false, "in all 10 so far"),
    ("x-may-be-empty: true, ", true, "not known"),
  ])
  func `an answer is said to be empty at times where it was, and counted by its status`(
    flag: String, isEmpty: Bool, presence: String
  ) throws {
    let page = try Self.learnedPage(
      """
            responses:
              '200': {x-learned: true, \(flag)x-evidence: {seen: 10, of: 12, captures: 1},
                description: Done., content: {application/json: {schema: {type: array, items: {type: integer}}}}}
      """)
    #expect(page.contains("It was empty at times.") == isEmpty)
    #expect(page.contains("(the value) | array of integers |  | \(presence) |"))
    #expect(!page.contains("12 of 12"))
  }

  @Test(arguments: [
    ("type: integer", "array of integers", ""),
    ("type: array, items: {type: [integer, string]}", "array of arrays of integers or strings", ""),
    (
      "type: object, properties: {A: {type: array, items: {type: array}}}", "array of arrays",
      "An array; each of its elements has:"
    ),
    (
      "type: array, items: {type: object, properties: {A: {type: integer}}}", "integer",
      "An array of arrays; each of the elements inside has:"
    ),
  ])
  func `an array is said to be one once, and of what it is`(
    items: String, type: String, note: String
  ) throws {
    let page = try Self.learnedPage(
      """
            responses:
              '200': {x-learned: true, x-evidence: {seen: 9, of: 9, captures: 1}, description: Done.,
                content: {application/json: {schema: {type: array, items: {\(items)}}}}}
      """)
    #expect(page.contains("| \(type) |"))
    #expect(page.contains("An array") == !note.isEmpty)
    #expect(note.isEmpty || page.contains(note))
  }

  @Test func `rows are shown whole, and of lists it is said that they are cut`() throws {
    let document = try Self.learnedDocument(
      """
            responses:
              '200': {description: Done., content: {application/json: {schema: {type: array,
                items: {type: array, items: {type: [integer, string]}}}}}}
      """)
    func page(_ answer: String) throws -> String {
      var exchange = Self.exchange([])
      exchange.response = HTTPResponse(
        status: 200, fields: HTTPFields([("Content-Type", "application/json")]),
        body: HTTPBody(bytes: Array(answer.utf8)))
      var collector = ExampleCollector(for: try SchemaReader.read(document))
      var decoder = CallDecoder()
      collector.beginCapture()
      collector.add(decoder.decode(exchange))
      let reference = try Reference(
        document, history: RevisionHistory.share(), examples: collector.examples)
      return try #require(try reference.pages(.markdown)["Publisher/Learned.md"])
    }
    let rows = try page(#"[[5,150,"Flat"],[5,150,"Flat"],[5,150,"Flat"]]"#)
    #expect(rows.contains(#"[[1,112,"Flat"],[1,112,"Flat"]]"#), "\(rows)")
    #expect(rows.contains("replaced, and lists cut to two elements:"))
    #expect(try page(#"[[5]]"#).contains("measured values replaced:"))
  }

  @Test func `requests that were refused for the same are one line`() throws {
    let operation = """
            parameters:
              - {name: size, in: query, required: true, schema: {type: string}}
              - {name: kind, in: query, schema: {type: string}}
            responses: {}
      """
    let exchanges = ["", "kind=a", "kind=b", "size=1&kind=a", "size=1&kind=c"].enumerated().map {
      number, query in
      var exchange = Self.exchange([])
      exchange.request.target = RequestTarget(
        url: "https://share2.dexcom.com/ShareWebServices/Services/Publisher/Learned?" + query)
      // The last is accepted, so that some values of the others are known to be right.
      guard number < 4 else { return exchange }
      exchange.response = HTTPResponse(
        status: 500, fields: HTTPFields([("Content-Type", "application/json")]),
        body: HTTPBody(
          bytes: Array(
            #"{"Code":"InvalidArgument","Message":"m","SubCode":"","TypeName":"FaultException"}"#
              .utf8)))
      return exchange
    }
    let page = try Self.learnedPage(operation, exchanges)
    #expect(page.contains("3 times: a request without `size`."))
    #expect(page.contains("once: a request with `kind`, `size`, in which nothing is missing"))
    #expect(!page.contains("=`"))
  }

  @Test func `a list that recordings made says that there may be others, not that there are`()
    throws
  {
    let page = try Self.learnedPage(
      """
            parameters:
              - {name: size, in: query, schema: {type: string, enum: [large, small], x-open-enum: true,
                 x-enum-evidence: {seen: 9, of: 9, captures: 1}}}
              - {name: kind, in: query, schema: {type: string, enum: [a, b], x-open-enum: true}}
            responses: {}
      """)
    #expect(page.contains("`size`: there may be other values than those that recordings have."))
    #expect(
      page.contains("`kind`: other values than those listed exist, and nobody has named them."))
  }

  @Test func `methods that were only seen are not said to be answered in the same way`() throws {
    let unsure = try Self.learnedPage("      x-unsure-methods: [PUT]\n      responses: {}")
    #expect(unsure.contains("`PUT` was seen too; which method takes and gives what is not known."))
    #expect(!unsure.contains("in the same way"))
    let also = try Self.learnedPage("      x-also-methods: [PUT]\n      responses: {}")
    #expect(also.contains("`PUT` is answered in the same way."))
  }

  @Test func `parameters of the header have rows, and other fields are those that were seen`()
    throws
  {
    let operation = """
            parameters:
              - {name: x-api-version, in: header, x-usual: true, x-learned: true,
                 x-evidence: {seen: 5, of: 5, captures: 1}, schema: {type: integer}}
            responses: {}
      """
    let exchange = Self.exchange([("Accept", "*/*"), ("X-Api-Version", "3")])
    let row =
      /\| `x-api-version` \| header \| integer \|  \| always so far \|.*\*\*learned\*\*: 5 of 5/
    let page = try Self.learnedPage(operation, [exchange])
    #expect(page.contains(row))
    #expect(page.contains("1 of 1 |"))
    #expect(page.contains("Header fields: `accept`; "))
    let bare = try Self.learnedPage(operation)
    #expect(bare.contains(row) && !bare.contains("Header fields:"))
  }

  /// A call of the learned operation.
  private static func exchange(
    _ fields: [(name: String, value: String)], _ body: String = ""
  ) -> Exchange {
    Exchange(
      place: .init(capture: "a.har", entry: 1), time: nil,
      request: HTTPRequest(
        method: "POST",
        target: RequestTarget(
          url: "https://share2.dexcom.com/ShareWebServices/Services/Publisher/Learned"),
        fields: HTTPFields(fields), body: HTTPBody(bytes: Array(body.utf8))),
      response: HTTPResponse(status: 200, fields: HTTPFields([]), body: HTTPBody(bytes: [])))
  }

  @Test func `fields of a form are counted as other parameters are`() throws {
    let operation = """
            requestBody:
              content:
                application/x-www-form-urlencoded:
                  schema:
                    type: object
                    properties:
                      size: {type: string, x-evidence: {seen: 1, of: 2, captures: 1}}
            responses: {}
      """
    let exchanges = ["size=1", "note=1"].map { body in
      Self.exchange([("Content-Type", "application/x-www-form-urlencoded")], body)
    }
    let page = try Self.learnedPage(operation, exchanges)
    #expect(page.contains(/\| `size` \|.*\| 1 of 2 \|\n/))
  }
}
