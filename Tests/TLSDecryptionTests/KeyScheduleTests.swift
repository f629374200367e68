import Testing

@testable import TLSDecryption

struct KeyScheduleTests {
  /// RFC 8448 section 3: traffic secrets, and the keys and IVs that come of them.
  @Test(arguments: [
    (
      "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
      "3fce516009c21727d0f2e4e86ee403bc", "5d313eb2671276ee13000b30"
    ),
    (
      "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
      "dbfaa693d1762c5b666af5d950258d01", "5bd3c71b836e0b76bb73265f"
    ),
    (
      "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643",
      "9f02283b6c9c07efc26bb9f2ac92e356", "cf782b88dd83549aadf1e984"
    ),
  ])
  func `traffic keys are those of RFC 8448`(secret: String, key: String, iv: String) {
    let expand = { KeySchedule.expandLabel(.sha256, secret: bytes(secret), $0, count: $1) }
    #expect(expand("key", 16) == bytes(key))
    #expect(expand("iv", 12) == bytes(iv))
  }

  /// The vector that the TLS working group passed round for the PRF of TLS 1.2
  /// (https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/).
  @Test func `the PRF of TLS 1·2 is that of the working group's vector`() {
    let made = KeySchedule.pseudorandom(
      .tls12, .sha256, secret: bytes("9bbe436ba940f017b17652849a71db35")[...],
      label: "test label", seed: bytes("a0ba9f936cda311827a6f796ffd5198c"), count: 100)
    #expect(
      made
        == bytes(
          "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e"
            + "14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42"
            + "c5a72e5a5110fff70187347b66"))
  }
}

func bytes(_ digits: String) -> [UInt8] {
  let digits = Array(digits)
  return stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(digits[$0...($0 + 1)]), radix: 16)
  }
}
