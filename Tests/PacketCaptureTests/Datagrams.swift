/// IPv4 and TCP by hand: 192.0.2.1 port 40000 says "hello" to 198.51.100.2 port 443.
enum Datagrams {
  static let payload = Array("hello".utf8)

  /// Ports, numbers 100 and 200, PSH and ACK, a window of 256.
  static let tcp = hex("9c40 01bb 00000064 000000c8 50 18 0100 0000 0000") + payload

  static func ipv4(
    _ payload: [UInt8] = tcp, protocolNumber: UInt8 = 6, number: UInt16 = 1, fragment: UInt16 = 0,
    options: [UInt8] = [], totalLength: Int? = nil
  ) -> [UInt8] {
    let length = 20 + options.count
    return [0x40 | UInt8(length / 4), 0] + integer(UInt16(totalLength ?? length + payload.count))
      + integer(number) + integer(fragment) + [64, protocolNumber, 0, 0] + hex("c0000201 c6336402")
      + options + payload
  }

  static func ipv6(
    _ payload: [UInt8] = tcp, next: UInt8 = 6, length: Int? = nil
  ) -> [UInt8] {
    hex("60000000") + integer(UInt16(length ?? payload.count)) + [next, 64]
      + hex("20010db8000000000000000000000001 20010db8000000000000000000000002") + payload
  }

  static let ethernetAddresses = hex("020000000002 020000000001")

  static func ethernet(_ payload: [UInt8], type: UInt16 = 0x0800) -> [UInt8] {
    ethernetAddresses + integer(type) + payload
  }

  static func udp(_ payload: [UInt8], to port: UInt16) -> [UInt8] {
    integer(UInt16(50_000)) + integer(port) + integer(UInt16(8 + payload.count)) + [0, 0] + payload
  }
}
