import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// Captures of packets, as a user gives them to `decode`.
struct DecodePacketsTests {
  private func capture(_ name: String) -> String { CheckoutFiles.path("Captures/\(name)") }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: capture(name)))
  }

  @Test(arguments: [
    ("http1.pcap", "9 calls (9 documented), 0 faults"),
    ("h2c-upgrade.pcap", "10 calls (10 documented), 0 faults"),
    ("tls13-http2.pcapng", "14 calls (14 documented), 1 fault"),
    ("tls13-key-update.pcapng", "5 calls (5 documented), 2 faults"),
    ("tls12-some-keys.pcap", "6 calls (6 documented), 2 faults"),
  ])
  func `every transport gives its calls`(name: String, summary: String) throws {
    let run = try ToolRun("decode", capture(name))
    #expect(run.code == 0)
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(run.lines.last.map(String.init) == summary)
  }

  @Test func `a pipe with a path is read once, from its beginning to its end`() throws {
    let bytes = try bytes("tls13-http2.pcapng")
    #expect(bytes.count > 1 << 16, "no more than a pipe holds")
    let pipe = Pipe()
    let input = pipe.fileHandleForWriting
    Thread {
      try? input.write(contentsOf: bytes)
      try? input.close()
    }.start()
    let run = try ToolRun("decode", "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(run.code == 0)
    #expect(run.lines.last == "14 calls (14 documented), 1 fault")
  }

  @Test func `a line of NDJSON has the stream and the packets in place of the entry`() throws {
    let run = try ToolRun("decode", "--format", "ndjson", capture("http1.pcap"))
    let first = try #require(run.lines.first)
    #expect(
      first.hasPrefix(
        #"{"capture":"http1.pcap","stream":0,"packets":[4,8],"time":"2018-01-23T"#), "\(first)")
    #expect(run.lines.count == 9)
  }

  @Test func `a lost segment is told, and costs one answer`() throws {
    let run = try ToolRun("decode", capture("http1-loss.pcap"))
    #expect(run.code == 2)
    #expect(run.errors.contains("stream 0"))
    #expect(run.lines.last == "9 calls (9 documented), 1 fault")
    #expect(try ToolRun("decode", "--keep-going", capture("http1-loss.pcap")).code == 0)
  }

  @Test func `a key log is found next to the capture, or named`() throws {
    let alone = try TemporaryFile("phone.pcap", try bytes("tls12-some-keys.pcap"))
    let without = try ToolRun("decode", alone.path)
    #expect(without.code == 2)
    #expect(without.errors.contains("--connections"), "\(without.errors)")
    let named = try ToolRun("decode", "--keylog", capture("tls12-some-keys.keys"), alone.path)
    #expect(named.lines.last == "6 calls (6 documented), 2 faults")
    let folder = URL(filePath: alone.path).deletingLastPathComponent()
    for name in [
      "phone.keys", "phone.pcap.keys", "sslkeylogfile.txt", "tls.keys", "SSLKEYLOGFILE", "key.log",
      "mykeys.log", "secrets.txt",
    ] {
      let keys = folder.appending(path: name)
      try bytes("tls12-some-keys.keys").write(to: keys)
      let found = try ToolRun("decode", alone.path)
      #expect(found.lines.last == "6 calls (6 documented), 2 faults", "\(name)")
      #expect(found.lines.first?.contains("keys in \(name)") == true)
      let connections = try ToolRun("decode", "--connections", alone.path)
      #expect(connections.output.contains("decrypted (keys in \(name))"))
      try FileManager.default.removeItem(at: keys)
    }
  }

  @Test func `all key logs of a folder count, and nothing else in it`() throws {
    let capture = try TemporaryFile("phone.pcap", try bytes("tls12-some-keys.pcap"))
    let folder = URL(filePath: capture.path).deletingLastPathComponent()
    let lines = try bytes("tls12-some-keys.keys").split(separator: UInt8(ascii: "\n"))
    for (index, line) in lines.enumerated() {
      try Data(line).write(to: folder.appending(path: "part\(index).keylog"))
    }
    // No key logs: by their content, by their name, by being a folder or a pipe that nobody writes.
    try Data("some words\nof a log\n".utf8).write(to: folder.appending(path: "server.log"))
    try bytes("tls12-some-keys.keys").write(to: folder.appending(path: "phone.bak"))
    try FileManager.default.createDirectory(
      at: folder.appending(path: "a.keys"), withIntermediateDirectories: false)
    #expect(mkfifo(folder.appending(path: "b.keys").path, 0o600) == 0)
    // A key log that is named like another capture counts, and is not called one of this.
    try FileManager.default.moveItem(
      at: folder.appending(path: "part0.keylog"), to: folder.appending(path: "tablet.keylog"))
    try bytes("http1.pcap").write(to: folder.appending(path: "tablet.pcap"))
    let run = try ToolRun("decode", capture.path)
    #expect(run.lines.last == "6 calls (6 documented), 2 faults")
    #expect(
      run.lines.first?.contains("keys in part1.keylog, part2.keylog, part3.keylog and 2 more")
        == true)
    let connections = try ToolRun("decode", "--connections", "--format", "ndjson", capture.path)
    let names = ["tablet.keylog"] + (1..<6).map { "part\($0).keylog" }
    for name in names {
      #expect(connections.lines.count { $0.contains("\"keyLog\":\"\(name)\"") } == 1, "\(name)")
    }
  }

  @Test func `a key log without secrets is told, and standard input may be one`() throws {
    let wrong = try TemporaryFile("keys.log", "nothing\n".utf8)
    let empty = try TemporaryFile("keys.log", [])
    for path in [wrong.path, empty.path] {
      let run = try ToolRun("decode", "--keylog", path, capture("http1.pcap"))
      #expect(run.code == 0)
      #expect(run.errors.contains("keys.log: there are no secrets in it"), "\(run.errors)")
    }
    for arguments in [["--keylog", "-", "-"], ["--keylog", "-", "--keylog", "-", "a.pcap"]] {
      for command in ["decode", "export", "check", "summarize"] {
        let run = try ToolRun([command] + arguments)
        #expect(run.code == 64 && run.errors.contains("standard input"), "\(command)")
      }
    }
    let missing = try ToolRun("decode", "--keylog", wrong.path + ".x", capture("http1.pcap"))
    #expect(missing.code == 2 && missing.output.isEmpty)
  }

  @Test func `each connection says why it was decrypted or not`() throws {
    let table = try ToolRun("decode", "--connections", capture("tls12-some-keys.pcap"))
    #expect(table.code == 0)
    #expect(table.output.contains("share2.dexcom.com:443"))
    #expect(table.output.contains("no secrets for client random 7c8a63fc…"))
    let lines = try ToolRun(
      "decode", "--connections", "--format", "ndjson", capture("tls12-some-keys.pcap"))
    let values = try lines.lines.map { try JSONParser().read(Array($0.utf8)) { JSONValue($0) } }
    #expect(values.count == 11)
    #expect(values.filter { $0["decrypted"] == .bool(true) }.count == 6)
    #expect(Set(values.map { $0["stream"] }) == Set((0..<11).map { .some(.integer($0)) }))
    let alone = try TemporaryFile("phone.pcap", try bytes("tls12-some-keys.pcap"))
    let without = try ToolRun("decode", "--connections", alone.path)
    #expect(without.code == 0 && without.errors.isEmpty)
    // The size and the place are those that tshark tells.
    let lossy = try ToolRun("decode", "--connections", capture("http1-loss.pcap"))
    #expect(lossy.code == 2)
    #expect(lossy.output.contains("709 bytes lost at packet 21"))
    let refused = try ToolRun("decode", "--connections", capture("proxy-connect.pcapng"))
    #expect(refused.output.contains("proxy, TLS 1.3, HTTP/1.1"))
    #expect(try ToolRun("decode", "--connections", "--format", "csv", "x.pcap").code == 64)
  }

  @Test func `QUIC is told of, and what to do`() throws {
    // 192.0.2.1 port 50000 sends 8 bytes to 198.51.100.2 port 443 by UDP; raw IP, twice.
    let datagram: [UInt8] =
      [0x45, 0, 0, 36, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2]
      + [0xC3, 0x50, 1, 0xBB, 0, 16, 0, 0] + [0xC0, 0, 0, 0, 1, 0, 0, 0]
    let record: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0, 36] + datagram
    let header: [UInt8] =
      [0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 8)
      + [0, 0, 0xFF, 0xFF, 0, 0, 0, 101]
    let capture = try TemporaryFile("quic.pcap", header + record + record)
    let table = try ToolRun("decode", "--connections", capture.path)
    #expect(table.output.contains("192.0.2.1:50000 → 198.51.100.2:443"))
    #expect(table.output.contains("QUIC (UDP)"))
    #expect(table.output.contains("not TCP; turn QUIC (HTTP/3) off"))
  }

  @Test func `a filter chooses packets, and a wrong one is wrong usage`() throws {
    let some = try ToolRun("decode", "--filter", "port 80", capture("http1.pcap"))
    #expect(some.lines.last == "9 calls (9 documented), 0 faults")
    let none = try ToolRun("decode", "--filter", "port 81", capture("http1.pcap"))
    #expect(none.code == 2)
    // As many as tcpdump counts.
    #expect(none.errors.contains("http1.pcap: 31 of 31 packets did not pass --filter 'port 81'"))
    #expect(none.errors.contains("there is no HTTP exchange in it"))
    let wrong = try ToolRun("decode", "--filter", "prot 80", capture("http1.pcap"))
    #expect(wrong.code == 64)
    #expect(wrong.errors.contains("prot 80"))
  }

  @Test func `a recording in several files goes on in the next`() throws {
    let whole = try bytes("http1.pcap")
    // The header of the file stands before each part; packet records follow each other.
    var cut = 24
    for _ in 0..<15 {
      cut += 16 + Int(whole[cut + 8..<cut + 12].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
    let first = try TemporaryFile("day_00001.pcap", whole[..<cut])
    let folder = URL(filePath: first.path).deletingLastPathComponent()
    try (whole[..<24] + whole[cut...]).write(to: folder.appending(path: "day_00002.pcap"))
    let run = try ToolRun("decode", folder.path)
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(run.lines.last == "9 calls (9 documented), 0 faults")
  }

  @Test func `a compressed capture and one cut in a packet give what they have`() throws {
    let whole = try bytes("http1.pcap")
    let cut = try TemporaryFile("cut.pcap", whole.prefix(whole.count / 2))
    let run = try ToolRun("decode", "--format", "ndjson", cut.path)
    #expect(run.code == 2)
    #expect(run.errors.contains("cut.pcap"))
    let all = try ToolRun("decode", "--format", "ndjson", capture("http1.pcap")).lines
    #expect(run.lines.count > 2)
    // The last one may be without its answer.
    #expect(
      run.lines.dropLast().map { String($0.replacing("cut.pcap", with: "http1.pcap")) }
        == all.prefix(run.lines.count - 1).map(String.init))
  }

  @Test func `no secret of a recorded session of packets is shown`() throws {
    for name in ["http1.pcap", "tls13-http2.pcapng", "proxy-connect.pcapng", "h2c-upgrade.pcap"] {
      for options in [
        ["--all", "--verbose"], ["--all", "--verbose", "--format", "ndjson"], ["--connections"],
        ["--connections", "--format", "json"],
      ] {
        let run = try ToolRun(["decode"] + options + [capture(name)])
        for secret in ["demo-user", "demo-Passw0rd", "SM0000000", "Demo Person", "@example.com"] {
          #expect(!(run.output + run.errors).contains(secret), "\(secret) in \(name)")
        }
      }
    }
  }
}
