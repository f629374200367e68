// swift-tools-version: 6.2
import PackageDescription

// `make fuzz` sets it: then all of ours tells libFuzzer which way it went, and keeps its assertions.
let isFuzzing = Context.environment["SHAREPROTO_FUZZ"] != nil
let fuzzing: [SwiftSetting] = [
  .unsafeFlags([
    // What the compiler takes for itself is a form of counting that libFuzzer no longer knows.
    "-sanitize=fuzzer", "-sanitize-coverage=edge,inline-8bit-counters,indirect-calls,trace-cmp",
    "-Xllvm", "-sanitizer-coverage-pc-table", "-assert-config", "Debug", "-enable-testing",
  ])
]

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ] + (isFuzzing ? fuzzing : [])

/// A library target of the pipeline: the list behind each name is the whole of what it may import.
func layer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    exclude: exclude, swiftSettings: settings)
}

func systemLibrary(_ name: String, pkgConfig: String, brew: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.brew([brew]), .apt([apt])])
}

/// A program in `Tests/Fuzz`.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name + "Fuzz", dependencies: ["FuzzSupport"] + dependencies, path: "Tests/Fuzz/" + name,
    swiftSettings: settings,
    // gold stops at the two `main`s, SwiftPM's and that of libFuzzer.
    linkerSettings: [
      .unsafeFlags(["-sanitize=fuzzer"]), .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
    ])
}

// `make bench` sets it: then there is the server that `serve` is measured against.
let isMeasuring = Context.environment["SHAREPROTO_BENCH"] != nil

// Debian has simdjson where every compiler looks, and its pkg-config file names a flag that SwiftPM
// refuses with a warning; Homebrew's folders need pkg-config.
#if os(macOS)
  let simdjsonPkgConfig: String? = "simdjson"
#else
  let simdjsonPkgConfig: String? = nil
#endif

let package = Package(
  name: "shareproto",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "ShareProto", targets: ["ShareProto"]),
    .executable(name: "shareproto", targets: ["ShareProtoTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    systemLibrary("CZlib", pkgConfig: "zlib", brew: "zlib", apt: "zlib1g-dev"),
    systemLibrary("CBrotli", pkgConfig: "libbrotlidec", brew: "brotli", apt: "libbrotli-dev"),
    systemLibrary("CZstd", pkgConfig: "libzstd", brew: "zstd", apt: "libzstd-dev"),
    // macOS has libpcap where every compiler looks, as Debian has.
    .systemLibrary(name: "CPcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(
      name: "CSimdJSONLibrary", pkgConfig: simdjsonPkgConfig,
      providers: [.brew(["simdjson"]), .apt(["libsimdjson-dev"])]),
    .target(
      name: "CSimdJSON", dependencies: ["CSimdJSONLibrary"],
      linkerSettings: [.linkedLibrary("simdjson")]),

    layer("Bytes", []),
    layer("Compression", ["Bytes", "CZlib", "CBrotli", "CZstd"]),
    layer("JSONDecoding", ["Bytes", "CSimdJSON"]),
    layer("HTTPMessages", ["Bytes", "Compression"]),
    layer("CaptureInput", ["Bytes", "Compression"]),
    layer("HARFormat", ["Bytes", "CaptureInput", "HTTPMessages", "JSONDecoding"]),
    layer("PacketCapture", ["Bytes", "CPcap"]),
    layer("TCPReassembly", ["Bytes", "PacketCapture"]),
    layer(
      "TLSDecryption",
      [
        "Bytes", "Compression", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    layer(
      "HTTPDecoding",
      [
        "Bytes", "HTTPMessages", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
      ]),
    layer(
      "ConnectionDecoding",
      [
        "Bytes", "CaptureInput", "HTTPDecoding", "HTTPMessages", "PacketCapture", "TCPReassembly",
        "TLSDecryption",
      ]),
    layer("ShareAPI", ["Bytes", "HTTPMessages", "JSONDecoding"]),
    layer("Redaction", ["Bytes", "HTTPMessages", "JSONDecoding", "ShareAPI"]),
    .target(
      name: "APISchema",
      dependencies: [
        "Bytes", "JSONDecoding", "ShareAPI", .product(name: "Yams", package: "Yams"),
      ],
      // Inside the binary, so that it needs no folder beside it.
      resources: [.embedInCode("Documents")], swiftSettings: settings),
    layer(
      "Evidence",
      ["APISchema", "Bytes", "HTTPMessages", "JSONDecoding", "Redaction", "ShareAPI"]),
    layer(
      "Drift",
      [
        "APISchema", "Bytes", "Evidence", "HTTPMessages", "ShareAPI",
        .product(name: "Yams", package: "Yams"),
      ]),
    layer(
      "MockServer",
      [
        "APISchema", "Bytes", "Compression", "HTTPMessages", "JSONDecoding", "Redaction",
        "ShareAPI", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "Yams", package: "Yams"),
      ]),
    layer(
      "SessionReplay",
      [
        "APISchema", "Bytes", "CallRendering", "Drift", "Evidence", "HTTPMessages", "JSONDecoding",
        "Redaction", "ShareAPI",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .target(
      name: "APIReference",
      dependencies: [
        "APISchema", "Bytes", "CallRendering", "Drift", "Evidence", "HTTPMessages", "JSONDecoding",
        "Redaction", "ShareAPI",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")], swiftSettings: settings),
    layer(
      "FindingRendering",
      ["Bytes", "CallRendering", "Drift", "Evidence", "HTTPMessages", "JSONDecoding", "Redaction"]),
    layer(
      "CallRendering",
      [
        "Bytes", "ConnectionDecoding", "HTTPMessages", "JSONDecoding", "PacketCapture", "Redaction",
        "ShareAPI", "TCPReassembly", "TLSDecryption",
      ]),
    layer(
      "ShareProto",
      [
        "APIReference", "APISchema", "Bytes", "CallRendering", "CaptureInput", "ConnectionDecoding",
        "Drift",
        "Evidence", "FindingRendering", "HARFormat", "HTTPMessages", "JSONDecoding",
        "PacketCapture", "Redaction", "ShareAPI", "TLSDecryption",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "ShareProtoTool",
      dependencies: [
        "MockServer", "SessionReplay", "ShareProto",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport",
      dependencies: [
        "HTTPMessages", "JSONDecoding", .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    tests("Bytes", []),
    tests("JSONDecoding", []),
    tests("PacketCapture", ["Bytes", "Compression"]),
    tests("TCPReassembly", ["Bytes", "CaptureInput", "PacketCapture"]),
    tests("TLSDecryption", ["Bytes"], exclude: ["Fixtures"]),
    tests(
      "HTTPDecoding",
      [
        "Bytes", "HTTPMessages", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
      ], exclude: ["Recorded"]),
    tests(
      "ConnectionDecoding",
      [
        "Bytes", "CaptureInput", "HTTPMessages", "JSONDecoding", "PacketCapture", "TCPReassembly",
        "TLSDecryption",
      ]),
    tests(
      "MockServer",
      [
        "APISchema", "Bytes", "Compression", "HTTPMessages", "JSONDecoding", "ShareAPI",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ]),
    tests("SessionReplay", ["Bytes", "HTTPMessages", "JSONDecoding", "Redaction", "ShareAPI"]),
    tests("APISchema", ["Bytes", "JSONDecoding", "ShareAPI"], exclude: ["Fixtures"]),
    tests("Evidence", ["APISchema", "Bytes", "HTTPMessages", "JSONDecoding", "ShareAPI"]),
    tests("Drift", ["APISchema", "Bytes", "Evidence", "HTTPMessages", "ShareAPI"]),
    tests(
      "APIReference",
      ["APISchema", "Bytes", "Evidence", "HTTPMessages", "JSONDecoding", "ShareAPI"]),
    tests("FindingRendering", ["Bytes", "Drift", "Evidence", "HTTPMessages", "JSONDecoding"]),
    tests("CallRendering", ["HTTPMessages", "JSONDecoding", "Redaction", "ShareAPI"]),
    tests("Redaction", ["Bytes", "HTTPMessages", "JSONDecoding", "ShareAPI"]),
    .testTarget(
      name: "ShareProtoToolTests",
      dependencies: [
        "JSONDecoding", "MockServer", "SessionReplay", "ShareProto", "ShareProtoTool",
        "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    tests("ShareProto", []),
    tests("ShareAPI", ["Bytes", "HTTPMessages", "JSONDecoding"]),
    tests("Compression", ["Bytes"]),
    tests("HTTPMessages", ["Bytes", "Compression"]),
    tests("CaptureInput", []),
    tests("HARFormat", ["Bytes", "CaptureInput", "HTTPMessages", "JSONDecoding"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

if isFuzzing {
  package.targets += [
    .target(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
    .target(
      name: "FuzzSupport", dependencies: ["Bytes", "CLibFuzzer", "HTTPDecoding", "HTTPMessages"],
      path: "Tests/Fuzz/Support",
      swiftSettings: settings),
    fuzzer("PacketCapture", ["Bytes", "PacketCapture"]),
    fuzzer("TCPReassembly", ["Bytes", "PacketCapture", "TCPReassembly"]),
    fuzzer("TLSDecryption", ["Bytes", "TLSDecryption"]),
    fuzzer("KeyLog", ["TLSDecryption"]),
    fuzzer("HTTP1", []),
    fuzzer("HTTP2", []),
    fuzzer("ConnectionDecoding", ["CaptureInput", "ConnectionDecoding", "TLSDecryption"]),
    fuzzer("HARFormat", ["HARFormat", "HTTPMessages"]),
    fuzzer("JSONDecoding", ["JSONDecoding"]),
    fuzzer("Compression", ["Compression"]),
    fuzzer("ShareAPI", ["HTTPMessages", "JSONDecoding", "ShareAPI"]),
  ]
}

if isMeasuring {
  package.targets.append(
    .executableTarget(
      name: "TrivialServer",
      dependencies: [
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], path: "Tests/Benchmarks/TrivialServer", swiftSettings: settings))
}
