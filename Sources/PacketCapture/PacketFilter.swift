public import Bytes
internal import CPcap

/// A filter in the language of tcpdump: `host 10.0.0.2 and port 443`.
///
/// libpcap compiles it, for each link type that is met. A link type for which it has no meaning (or
/// that libpcap cannot filter at all) lets nothing through, and is listed in `refusals`.
///
/// **Source**: pcap-filter(7)
public struct PacketFilter: ~Copyable, @unchecked Sendable {
  // Sendable: the programs belong to this value alone, and nothing but their owner changes them.

  /// What is filtered by.
  public let expression: String
  /// Link types for which the expression has no meaning, and why.
  public private(set) var refusals: [LinkType: String] = [:]
  private var programs: [LinkType: FilterProgram] = [:]
  /// The link type that was met last, and its program: mostly there is only one.
  private var last: (linkType: LinkType, program: FilterProgram?)?
  private var misses: FilterMisses

  /// Link types by which an expression is judged. What means something for one of them is valid.
  private static let usual: [LinkType] = [.ethernet, .raw, .ieee80211Radiotap, .linuxSLL, .ppp]

  /// Compiles a filter.
  ///
  /// - Throws: `PacketFilterError` where the expression is none; it tells what libpcap says.
  public init(_ expression: String) throws(PacketFilterError) {
    self.expression = expression
    misses = FilterMisses(expression)
    var problem: String?
    for linkType in Self.usual {
      switch FilterProgram.compile(expression, for: linkType) {
      case .success(let program):
        last = (linkType, program)
        programs[linkType] = program
        return
      case .failure(let error): problem = problem ?? error.problem
      }
    }
    throw PacketFilterError(expression: expression, problem: problem ?? "not a filter")
  }

  deinit {
    for program in programs.values { program.free() }
    misses.free()
  }

  /// Whether a packet passes.
  public mutating func matches(_ packet: Packet) -> Bool {
    if last?.linkType != packet.linkType { last = (packet.linkType, program(for: packet.linkType)) }
    let hasPassed = last?.program?.matches(packet) ?? false
    misses.receive(packet, hasPassed: hasPassed)
    return hasPassed
  }

  /// What is wrong with a filter that has let nothing through; nil where it let a packet pass, or was
  /// given none.
  public func diagnostic(for capture: String) -> Diagnostic? {
    misses.diagnostic(for: capture, refusals)
  }

  private mutating func program(for linkType: LinkType) -> FilterProgram? {
    if let program = programs[linkType] { return program }
    guard refusals[linkType] == nil else { return nil }
    switch FilterProgram.compile(expression, for: linkType) {
    case .success(let program):
      programs[linkType] = program
      return program
    case .failure(let error):
      refusals[linkType] = error.problem
      return nil
    }
  }
}

/// Why an expression is no filter.
public struct PacketFilterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The expression.
  public var expression: String
  /// What libpcap says about it.
  public var problem: String

  /// The two in one line, and where to read on.
  public var description: String {
    "the filter \"\(expression)\" cannot be used: \(problem); see man pcap-filter"
  }
}

/// A filter, compiled for one link type.
struct FilterProgram {
  private var code: bpf_program
  /// Bytes before IP that the filter does not get to see.
  private let skipped: Int

  static func compile(
    _ expression: String, for linkType: LinkType
  ) -> Result<FilterProgram, PacketFilterError> {
    // Numbers of this system for what has nothing before IP. The loopback header is taken off,
    // because libpcap would expect it in the byte order of this machine.
    let isLoopback = linkType == .null || linkType == .loop
    let number = linkType.isBareIP || isLoopback ? DLT_RAW : Int32(clamping: linkType.rawValue)
    var code = bpf_program()
    guard let handle = pcap_open_dead(number, 262_144) else {
      return .failure(PacketFilterError(expression: expression, problem: "out of memory"))
    }
    defer { pcap_close(handle) }
    guard pcap_compile(handle, &code, expression, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
      return .failure(
        PacketFilterError(
          expression: expression, problem: String(cString: pcap_geterr(handle))))
    }
    return .success(FilterProgram(code: code, skipped: isLoopback ? 4 : 0))
  }

  func matches(_ packet: Packet) -> Bool {
    let bytes = packet.bytes.dropFirst(skipped)
    var header = pcap_pkthdr()
    header.caplen = UInt32(clamping: bytes.count)
    header.len = UInt32(clamping: packet.originalLength)
    return withUnsafePointer(to: code) { code in
      bytes.withUnsafeBufferPointer { pcap_offline_filter(code, &header, $0.baseAddress) != 0 }
    }
  }

  func free() {
    var code = code
    pcap_freecode(&code)
  }
}
