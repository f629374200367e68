"""Makes what the fuzzers begin with: out of the captures and fixtures of this repository, and out of
the small files of ../shared where it is there."""

import base64
import json
import re
import struct
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Tests/TLSDecryptionTests/Fixtures"
LONGEST = 1 << 15


def shared(pattern):
    folders = [parent / "shared" for parent in ROOT.parents if (parent / "shared/corpus").is_dir()]
    return sorted(folders[0].glob(pattern)) if folders else []


def small(paths, longest=LONGEST):
    return [path.read_bytes() for path in paths if path.is_file() and path.stat().st_size <= longest]


def captures():
    own = small(sorted((ROOT / "Captures").glob("*.pcap*")), 1 << 17)
    return own + small(shared("corpus/pcap/*/*")) + small(shared("captures/odd-*/capture.*"))


def archives():
    own = [path.read_bytes()[:LONGEST] for path in sorted((ROOT / "Captures").glob("*.har"))]
    return own + small(shared("corpus/har/*/*"))


def bodies():
    """Path, status, request or response, text: of the entries of the archives here."""
    for path in sorted((ROOT / "Captures").glob("*.har")):
        try:
            entries = json.loads(path.read_text("utf-8"))["log"]["entries"]
        except ValueError:
            continue
        for entry in entries:
            operation = entry["request"]["url"].split("?")[0].split("/")[-1]
            status = entry["response"]["status"]
            for isRequest, text in ((True, entry["request"].get("postData", {}).get("text")),
                                    (False, entry["response"]["content"].get("text"))):
                if text and len(text) <= LONGEST:
                    yield operation, status, isRequest, text.encode()


def operations():
    catalog = (ROOT / "Sources/ShareAPI/Operations/OperationCatalog.swift").read_text("utf-8")
    return re.findall(r"^    (\w+)\.self,$", catalog, re.MULTILINE)


def calls():
    names = operations()
    for name, status, isRequest, text in bodies():
        if name in names:
            yield bytes([names.index(name) | (isRequest << 7), status != 200]) + text


def packed():
    """With the number of the format before it."""
    text = b"".join(b"line %d of a text that repeats\n" % number for number in range(12))
    for number, bits in enumerate((31, 15, -15)):
        packer = zlib.compressobj(wbits=bits)
        yield bytes([number]) + packer.compress(text) + packer.flush()
    test = (ROOT / "Tests/CompressionTests/DecompressorTests.swift").read_text("utf-8")
    for number, name in ((3, "brotli"), (4, "zstd")):
        lines = re.search(r"\.%s,\s*((?:\+?\s*\"[^\"]*\"\s*)+)" % name, test).group(1)
        yield bytes([number]) + base64.b64decode("".join(re.findall(r'"([^"]*)"', lines)))
    for data in small(shared("corpus/pcap/*/*.gz"), 1 << 13):
        yield bytes([0]) + data


def step(mark, data):
    return b"".join(
        struct.pack(">BH", mark, len(data[at:at + 0x8000])) + data[at:at + 0x8000]
        for at in range(0, len(data), 0x8000))


def tls():
    for path in sorted(FIXTURES.glob("*.conversation")):
        keys, talk = b"", b""
        for line in path.read_text("utf-8").splitlines():
            mark, rest = line.split(" ", 1)
            if mark == "key":
                keys += rest.encode() + b"\n"
            elif mark in "<>":
                talk += step(mark == "<", bytes.fromhex(rest))
            elif mark in ("<gap", ">gap"):
                talk += struct.pack(">BH", 4 | (mark[0] == "<"), int(rest))
        yield keys + b"\0" + talk + struct.pack(">BHBH", 6, 0, 7, 0)


def key_logs():
    for data in tls():
        yield data.split(b"\0")[0]
    yield from small(shared("corpus/keys/*/*"), 1 << 13)


def segments(path):
    """Client or server, header and payload of each segment of a classic pcap of Ethernet and IPv4."""
    data, at = path.read_bytes(), 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        frame = data[at + 16:at + 16 + length]
        at += 16 + length
        if len(frame) < 54 or frame[12:14] != b"\x08\x00" or frame[23] != 6:
            continue
        header = 14 + (frame[14] & 15) * 4
        total = 14 + struct.unpack_from(">H", frame, 16)[0]
        source, target, number, acknowledged, offset, flags = struct.unpack_from(
            ">HHIIBB", frame, header)
        yield source, target, number, acknowledged, flags, frame[header + (offset >> 4) * 4:total]


def connections(path):
    """What both ends of each connection sent, as steps; packets are taken as they come."""
    talks = {}
    for source, target, *_, payload in segments(path):
        if payload:
            ends = (min(source, target), max(source, target))
            talks[ends] = talks.get(ends, b"") + step(source < target, payload)
    return list(talks.values())


def http(isHTTP2):
    for path in (ROOT / "Tests/HTTPDecodingTests/Recorded").glob("*.txt"):
        if isHTTP2 != ("h2" in path.name):
            continue
        talk = b""
        for line in path.read_text("utf-8").splitlines() + ["stream end"]:
            words = line.split()
            if words and words[0] in ("client", "server"):
                talk += step(words[0] == "server", bytes.fromhex(words[2]))
            elif words and words[0] == "stream" and talk:
                yield talk
                talk = b""
    for name in ("h2c-upgrade.pcap",) if isHTTP2 else ("http1.pcap", "http1-loss.pcap"):
        yield from connections(ROOT / "Captures" / name)
    if not isHTTP2:
        for folder in shared("captures/raw-*"):
            for path in folder.glob("*.pcap"):
                yield from connections(path)


def tcp():
    for path in sorted((ROOT / "Captures").glob("*.pcap")):
        data, ports = b"", []
        for source, target, number, acknowledged, flags, payload in segments(path):
            client = max(source, target)
            if client not in ports:
                ports.append(client)
            ends = (ports.index(client) & 7) << 1 | (source < target)
            data += struct.pack(">BBIIBBB", ends, flags, number, acknowledged, 2,
                                max(0, len(payload) - 100) & 0xFF, min(100, len(payload)))
            data += payload[:100]
        yield data[:LONGEST]


SEEDS = {
    "PacketCapture": captures,
    "TCPReassembly": tcp,
    "TLSDecryption": tls,
    "KeyLog": key_logs,
    "HTTP1": lambda: http(False),
    "HTTP2": lambda: http(True),
    "ConnectionDecoding": captures,
    "HARFormat": archives,
    "JSONDecoding": lambda: [text for *_, text in bodies()] + [data[:4096] for data in archives()],
    "Compression": packed,
    "ShareAPI": calls,
}


def write(name, folder):
    """Writes the seeds of a fuzzer, and returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = set(SEEDS[name]())
    for number, data in enumerate(sorted(seeds)):
        (folder / f"{number:04}").write_bytes(data)
    return len(seeds)
