import Foundation

/// Archives made by Python's zipfile: `../../etc/a.har` and `body.txt` deflated, `plain.txt` stored.
let zipFixture = fixture(
  "UEsDBBQAAAAIAAAAIVDcsWHfGAAAABYAAAAPAAAALi4vLi4vZXRjL2EuaGFyq1bKyU9XsqpWSs0rKcpMLVayio6t"
    + "rQUAUEsDBBQAAAAIAAAAIVDGXc2wGgAAACgAAAAIAAAAYm9keS50eHRLVEjKT6lUKMlILFEoSi1ITSwp1lFIxBQE"
    + "AFBLAwQUAAAAAAAAACFQC/lDVgYAAAAGAAAACQAAAHBsYWluLnR4dHN0b3JlZFBLAQIUAxQAAAAIAAAAIVDcsWHf"
    + "GAAAABYAAAAPAAAAAAAAAAAAAACAAQAAAAAuLi8uLi9ldGMvYS5oYXJQSwECFAMUAAAACAAAACFQxl3NsBoAAAAo"
    + "AAAACAAAAAAAAAAAAAAAgAFFAAAAYm9keS50eHRQSwECFAMUAAAAAAAAACFQC/lDVgYAAAAGAAAACQAAAAAAAAAA"
    + "AAAAgAGFAAAAcGxhaW4udHh0UEsFBgAAAAADAAMAqgAAALIAAAAAAA==")

/// A zip without an archive in it.
let zipWithoutHAR = fixture(
  "UEsDBBQAAAAAAAAAIVCDFtyMAQAAAAEAAAAFAAAAeC50eHR4UEsBAhQDFAAAAAAAAAAhUIMW3IwBAAAAAQAAAAUA"
    + "AAAAAAAAAAAAAIABAAAAAHgudHh0UEsFBgAAAAABAAEAMwAAACQAAAAAAA==")

/// `a.har` stored, with all sizes and places in the fields of zip64.
let zip64Fixture = fixture(
  "UEsDBBQAAAAAAAAAIVDcsWHfFgAAABYAAAAFAAAAYS5oYXJ7ImxvZyI6eyJlbnRyaWVzIjpbXX19UEsBAhQDFAAA"
    + "AAAAAAAhUNyxYd///////////wUAHAAAAAAAAAAAAIAB/////2EuaGFyAQAYABYAAAAAAAAAFgAAAAAAAAAAAAAA"
    + "AAAAAFBLBgYsAAAAAAAAAC0ALQAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAABPAAAAAAAAADkAAAAAAAAAUEsGBwAA"
    + "AACIAAAAAAAAAAEAAABQSwUGAAAAAAEAAQD//////////wAA")

/// The first header of a tar, in gzip.
let tarInGzip = fixture(
  "H4sIAAAAAAACA2NgGOGgtLgksUhBYaR6HwAXzPnjAAIAAA==")

/// What the archives in the fixtures hold.
let emptyHAR = Array(#"{"log":{"entries":[]}}"#.utf8)

private func fixture(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "shareproto-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }
}
