import Bytes
import Compression
import Foundation
import PacketCapture
import TestSupport

/// Bytes from hexadecimal digits; spaces mean nothing.
func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }
  return stride(from: 0, to: digits.count, by: 2).map { place in
    let start = digits.index(digits.startIndex, offsetBy: place)
    return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)!
  }
}

/// An integer as bytes, big-endian unless said otherwise.
func integer<Value: FixedWidthInteger>(_ value: Value, little: Bool = false) -> [UInt8] {
  withUnsafeBytes(of: little ? value.littleEndian : value.bigEndian) { Array($0) }
}

/// Writes classic pcap by the book (draft-ietf-opsawg-pcap).
struct ClassicFile {
  var little = true
  var magic: UInt32 = 0xA1B2_C3D4
  var version: (UInt16, UInt16) = (2, 4)
  var linkType: UInt32 = 1
  var extra: [UInt8] = []

  func file(_ records: [[UInt8]]) -> [UInt8] {
    integer(magic, little: little) + integer(version.0, little: little)
      + integer(version.1, little: little) + [UInt8](repeating: 0, count: 8)
      + integer(UInt32(65_535), little: little) + integer(linkType, little: little)
      + records.joined()
  }

  func record(
    seconds: UInt32 = 1_426_771_106, fraction: UInt32 = 1, original: Int? = nil,
    _ packet: [UInt8]
  ) -> [UInt8] {
    integer(seconds, little: little) + integer(fraction, little: little)
      + integer(UInt32(packet.count), little: little)
      + integer(UInt32(original ?? packet.count), little: little) + extra + packet
  }
}

/// Writes pcapng by the book (draft-ietf-opsawg-pcapng).
struct BlockFile {
  var little = true

  func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    let length = integer(UInt32(padded.count + 12), little: little)
    return integer(type, little: little) + length + padded + length
  }

  func option(_ code: UInt16, _ value: [UInt8]) -> [UInt8] {
    integer(code, little: little) + integer(UInt16(value.count), little: little) + value
      + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
  }

  func section(_ options: [UInt8] = []) -> [UInt8] {
    block(
      0x0A0D_0D0A,
      integer(UInt32(0x1A2B_3C4D), little: little) + integer(UInt16(1), little: little)
        + integer(UInt16(0), little: little) + integer(Int64(-1), little: little) + options)
  }

  func interface(_ linkType: UInt16 = 1, snap: UInt32 = 0, _ options: [UInt8] = []) -> [UInt8] {
    block(
      1,
      integer(linkType, little: little) + [0, 0] + integer(snap, little: little) + options)
  }

  func packet(
    _ packet: [UInt8], interface: UInt32 = 0, ticks: UInt64 = 1_426_771_106_000_001,
    original: Int? = nil, _ options: [UInt8] = []
  ) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - packet.count % 4) % 4)
    return block(
      6,
      integer(interface, little: little) + integer(UInt32(ticks >> 32), little: little)
        + integer(UInt32(truncatingIfNeeded: ticks), little: little)
        + integer(UInt32(packet.count), little: little)
        + integer(UInt32(original ?? packet.count), little: little) + packet + padding + options)
  }
}

/// What a reader gives for a file that comes in pieces.
struct Reading {
  var all: [PacketReader.Event] = []
  var error: PacketCaptureError?

  init(_ pieces: [[UInt8]], recordLimit: Int = 1 << 28) {
    var reader = PacketReader(capture: "test", recordLimit: recordLimit)
    do {
      for piece in pieces {
        reader.receive(piece)
        while let event = try reader.next() { all.append(event) }
      }
      reader.finish()
      while let event = try reader.next() { all.append(event) }
    } catch { self.error = error }
  }

  init(_ file: [UInt8]) { self.init([file]) }

  var packets: [Packet] {
    all.compactMap { if case .packet(let packet) = $0 { packet } else { nil } }
  }

  /// The names of the diagnostics.
  var diagnostics: [String] {
    all.compactMap { if case .diagnostic(let diagnostic) = $0 { diagnostic.id } else { nil } }
  }

  /// Everything in words, wherever in memory it lies.
  var events: [String] {
    all.map { event in
      switch event {
      case .packet(let packet):
        "\(packet.place) \(packet.linkType) \(packet.originalLength) \(Array(packet.bytes))"
      default: "\(event)"
      }
    }
  }
}

/// The segments that a decoder finds.
func segments(_ packets: [Packet]) -> [TCPSegment] {
  var decoder = SegmentDecoder(capture: "test")
  return packets.flatMap { packet in
    decoder.receive(packet)
    var found: [TCPSegment] = []
    while let event = decoder.next() {
      if case .segment(let segment) = event { found.append(segment) }
    }
    return found
  }
}

/// A packet that came at the time 0.
func packet(
  _ bytes: [UInt8], _ linkType: LinkType = .ethernet, number: Int = 1, original: Int? = nil,
  at time: Int64 = 0
) -> Packet {
  Packet(
    place: PacketPlace(number: number, time: Timestamp(nanoseconds: time)), linkType: linkType,
    originalLength: original ?? bytes.count, bytes: bytes[...])
}

/// A capture in the shared folder, unpacked.
func sharedCapture(_ name: String) throws -> [UInt8] {
  let bytes = try SharedFiles.bytes(name)
  guard let format = CompressionFormat(firstBytes: bytes) else { return bytes }
  var decompressor = Decompressor(format)
  decompressor.receive(bytes)
  decompressor.finish()
  var unpacked: [UInt8] = []
  while let piece = try decompressor.next() { unpacked += piece }
  return unpacked
}
