import JSONDecoding
import Testing

struct JSONParserTests {
  private func value(_ text: String) throws -> JSONValue { try JSONParser().value(of: text) }

  @Test func `scalars keep their kind`() throws {
    #expect(try value("1") == .integer(1))
    #expect(try value("1.0") == .number(.double(1)))
    #expect(try value("18446744073709551615") == .number(.unsigned(.max)))
    #expect(try value("\"a\\u00e9\\n\"") == .string("aé\n"))
    #expect(try value(" true ") == .bool(true))
    #expect(try value("null") == .null)
  }

  @Test func `a number too large for 64 bits keeps its digits`() throws {
    #expect(
      try value("[123456789012345678901234567890,1e999]")
        == .array([.number(.text("123456789012345678901234567890")), .number(.text("1e999"))]))
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
  func `nesting is read up to the limit and refused past it`(
    opening: String, closing: String
  ) throws {
    func nested(_ depth: Int) -> String {
      String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }
    _ = try value(nested(JSONParser.depthLimit))
    #expect(throws: JSONError.self) { try value(nested(JSONParser.depthLimit + 1)) }
    #expect(throws: JSONError.self) { try value(nested(100_000)) }
  }

  @Test func `a lone surrogate becomes the replacement character`() throws {
    #expect(try value("\"a\\ud83d!\"") == .string("a\u{FFFD}!"))
  }

  @Test func `the last of repeated members counts`() throws {
    try JSONParser().read(Array(#"{"status":0,"x":{"status":1},"status":200}"#.utf8)) { root in
      #expect(root["status"]?.int64 == 200)
      #expect(root.members.map(\.name) == ["status", "x", "status"])
    }
  }

  @Test(arguments: [
    ("", 0), ("[1,]", 3), ("{\"a\":1,}", 7), ("[1 2]", 3), ("{a:1}", 1), ("\"a", 2), ("01", 1),
    ("[1]x", 3), ("\"\u{1}\"", 1), ("nul", 0), ("[-]", 2), ("{\"a\" 1}", 5), ("[undefined]", 1),
    ("\u{FEFF}[]", 0),
  ])
  func `an error names the first byte that does not fit`(text: String, offset: Int) {
    #expect {
      try JSONParser().read(Array(text.utf8)) { _ in }
    } throws: { ($0 as? JSONError)?.offset == offset }
  }

  @Test func `a lenient reading says what it overlooked`() throws {
    let text = "\u{FEFF}{\"a\":undefined,\"b\":[NaN,-Infinity,],\"c\":\"x\ny\\q\"}"
    let (value, oddities) = try Array(text.utf8).withUnsafeBytes {
      try JSONParser().readLeniently($0) { JSONValue($0) }
    }
    #expect(
      value
        == .object([
          .init("a", .null), .init("b", .array([.null, .null])), .init("c", .string("x\nyq")),
        ]))
    #expect(
      oddities.map(\.kind) == [
        .bareWord, .bareWord, .bareWord, .trailingComma, .controlCharacter, .unknownEscape,
      ])
  }

  @Test func `both readings agree on what simdjson accepts`() throws {
    let text = #"{"a":[1,-2.5,"x\ty",{"b":null,"c":[]},true,false,{}],"é":"\ud83d\ude00"}"#
    let fast = try value(text)
    // A byte order mark makes simdjson refuse the text, so the second reading does it alone.
    let careful = try Array(("\u{FEFF}" + text).utf8).withUnsafeBytes {
      try JSONParser().readLeniently($0) { JSONValue($0) }.result
    }
    #expect(fast == careful)
  }
}
