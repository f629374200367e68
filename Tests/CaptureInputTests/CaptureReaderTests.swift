import CaptureInput
import Foundation
import TestSupport
import Testing

struct CaptureReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ path: String) throws -> [UInt8] {
    var reader = try CaptureReader(opening: .file(path: path))
    var bytes: [UInt8] = []
    while let piece = try reader.next() {
      #expect(!piece.isEmpty)
      bytes += piece
    }
    return bytes
  }

  /// `{"é":"😀"}` in the encodings that editors and PowerShell write.
  @Test(
    arguments: [
      [0x7B, 0x22, 0xC3, 0xA9, 0x22, 0x3A, 0x22, 0xF0, 0x9F, 0x98, 0x80, 0x22, 0x7D],
      [
        0xEF, 0xBB, 0xBF, 0x7B, 0x22, 0xC3, 0xA9, 0x22, 0x3A, 0x22, 0xF0, 0x9F, 0x98, 0x80, 0x22,
        0x7D,
      ],
      [
        0xFF, 0xFE, 0x7B, 0, 0x22, 0, 0xE9, 0, 0x22, 0, 0x3A, 0, 0x22, 0, 0x3D, 0xD8, 0x00, 0xDE,
        0x22,
        0, 0x7D, 0,
      ],
      [
        0x7B, 0, 0x22, 0, 0xE9, 0, 0x22, 0, 0x3A, 0, 0x22, 0, 0x3D, 0xD8, 0x00, 0xDE, 0x22, 0, 0x7D,
        0,
      ],
      [
        0xFE, 0xFF, 0, 0x7B, 0, 0x22, 0, 0xE9, 0, 0x22, 0, 0x3A, 0, 0x22, 0xD8, 0x3D, 0xDE, 0x00, 0,
        0x22, 0, 0x7D,
      ],
      [
        0, 0x7B, 0, 0x22, 0, 0xE9, 0, 0x22, 0, 0x3A, 0, 0x22, 0xD8, 0x3D, 0xDE, 0x00, 0, 0x22, 0,
        0x7D,
      ],
    ] as [[UInt8]])
  func `text in any encoding becomes UTF-8`(bytes: [UInt8]) throws {
    let path = try folder.write("a.har", bytes)
    #expect(String(decoding: try read(path), as: UTF8.self) == "{\"é\":\"😀\"}")
  }

  @Test func `half a pair of UTF-16 becomes the replacement character`() throws {
    let path = try folder.write(
      "a.har", [0xFF, 0xFE, 0x7B, 0, 0x3D, 0xD8, 0x7D, 0, 0x00, 0xDE, 0x3D])
    #expect(String(decoding: try read(path), as: UTF8.self) == "{\u{FFFD}}\u{FFFD}\u{FFFD}")
  }

  @Test func `a file is read in pieces and as a whole`() throws {
    let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write("big.bin", [0x7B, 0x22] + bytes)
    #expect(try read(path) == [0x7B, 0x22] + bytes)
  }

  @Test func `an empty file is no error here`() throws {
    #expect(try read(try folder.write("a.har", [])) == [])
  }

  @Test func `a zip gives its archives, and its other files by name`() throws {
    let path = try folder.write("a.zip", zipFixture)
    #expect(try read(path) == emptyHAR)
    let attachments = try CaptureReader(opening: .file(path: path)).attachments
    let body = try attachments?.contents(named: "body.txt")
    #expect(
      body.map { String(decoding: $0, as: UTF8.self) } == "a body that repeats, a body that repeats"
    )
    #expect(try attachments?.contents(named: "plain.txt") == Array("stored".utf8))
    #expect(try attachments?.contents(named: "/etc/passwd") == nil)
    #expect(try attachments?.contents(named: "etc/a.har") == nil)
  }

  @Test func `the wide numbers of zip64 are read`() throws {
    #expect(try read(try folder.write("a.zip", zip64Fixture)) == emptyHAR)
  }

  @Test func `a file in a zip stops at the limit`() throws {
    let path = try folder.write("a.zip", zipFixture)
    let attachments = try CaptureReader(opening: .file(path: path), attachmentLimit: 10).attachments
    #expect(throws: CaptureInputError.self) { try attachments?.contents(named: "body.txt") }
    #expect(try attachments?.contents(named: "plain.txt")?.count == 6)
  }

  @Test func `a zip without an archive says so`() throws {
    let path = try folder.write("a.zip", zipWithoutHAR)
    #expect { _ = try read(path) } throws: { "\($0)".contains("without a .har") }
  }

  @Test func `damage in a zip never traps`() throws {
    var generator = SystemRandomNumberGenerator()
    for fixture in [zipFixture, zip64Fixture] {
      for length in 0..<fixture.count {
        _ = try? read(try folder.write("cut.zip", Array(fixture[..<length])))
      }
      for _ in 0..<1_000 {
        var bytes = fixture
        bytes[.random(in: 4..<bytes.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
        let path = try folder.write("damaged.zip", bytes)
        _ = try? read(path)
        _ = try? CaptureReader(opening: .file(path: path)).attachments?.contents(named: "body.txt")
      }
    }
  }

  @Test func `a cut gzip gives what came before, then the reason`() throws {
    let whole = Array(
      Data(
        base64Encoded: "H4sIAAAAAAACA6tWyslPV7KqVkrNKynKTC1WsoqOra0FANyxYd8WAAAA") ?? Data())
    #expect(try read(try folder.write("a", whole)) == emptyHAR)
    let path = try folder.write("b", Array(whole.dropLast(9)))
    var reader = try CaptureReader(opening: .file(path: path))
    var bytes: [UInt8] = []
    #expect {
      while let piece = try reader.next() { bytes += piece }
    } throws: { "\($0)".contains("end too early") }
    #expect(!bytes.isEmpty && emptyHAR.starts(with: bytes))
  }

  @Test func `what is not there says so and what to do`() {
    #expect { _ = try read("/no/such/file.har") } throws: {
      let error = $0 as? CaptureInputError
      return error?.path == "/no/such/file.har" && error?.advice == "check the spelling of the path"
    }
  }

  /// First bytes as the programs write them.
  @Test(
    arguments: [
      ("a.pcap.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "xz -dc a.pcap.xz | shareproto"),
      ("a.pcap.bz2", Array("BZh91AY&SY".utf8), "bzip2 -dc a.pcap.bz2 | shareproto"),
      ("a.pcap.lz4", [4, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7], "lz4 -dc a.pcap.lz4 | shareproto"),
      ("a.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "(7z x a.7z) and name the captures"),
      ("a.tar", zeros(257) + Array("ustar".utf8) + [0, 0x30, 0x30], "(tar -xf a.tar) and name"),
      ("a.tgz", tarInGzip, "(tar -xf a.tgz) and name"),
      ("a.zip", zipWithoutHAR, "(unzip a.zip) and name the captures"),
    ] as [(String, [UInt8], String)])
  func `what is packed in another way is named, with what unpacks it`(
    name: String, bytes: [UInt8], advice: String
  ) throws {
    let path = try folder.write(name, bytes)
    let error = #expect(throws: CaptureInputError.self) { _ = try read(path) }
    let text = error?.advice.replacing(folder.path + "/", with: "")
    #expect(text?.contains(advice) == true, "\(text ?? "")")
  }

  @Test func `a name that a shell would read is not put into a command`() throws {
    let path = try folder.write("a;$(b).xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])
    let error = #expect(throws: CaptureInputError.self) { _ = try read(path) }
    #expect(error?.advice == "unpack it: xz -dc FILE | shareproto decode -")
  }
}

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
