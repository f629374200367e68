public import Bytes
public import CaptureInput
public import ConnectionDecoding
public import Evidence
public import HARFormat
internal import HTTPMessages
public import PacketCapture
public import ShareAPI

/// Reads captures, one after another, and gives the calls in them: the pipeline in one file.
///
/// ```
///  file, folder,                       Exchange            Call
///  pipe, zip …  ─▶ CaptureReader ─┬─▶ HARReader ─┬─▶ CallDecoder ─▶ Redactor ─▶ table, JSON, CSV
///                  (CaptureInput) │  (HARFormat) │   (ShareAPI)     (Redaction) (CallRendering)
///                                 └─▶ packets ───┘
///     PacketCapture ─▶ TCPReassembly ─▶ TLSDecryption ─▶ HTTPDecoding (ConnectionDecoding)
/// ```
///
/// Nothing is held back: a call comes out as soon as its entry is there, and is forgotten when the
/// next one is asked for.
public struct CallReader: ~Copyable {
  private var sources: ArraySlice<CaptureSource>
  /// Names that more than one of the captures has; these go by their paths.
  private let sharedNames: Set<String>
  private let options: PacketOptions
  private let keyLogSearch: KeyLogSearch
  private let digests: ContentDigests?
  private var archive: HARFileReader?
  private var packets: PacketFileReader?
  private var current: CaptureSource?
  private var keyLogs: [String] = []
  private var pending: [Event] = []
  private let hasSummaries: Bool
  private var summaries: SummaryFileReader?
  private var decoder = CallDecoder()

  /// What comes out.
  public enum Event: Sendable {
    /// A capture begins, and goes by this name.
    case began(CaptureSource, name: String)
    /// What a capture says about itself.
    case log(HARLog)
    /// What a file of packets, or a section of it, says about itself, and the key logs that were found
    /// next to it.
    case section(CaptureSection, keyLogs: [String])
    /// A connection of a file of packets, once it has ended.
    case connection(ConnectionReport)
    /// A call, or an exchange with somebody else.
    case call(Call)
    /// A summary of other captures, where they are wanted: a file may hold several.
    case summary(Summary)
    /// Something is wrong with a capture, and reading goes on.
    case diagnostic(Diagnostic)
    /// A capture could not be read, or not to its end.
    case failed(CaptureFailure)
    /// A capture has ended. The digests are there where they were asked for: the SHA-256 of each of its
    /// files, in lower-case hexadecimal, of what they hold once compression is taken off.
    case ended(CaptureSource, digests: [String])
  }

  /// A reader of captures that have not been opened yet.
  ///
  /// - Parameters:
  ///   - hasDigests: Whether the digests of captures are wanted when they end.
  ///   - hasSummaries: Whether summaries may stand in place of captures.
  public init(
    _ sources: [CaptureSource], packets options: PacketOptions = PacketOptions(),
    hasDigests: Bool = false, hasSummaries: Bool = false
  ) {
    self.sources = sources[...]
    self.options = options
    keyLogSearch = KeyLogSearch(options.keyLog)
    self.hasSummaries = hasSummaries
    digests = hasDigests ? ContentDigests() : nil
    let byName = Dictionary(grouping: Set(sources), by: \.name)
    sharedNames = Set(byName.filter { $0.value.count > 1 }.keys)
  }

  /// The next event; nil after the last capture.
  public mutating func next() -> Event? {
    guard let source = current else {
      guard let source = sources.popFirst() else { return nil }
      current = source
      return .began(source, name: name(of: source))
    }
    if !pending.isEmpty { return pending.removeFirst() }
    do {
      if archive == nil, packets == nil, summaries == nil { try open(source) }
      if let summary = try summaries?.next() { return .summary(summary) }
      if let event = try archive != nil ? nextOfArchive() : nextOfPackets() { return event }
      close()
      return .ended(source, digests: digests?.finish() ?? [])
    } catch {
      close()
      _ = digests?.finish()
      return .failed(CaptureFailure(error, of: source))
    }
  }

  private mutating func open(_ source: CaptureSource) throws {
    var input = try CaptureReader(opening: source)
    if let digests { input.observer = { digests.receive($1, of: $0) } }
    let name = name(of: source)
    if hasSummaries, SummaryReader.isSummary(beginning: input.head) {
      summaries = SummaryFileReader(input)
      return
    }
    if SummaryReader.isSummary(beginning: input.head) { throw SummaryInPlaceOfCapture() }
    guard PacketFileReader.isPackets(beginning: input.head) else {
      archive = HARFileReader(input, as: name)
      return
    }
    let followers = followers(of: source)
    let keys = CaptureKeys(for: [source] + followers, options, keyLogSearch)
    keyLogs = keys.keyLogs
    pending = keys.diagnostics.map(Event.diagnostic)
    let filter = try options.filter.map { try PacketFilter($0) }
    packets = PacketFileReader(
      input, followedBy: followers, as: name, secrets: keys.secrets,
      keyLogs: keys.isAwaited ? options.awaitedKeyLogs.map(AwaitedKeyLog.init) : [],
      filter: filter)
  }

  /// Takes the captures that go on where this one ends: recorders that limit the size of a file
  /// (`tcpdump -C`, dumpcap's ring buffer) give all of them one name, but for a number or a time. A copy of
  /// one of them goes on from nothing, and is a capture of its own.
  private mutating func followers(of source: CaptureSource) -> [CaptureSource] {
    func pattern(_ source: CaptureSource) -> String? {
      guard case .file(let path) = source else { return nil }
      return String(path.map { $0.isNumber ? "#" : $0 }).replacing(/#+/, with: "#")
    }
    guard let own = pattern(source), own.contains("#"), !source.isStream else { return [] }
    var known = FileContents()
    known.add(source.path)
    let others = sources.prefix {
      !$0.isStream && pattern($0) == own && CaptureKind(source: $0) == .packets
        && known.add($0.path)
    }
    sources.removeFirst(others.count)
    return Array(others)
  }

  private mutating func nextOfArchive() throws -> Event? {
    switch try archive?.next() {
    case .exchange(let exchange): .call(decoder.decode(exchange))
    case .log(let log): .log(log)
    case .diagnostic(let diagnostic): .diagnostic(diagnostic)
    case nil: nil
    }
  }

  private mutating func nextOfPackets() throws -> Event? {
    switch try packets?.next() {
    case .exchange(let exchange): .call(decoder.decode(exchange))
    case .section(let section): .section(section, keyLogs: keyLogs)
    case .connection(let connection): .connection(connection)
    case .diagnostic(let diagnostic): .diagnostic(diagnostic)
    case nil: nil
    }
  }

  private func name(of source: CaptureSource) -> String {
    sharedNames.contains(source.name) ? source.path : source.name
  }

  private mutating func close() {
    current = nil
    archive = nil
    packets = nil
    summaries = nil
    keyLogs = []
  }
}

/// There is a summary where only captures are read.
private struct SummaryInPlaceOfCapture: Error {}

/// Why a capture could not be read: where, what, what to do.
public struct CaptureFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The capture, as it was named.
  public var capture: String
  /// The place in it; nil where there is none.
  public var place: String?
  /// What is wrong.
  public var what: String
  /// What the reader can do.
  public var advice: String

  /// A capture that cannot be opened.
  public init(_ error: CaptureInputError) {
    capture = error.path
    what = error.what
    advice = error.advice
  }

  init(_ error: any Error, of source: CaptureSource) {
    capture = source.path
    switch error {
    case let error as CaptureInputError: (what, advice) = (error.what, error.advice)
    case let error as PacketCaptureError: (what, advice) = (error.what, error.advice)
    case let error as PacketFilterError:
      (what, advice) = (
        error.problem, "write the filter as for tcpdump: host 10.0.0.2 and port 443"
      )
    case let error as SummaryError: (what, advice) = (error.what, error.advice)
    case is SummaryInPlaceOfCapture:
      (what, advice) = (
        "this is a summary of captures, and no capture",
        "shareproto merge adds summaries; check, learn and docs take them as they are"
      )
    case let error as HARError:
      (place, what, advice) = ("byte \(error.offset)", error.what, error.advice)
    default: (what, advice) = ("it cannot be read", "try another copy")
    }
  }

  /// The four in one line.
  public var description: String {
    "\(capture): \(place.map { "\($0): " } ?? "")\(what); \(advice)"
  }
}
