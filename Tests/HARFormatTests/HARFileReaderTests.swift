import Bytes
import Foundation
import HARFormat
import HTTPMessages
import Testing

/// Archives in files and zips.
struct HARFileReaderTests {
  /// Made by Python's zipfile: `a.har` cut off, `b.har` in UTF-16, `c.har` a page, `d.har` behind a
  /// mark, `__MACOSX/._a.har`.
  private let several =
    "UEsDBBQAAAAIAAAAIVBBdF2jWgAAAGMAAAAFAAAAYS5oYXIVjMEKgCAQBf/lnSOt496jH+jWSWipwNLcFQLp"
    + "39PbMDBT4MMOKuBb08kCWgsSP5lFm75Yj7CBME8LOuTkKx+qUcgY1/PrrujZDPi6mkkMt3DrRJ3mehut/QFQ"
    + "SwMEFAAAAAgAAAAhUMQu3bOAAAAA0gAAAAUAAABiLmhhcj2OwQqDMBBE51s8Fy0ec5f+QG+lB6FShWhtmkCh"
    + "+Ova5yJh2MzOsLObbf2pkNdLT9hpV50mRQUNdB9zb+YH9FvJ3JinR3RUz4aHeYUuanSFT1Qi5Q+/Zy5qJu1U"
    + "gVYl2S884nr6SjVziyWD3ZnZO8Fdvrffbql0/K3WGSzgbu8fUEsDBBQAAAAIAAAAIVAfhxtgCwAAAA0AAAAF"
    + "AAAAYy5oYXKzySjJzbGz0QdTAFBLAwQUAAAACAAAACFQ0+60CWYAAABrAAAABQAAAGQuaGFye797f7VSTn66"
    + "klW1UmpeSVFmarGSVXS1UlFqYWlqcQlIODe1JCM/RclKyd01RElHqbQoB8jOKCkpKLbS10/US61IzC3ISdU3"
    + "UarVAWorLsjPK04F6SsuSSwpBZpmZGBQWxtbWwsAUEsDBBQAAAAIAAAAIVDlOiewCAAAAAYAAAAQAAAAX19N"
    + "QUNPU1gvLl9hLmhhcmNgFWOvqAAAUEsBAhQDFAAAAAgAAAAhUEF0XaNaAAAAYwAAAAUAAAAAAAAAAAAAAIAB"
    + "AAAAAGEuaGFyUEsBAhQDFAAAAAgAAAAhUMQu3bOAAAAA0gAAAAUAAAAAAAAAAAAAAIABfQAAAGIuaGFyUEsB"
    + "AhQDFAAAAAgAAAAhUB+HG2ALAAAADQAAAAUAAAAAAAAAAAAAAIABIAEAAGMuaGFyUEsBAhQDFAAAAAgAAAAh"
    + "UNPutAlmAAAAawAAAAUAAAAAAAAAAAAAAIABTgEAAGQuaGFyUEsBAhQDFAAAAAgAAAAhUOU6J7AIAAAABgAA"
    + "ABAAAAAAAAAAAAAAAIAB1wEAAF9fTUFDT1NYLy5fYS5oYXJQSwUGAAAAAAUABQAKAQAADQIAAAAA"

  private func read(_ bytes: Data) throws -> Recording {
    let path = NSTemporaryDirectory() + "shareproto-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try bytes.write(to: URL(filePath: path))
    var recording = try Recording(path: path)
    let name = (path as NSString).lastPathComponent
    for index in recording.diagnostics.indices {
      recording.diagnostics[index].place = recording.diagnostics[index].place
        .replacing(name, with: "x")
    }
    for index in recording.exchanges.indices {
      recording.exchanges[index].place.capture = recording.exchanges[index].place.capture
        .replacing(name, with: "x")
    }
    return recording
  }

  @Test func `each archive in a zip is read on its own, by its name`() throws {
    let recording = try read(Data(base64Encoded: several) ?? Data())
    #expect(recording.exchanges.map(\.place.capture) == ["x/b.har", "x/d.har"])
    #expect(recording.exchanges.map(\.place.number) == [1, 1])
    #expect(recording.exchanges.map(\.request.target.path) == ["/2", "/4"])
    #expect(recording.diagnostics.map(\.id) == ["har-cut", "har-not-archive"])
    #expect(
      recording.diagnostics.map(\.place)
        == ["x/a.har, entry 1, /log/entries/0/response/status, byte 99", "x/c.har, byte 0"])
  }

  @Test func `an offset is that of the file, or says that it is not`() throws {
    let text = #"{"log":{"entries":[x]}}"#
    #expect(try read(Data(text.utf8)).diagnostics.map(\.place) == ["x, byte 19"])
    #expect(
      try read(Data([0xEF, 0xBB, 0xBF] + Array(text.utf8))).diagnostics.map(\.place)
        == ["x, byte 22"])
    let wide = try #require(text.data(using: .utf16LittleEndian))
    #expect(
      try read(wide).diagnostics.map(\.place) == ["x, byte 19 of its text as UTF-8"])
  }
}
