"""TLS 1.3 as a reader of a recording sees it: the secrets are drawn, not agreed upon."""

import functools
import hashlib
import hmac
import struct
from datetime import datetime

try:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError:
    AESGCM = None

RECORD_LIMIT = 1 << 14
LABELS = {
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET": (0, "handshake"),
    "SERVER_HANDSHAKE_TRAFFIC_SECRET": (1, "handshake"),
    "CLIENT_TRAFFIC_SECRET_0": (0, "application"),
    "SERVER_TRAFFIC_SECRET_0": (1, "application"),
}


class TLS:
    """TLS 1.3 with AES-128-GCM over a connection."""

    def __init__(self, connection, random, host, protocol):
        if AESGCM is None:
            raise SystemExit("make-pcap: TLS needs the Python package cryptography")
        self.connection, self.random = connection, random
        self.host, self.protocol = host.encode(), protocol
        self.transcript = b""
        client_random = random.randbytes(32)
        self.client_random = client_random
        self.secrets = {label: random.randbytes(32) for label in LABELS}
        self.keys = {
            place: RecordKey(self.secrets[label]) for label, place in LABELS.items()
        }

    def open(self):
        """The handshake, with its secrets written before it."""
        yield from self.connection.open()
        lines = (
            f"{label} {self.client_random.hex()} {secret.hex()}\n"
            for label, secret in self.secrets.items()
        )
        self.connection.recorder.secrets("".join(lines).encode())
        session = self.random.randbytes(32)
        yield from self.connection.send(0, record(22, self.client_hello(session), 0x0301))
        change = record(20, b"\x01")
        hello = record(22, self.server_hello(session))
        flight = self.message(8, sized(2, extension(16, sized(2, sized(1, self.protocol)))))
        chain = sized(3, certificate(self.host.decode())) + b"\0\0" + sized(3, certificate("Demo CA")) + b"\0\0"
        flight += self.message(11, b"\0" + sized(3, chain))
        flight += self.message(15, b"\x08\x07" + sized(2, self.random.randbytes(64)))
        flight += self.finished("SERVER_HANDSHAKE_TRAFFIC_SECRET")
        sealed = self.keys[1, "handshake"].seal(22, flight)
        yield from self.connection.send(1, hello + change + sealed)
        sealed = self.finished("CLIENT_HANDSHAKE_TRAFFIC_SECRET")
        yield from self.connection.send(0, change + self.keys[0, "handshake"].seal(22, sealed))
        ticket = self.message(4, self.random.randbytes(8) + sized(1, b"\0") + sized(2, session) + b"\0\0")
        yield from self.connection.send(1, self.keys[1, "application"].seal(22, ticket))

    def send(self, side, data):
        key = self.keys[side, "application"]
        records = (
            key.seal(23, data[start : start + RECORD_LIMIT])
            for start in range(0, len(data), RECORD_LIMIT)
        )
        yield from self.connection.send(side, b"".join(records))

    def close(self):
        for side in (0, 1):
            alert = self.keys[side, "application"].seal(21, b"\x01\x00")
            yield from self.connection.send(side, alert)
        yield from self.connection.close()

    # Handshake messages

    def client_hello(self, session):
        protocols = sized(1, self.protocol) + (sized(1, b"http/1.1") if self.protocol == b"h2" else b"")
        extensions = [
            extension(0, sized(2, b"\0" + sized(2, self.host))),
            extension(10, sized(2, b"\x00\x1d\x00\x17")),
            extension(13, sized(2, b"\x08\x07\x04\x03\x08\x04")),
            extension(16, sized(2, protocols)),
            extension(43, sized(1, b"\x03\x04")),
            extension(45, b"\x01\x01"),
            extension(51, sized(2, b"\x00\x1d" + sized(2, self.random.randbytes(32)))),
        ]
        body = b"\x03\x03" + self.client_random + sized(1, session)
        body += sized(2, b"\x13\x01\x13\x02\x13\x03") + b"\x01\x00"
        return self.message(1, body + sized(2, b"".join(extensions)))

    def server_hello(self, session):
        extensions = [
            extension(43, b"\x03\x04"),
            extension(51, b"\x00\x1d" + sized(2, self.random.randbytes(32))),
        ]
        body = b"\x03\x03" + self.random.randbytes(32) + sized(1, session) + b"\x13\x01\x00"
        return self.message(2, body + sized(2, b"".join(extensions)))

    def finished(self, label):
        key = expand(self.secrets[label], b"finished", 32)
        return self.message(20, hmac.digest(key, hashlib.sha256(self.transcript).digest(), "sha256"))

    def message(self, kind, body):
        message = bytes([kind]) + sized(3, body)
        self.transcript += message
        return message


class RecordKey:
    """Seals the records of one sender, from one secret (RFC 8446, sections 5.2 and 7.3)."""

    def __init__(self, secret):
        self.cipher = AESGCM(expand(secret, b"key", 16))
        self.iv = int.from_bytes(expand(secret, b"iv", 12), "big")
        self.sequence = 0

    def seal(self, kind, content):
        nonce = (self.iv ^ self.sequence).to_bytes(12, "big")
        self.sequence += 1
        header = struct.pack(">BHH", 23, 0x0303, len(content) + 17)
        return header + self.cipher.encrypt(nonce, content + bytes([kind]), header)


@functools.cache
def certificate(name):
    """A certificate of nobody, the same each time: a dissector takes it apart."""
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(f"{n}.example.org") for n in range(30)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
    builder = builder.public_key(key.public_key()).serial_number(1).add_extension(names, False)
    builder = builder.not_valid_before(datetime(2015, 1, 1)).not_valid_after(datetime(2035, 1, 1))
    return builder.sign(key, None).public_bytes(Encoding.DER)


def expand(secret, label, length):
    info = struct.pack(">H", length) + sized(1, b"tls13 " + label) + b"\0\x01"
    return hmac.digest(secret, info, "sha256")[:length]


def sized(size, body):
    return len(body).to_bytes(size, "big") + body


def extension(kind, body):
    return struct.pack(">H", kind) + sized(2, body)


def record(kind, body, version=0x0303):
    return struct.pack(">BHH", kind, version, len(body)) + body
