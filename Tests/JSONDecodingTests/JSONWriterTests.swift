import JSONDecoding
import Testing

struct JSONWriterTests {
  private func written(_ value: JSONValue) -> String {
    let writer = JSONWriter()
    writer.value(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `a value is written as it was read`() throws {
    let text = #"{"a":[1,-2.5,"x\ty",{"b":null,"c":[]},true,false,{}],"n":18446744073709551615}"#
    #expect(written(try JSONParser().value(of: text)) == text)
  }

  @Test(arguments: [
    ("\u{1B}[31m", #""\u001b[31m""#), ("\u{7F}\u{9B}", #""\u007f\u009b""#),
    ("a\u{202E}b\u{2066}c\u{200F}", #""a\u202eb\u2066c\u200f""#), ("é€😀\"\\", #""é€😀\"\\""#),
    ("\u{61C}", #""\u061c""#),
  ])
  func `nothing a terminal obeys leaves raw`(string: String, expected: String) {
    #expect(written(.string(string)) == expected)
  }
}
