internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// An authority that lives as long as a run, and the certificate that it gives the stand-in.
///
/// Whoever trusts it trusts it for the hosts of the service and this machine alone: the certificate says
/// so, and the key that could sign more leaves this function only as garbage.
struct TLSAuthority: Sendable {
  /// The certificate of the authority, for those who are to trust it.
  let certificatePEM: String
  /// What the stand-in shows and signs with.
  let context: NIOSSLContext

  /// The hosts that clients of the service know, of whatever confidence, and those of its accounts.
  ///
  /// **Source**: facts, section 1.2.
  static let hosts = [
    "share1.dexcom.com", "share2.dexcom.com", "shareous1.dexcom.com", "shareous2.dexcom.com",
    "share.dexcom.jp", "sharejp1.dexcom.com", "uam1.dexcom.com", "uam2.dexcom.com", "uam.dexcom.jp",
  ]

  init(now: Date = Date()) throws {
    let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let authorityName = try DistinguishedName {
      CommonName("shareproto throw-away authority")
      OrganizationName("shareproto serve, this run only")
    }
    let lifetime = (now.addingTimeInterval(-86_400), now.addingTimeInterval(30 * 86_400))
    let addresses: [[UInt8]] = [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]]
    let ranges = addresses.map {
      ASN1OctetString(contentBytes: ($0 + Array(repeating: 255, count: $0.count))[...])
    }
    let authority = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: authorityKey.publicKey,
      notValidBefore: lifetime.0, notValidAfter: lifetime.1, issuer: authorityName,
      subject: authorityName, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true))
        Critical(
          NameConstraints(
            permittedDNSDomains: ["localhost"] + Self.hosts, permittedIPRanges: ranges))
        SubjectKeyIdentifier(hash: authorityKey.publicKey)
      }, issuerPrivateKey: authorityKey)

    let key = P256.Signing.PrivateKey()
    let leafKey = Certificate.PrivateKey(key)
    let names = (["localhost"] + Self.hosts).map { GeneralName.dnsName($0) }
    let numbers = addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
    func leaf(_ names: [GeneralName]) throws -> NIOSSLCertificateSource {
      let leaf = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: leafKey.publicKey,
        notValidBefore: lifetime.0, notValidAfter: lifetime.1, issuer: authorityName,
        subject: try DistinguishedName { CommonName("localhost") },
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.notCertificateAuthority)
          Critical(KeyUsage(digitalSignature: true))
          try ExtendedKeyUsage([.serverAuth])
          SubjectAlternativeNames(names)
          AuthorityKeyIdentifier(
            keyIdentifier: SubjectKeyIdentifier(hash: authorityKey.publicKey).keyIdentifier)
        }, issuerPrivateKey: authorityKey)
      return .certificate(
        try NIOSSLCertificate(bytes: Array(try leaf.serializeAsPEM().derBytes), format: .der))
    }
    // BoringSSL, which clients in Swift have, knows no limits on addresses and refuses a certificate
    // with addresses below one that has them: whoever asks by name gets one of names.
    let named = try leaf(names)

    certificatePEM = try authority.serializeAsPEM().pemString + "\n"
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: [try leaf(names + numbers)],
      privateKey: .privateKey(
        try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)))
    configuration.applicationProtocols = ["h2", "http/1.1"]
    // Clients of 2015 are among those who come.
    configuration.minimumTLSVersion = .tlsv1
    configuration.sslContextCallback = { client, promise in
      var override = NIOSSLContextConfigurationOverride.noChanges
      if client.serverHostname != nil { override.certificateChain = [named] }
      promise.succeed(override)
    }
    context = try NIOSSLContext(configuration: configuration)
  }
}
