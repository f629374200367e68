import Redaction
import Testing

struct PublicNamesTests {
  @Test(arguments: ["epochMs", "v2", "A1C", "HbA1c", "targetMgdl", "OffsetMinutes", "V12"])
  func `names of known words, units and letters with a number are shown`(name: String) {
    #expect(PublicNames.isName(name))
  }

  @Test(arguments: ["v2x9", "v1234", "x8J2K4M99", "Zbigniew7", "anna1987", "Bg5Kx"])
  func `what may be somebody's or a token is not`(name: String) {
    #expect(!PublicNames.isName(name))
  }

  @Test(arguments: ["Zbigniew", "ANNA", "AnnaPrivate"])
  func `what people are called is no word of an enumeration`(name: String) {
    #expect(!PublicNames.isWord(name))
  }
}
