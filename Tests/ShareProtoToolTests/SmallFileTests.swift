import Foundation
import TestSupport
import Testing

@testable import ShareProtoTool

struct SmallFileTests {
  @Test func `a pipe is read as a file is`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("SHAREPROTO_PASSWORD=x\n".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(SmallFile.contents(atPath: path) == Data("SHAREPROTO_PASSWORD=x\n".utf8))
  }

  @Test func `what is too long, or none, is nothing`() throws {
    let long = try TemporaryFile("long.yaml", Array(repeating: 65, count: 1 << 20 + 1))
    #expect(SmallFile.contents(atPath: long.path) == nil)
    #expect(SmallFile.contents(atPath: "/nowhere/secrets") == nil)
    #expect(SmallFile.contents(atPath: NSTemporaryDirectory()) == nil)
  }
}
