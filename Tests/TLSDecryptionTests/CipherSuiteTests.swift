import Testing

@testable import TLSDecryption

struct CipherSuiteTests {
  @Test(arguments: [
    (0x1301, CipherSuite.Cipher.aesGCM, 16, HashKind.sha256, HashKind.sha256),
    (0x1302, .aesGCM, 32, .sha384, .sha384),
    (0x1305, .aesCCM(tagLength: 8), 16, .sha256, .sha256),
    (0xCCA9, .chaCha20Poly1305, 32, .sha256, .sha256),
    (0xC0AF, .aesCCM(tagLength: 8), 32, .sha1, .sha256),
    (0xC0AD, .aesCCM(tagLength: 16), 32, .sha1, .sha256),
    (0x002F, .aesCBC, 16, .sha1, .sha256),
    (0xC024, .aesCBC, 32, .sha384, .sha384),
    (0x0001, .null, 0, .md5, .sha256),
    (0x0005, .unavailable("RC4"), 0, .sha1, .sha256),
    (0x000A, .unavailable("3DES"), 0, .sha1, .sha256),
  ])
  func `the name of a suite says what decryption needs`(
    number: UInt16, cipher: CipherSuite.Cipher, keyLength: Int, mac: HashKind, schedule: HashKind
  ) throws {
    let properties = try #require(CipherSuite(rawValue: number).properties)
    #expect(properties.cipher == cipher)
    #expect(properties.keyLength == keyLength)
    #expect(properties.macHash == mac)
    #expect(properties.scheduleHash == schedule)
  }

  @Test func `a suite that nobody knows keeps its number`() {
    let suite = CipherSuite(rawValue: 0xFEFE)
    #expect(suite.properties == nil)
    #expect(suite.description == "cipher suite 0xfefe")
    #expect(CipherSuite(rawValue: 0x009C).properties?.isRSAKeyExchange == true)
    #expect(CipherSuite(rawValue: 0xC02F).properties?.isRSAKeyExchange == false)
  }
}
