/// Reads a JSON text byte by byte onto a tape of simdjson's layout.
///
/// This is the second reading, of texts that simdjson refused: it knows the offset of what is wrong,
/// has no limit of integers, reads a lone surrogate as U+FFFD, and passes over oddities where it is
/// asked to.
struct JSONTapeBuilder {
  private let text: UnsafeRawBufferPointer
  private let tolerance: JSONTolerance
  private var at = 0
  private var tape: [UInt64]
  private var strings: [UInt8]
  /// The tape index of each open array or object, and how many values it holds.
  private var open: [(start: Int, count: Int)] = []
  private(set) var oddities: [JSONOddity] = []

  /// Enough for a diagnostic; a text of nothing but oddities must not fill memory with them.
  private static let oddityLimit = 16

  init(
    _ text: UnsafeRawBufferPointer, tolerance: JSONTolerance, tape: [UInt64], strings: [UInt8]
  ) {
    self.text = text
    self.tolerance = tolerance
    self.tape = tape
    self.strings = strings
    self.tape.removeAll(keepingCapacity: true)
    self.strings.removeAll(keepingCapacity: true)
  }

  mutating func takeBuffers() -> ([UInt64], [UInt8]) {
    defer { (tape, strings) = ([], []) }
    return (tape, strings)
  }

  func withRoot<Result>(_ body: (JSONNode) throws -> Result) rethrows -> Result {
    try tape.withUnsafeBufferPointer { tape in
      try strings.withUnsafeBufferPointer { strings in
        // A text without strings has no string buffer; nothing on its tape points there.
        let base = strings.baseAddress ?? UnsafePointer(bitPattern: 8)!
        return try body(JSONNode(tape: tape.baseAddress!, strings: base, index: 1))
      }
    }
  }

  /// Fills the tape.
  ///
  /// - Throws: `JSONError` at the first byte that cannot be read.
  mutating func build() throws {
    push("r", 0)
    skipByteOrderMark()
    var valueIsDue = true
    while valueIsDue || !open.isEmpty {
      skipSpace()
      valueIsDue = valueIsDue ? try value() : try separator()
    }
    skipSpace()
    guard at == text.count else { throw fault("the end of the text") }
    push("r", 0)
  }

  /// Reads a scalar, or the start of an array or object. Returns whether a value is due next.
  private mutating func value() throws -> Bool {
    guard let byte = peek else { throw fault("a value") }
    switch byte {
    case UInt8(ascii: "{"):
      try begin(byte)
      if peek == UInt8(ascii: "}") { return close() }
      try name()
      return true
    case UInt8(ascii: "["):
      try begin(byte)
      return peek == UInt8(ascii: "]") ? close() : true
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "-") where !startsWord(at + 1), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number()
    default: try word()
    }
    return false
  }

  /// Reads what follows a value in an array or object. Returns whether a value is due next.
  private mutating func separator() throws -> Bool {
    let inObject = tag(at: open[open.count - 1].start) == UInt8(ascii: "{")
    let closing = inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    open[open.count - 1].count += 1
    if peek == closing { return close() }
    guard peek == UInt8(ascii: ",") else { throw fault(inObject ? "',' or '}'" : "',' or ']'") }
    let comma = at
    at += 1
    skipSpace()
    if peek == closing, tolerance == .oddities {
      note(.trailingComma, at: comma)
      return close()
    }
    if inObject { try name() }
    return true
  }

  private mutating func begin(_ byte: UInt8) throws {
    guard open.count < JSONParser.depthLimit else {
      throw fault("no more than \(JSONParser.depthLimit) levels")
    }
    open.append((tape.count, 0))
    push(byte, 0)
    at += 1
    skipSpace()
  }

  /// Ends the innermost array or object. A value is never due after one.
  private mutating func close() -> Bool {
    let (start, count) = open.removeLast()
    push(text[at], start)
    at += 1
    tape[start] |= UInt64(tape.count) | UInt64(min(count, 0xFF_FFFF)) << 32
    return false
  }

  private mutating func name() throws {
    skipSpace()
    guard peek == UInt8(ascii: "\"") else { throw fault("a member name in quotes") }
    try string()
    skipSpace()
    guard peek == UInt8(ascii: ":") else { throw fault("':'") }
    at += 1
  }
}

// MARK: - Scalars

extension JSONTapeBuilder {
  private mutating func string() throws {
    at += 1
    let start = beginString("\"")
    while true {
      guard let byte = peek else { throw fault("the closing quote of a string") }
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        endString(start)
        return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20:
        guard tolerance == .oddities else { throw fault("no raw control character in a string") }
        note(.controlCharacter, at: at)
        strings.append(byte)
        at += 1
      case 0x20..<0x80:
        strings.append(byte)
        at += 1
      default: try multibyte()
      }
    }
  }

  private mutating func multibyte() throws {
    let piece = text[at..<min(at + 4, text.count)]
    var decoder = UTF8()
    var bytes = piece.makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes) {
      at += UTF8.width(scalar)
      strings.append(contentsOf: UTF8.encode(scalar)!)
      return
    }
    guard tolerance == .oddities else { throw fault("UTF-8") }
    note(.invalidUTF8, at: at)
    strings.append(contentsOf: "\u{FFFD}".utf8)
    at += 1
  }

  private mutating func escape() throws {
    let start = at
    at += 1
    guard let byte = peek else { throw fault("an escape") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): strings.append(byte)
    case UInt8(ascii: "b"): strings.append(0x08)
    case UInt8(ascii: "f"): strings.append(0x0C)
    case UInt8(ascii: "n"): strings.append(0x0A)
    case UInt8(ascii: "r"): strings.append(0x0D)
    case UInt8(ascii: "t"): strings.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if 0xD800..<0xDC00 ~= code, peek == UInt8(ascii: "\\"), at + 1 < text.count,
        text[at + 1] == UInt8(ascii: "u")
      {
        let before = at
        at += 2
        let low = try hexadecimal()
        if 0xDC00..<0xE000 ~= low {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        } else {
          at = before
        }
      }
      // A lone surrogate is JSON but not Unicode.
      let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
      strings.append(contentsOf: UTF8.encode(scalar)!)
    default:
      guard tolerance == .oddities else {
        at = start
        throw fault("a known escape")
      }
      note(.unknownEscape, at: start)
      at = start + 1
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80
      else { throw fault("four hexadecimal digits") }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private mutating func number() throws {
    let start = at
    var isInteger = true
    if peek == UInt8(ascii: "-") { at += 1 }
    if peek == UInt8(ascii: "0") { at += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      isInteger = false
      at += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      at += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    let written = String(decoding: text[start..<at], as: UTF8.self)
    if isInteger, let value = Int64(written) {
      push("l", 0)
      tape.append(UInt64(bitPattern: value))
    } else if isInteger, let value = UInt64(written) {
      push("u", 0)
      tape.append(value)
    } else if !isInteger, let value = Double(written), value.isFinite {
      push("d", 0)
      tape.append(value.bitPattern)
    } else {
      let string = beginString("R")
      strings.append(contentsOf: text[start..<at])
      endString(string)
    }
  }

  private mutating func digits() throws {
    let start = at
    while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { at += 1 }
    guard at > start else { throw fault("a digit") }
  }

  private mutating func word() throws {
    let start = at
    if peek == UInt8(ascii: "-") { at += 1 }
    while startsWord(at) { at += 1 }
    switch String(decoding: text[start..<at], as: UTF8.self) {
    case "true": push("t", 0)
    case "false": push("f", 0)
    case "null": push("n", 0)
    case "undefined", "NaN", "Infinity", "-Infinity":
      guard tolerance == .oddities else { fallthrough }
      note(.bareWord, at: start)
      push("n", 0)
    default:
      at = start
      throw fault("a value")
    }
  }
}

// MARK: - The text and the tape

extension JSONTapeBuilder {
  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private func startsWord(_ index: Int) -> Bool {
    guard index < text.count else { return false }
    return UInt8(ascii: "a")...UInt8(ascii: "z") ~= text[index] | 0x20
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func skipByteOrderMark() {
    guard tolerance == .oddities, text.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    at = 3
  }

  private func fault(_ expected: String) -> JSONError { JSONError(offset: at, expected: expected) }

  private mutating func note(_ kind: JSONOddity.Kind, at offset: Int) {
    if oddities.count < Self.oddityLimit { oddities.append(JSONOddity(kind: kind, offset: offset)) }
  }

  private func tag(at index: Int) -> UInt8 { UInt8(tape[index] >> 56) }

  private mutating func push(_ tag: UInt8, _ payload: Int) {
    tape.append(UInt64(tag) << 56 | UInt64(payload))
  }

  private mutating func push(_ tag: Unicode.Scalar, _ payload: Int) {
    push(UInt8(ascii: tag), payload)
  }

  private mutating func beginString(_ tag: Unicode.Scalar) -> Int {
    push(tag, strings.count)
    strings.append(contentsOf: [0, 0, 0, 0])
    return strings.count
  }

  private mutating func endString(_ start: Int) {
    let length = UInt32(strings.count - start)
    strings.withUnsafeMutableBytes {
      $0.storeBytes(of: length, toByteOffset: start - 4, as: UInt32.self)
    }
    strings.append(0)
  }
}
