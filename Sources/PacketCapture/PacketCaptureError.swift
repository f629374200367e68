/// Why a file is no capture at all: where, what, what to do.
public struct PacketCaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The ways of not being one.
  public enum Reason: Hashable, Sendable {
    /// There is nothing to read.
    case empty
    /// Its first bytes are those of no capture file.
    case unknownFormat
    /// It ends inside its header.
    case cutInHeader
    /// It is the capture file of another program, by this name, which is not read here.
    case foreignFormat(String)
  }

  /// The name of the capture.
  public var capture: String
  /// In which way it is not one.
  public var reason: Reason

  /// What was there, and what was expected.
  public var what: String {
    switch reason {
    case .empty: "a capture file begins with a header; this is empty"
    case .unknownFormat: "the first bytes are not those of a pcap or pcapng"
    case .cutInHeader: "the file ends inside its header, before the first packet"
    case .foreignFormat(let name): "this is a capture of \(name), which is not read"
    }
  }

  /// What the reader can do.
  public var advice: String {
    switch reason {
    case .empty, .cutInHeader: "record again, and stop the recorder before the file is copied"
    case .unknownFormat: "name the file that tcpdump, Wireshark or PCAPdroid wrote"
    case .foreignFormat: "open it in Wireshark and save it as pcapng"
    }
  }

  /// The three in one line.
  public var description: String { "\(capture): not a capture file: byte 0: \(what); \(advice)" }
}
