#!/usr/bin/env python3
"""Writes TCP streams of the captures beside the checkout as text, for `RecordedStreamTests`.

    dump-streams.py SHARED OUT

SHARED is the folder with `corpus` and `captures`, OUT gets one file a stream. tshark puts the TCP
segments in order; what they should decrypt to is what `expected/streams.tsv` says (corpus) or tshark
itself (captures). Each line of a file is one of

    keys PATH         the key log
    expect N SHA256   what one end said; one line for each end that said something
    > HEX             bytes of the client
    < HEX             bytes of the server
    >gap N  <gap N    bytes that were not recorded
"""

import gzip
import hashlib
import pathlib
import re
import struct
import subprocess
import sys

MISSING = re.compile(rb"\[(\d+) bytes missing in capture file\]\0?")


def follow(capture, protocol, streams, keys=None):
    """The lines of each stream: (is node 1, bytes)."""
    command = ["tshark", "-r", capture, "-q", "-o", "tcp.reassemble_out_of_order:TRUE"]
    if keys:
        command += ["-o", f"tls.keylog_file:{keys}"]
    for stream in streams:
        command += ["-z", f"follow,{protocol},raw,{stream}"]
    text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    found = []
    for block in text.decode("ascii", "replace").split("Follow: ")[1:]:
        lines, nodes = [], []
        for line in block.split("\n"):
            if line.startswith("Node "):
                nodes.append(line.split(": ", 1)[1])
            elif re.fullmatch(r"\t?[0-9a-f]+", line):
                lines.append((line.startswith("\t"), bytes.fromhex(line.strip())))
        number = int(re.search(r"Filter: (?:tcp|tls)\.stream eq (\d+)", block).group(1))
        found.append((number, nodes, lines))
    return found


def client_is_node1(nodes, lines):
    for is_node1, data in lines:
        if data[:2] == b"\x16\x03" and data[5:6] == b"\x01":
            return is_node1
        if data[:2] == b"\x16\x03" and data[5:6] == b"\x02":
            return not is_node1
    ports = [int(node.rsplit(":", 1)[1]) for node in nodes]
    return ports[1] > ports[0]


def write(out, name, keys, expected, nodes, lines):
    swapped = client_is_node1(nodes, lines)
    with open(out / (name + ".stream"), "w") as file:
        if keys:
            file.write(f"keys {keys}\n")
        for length, digest in expected:
            file.write(f"expect {length} {digest}\n")
        for is_node1, data in lines:
            mark = "<" if is_node1 != swapped else ">"
            at = 0
            for gap in MISSING.finditer(data):
                if gap.start() > at:
                    file.write(f"{mark} {data[at:gap.start()].hex()}\n")
                file.write(f"{mark}gap {int(gap.group(1))}\n")
                at = gap.end()
            if at < len(data):
                file.write(f"{mark} {data[at:].hex()}\n")


def unpacked(capture):
    if capture.suffix == ".gz":
        return gzip.decompress(capture.read_bytes())
    if capture.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", capture], stdout=subprocess.PIPE).stdout
    return capture.read_bytes()


def secrets_inside(capture, out, name):
    """The decryption secrets blocks (type 10) of a pcapng file, joined."""
    data, at, order, found = unpacked(capture), 0, "<", b""
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, length = struct.unpack_from(order + "II", data, at)
        if length < 12 or kind == 0xA1B2C3D4:
            break
        if kind == 10:
            size = struct.unpack_from(order + "I", data, at + 12)[0]
            found += data[at + 16:at + 16 + size] + b"\n"
        at += length
    if not found:
        return None
    keys = out / (name + ".keys")
    keys.write_bytes(found)
    return keys


def corpus(shared, out):
    rows = {}
    table = (shared / "corpus/expected/streams.tsv").read_text("utf-8").split("\n")
    head = table[0].split("\t")
    for line in table[1:]:
        row = dict(zip(head, line.split("\t")))
        if row.get("layer") == "tls":
            rows.setdefault(row["file"], []).append(row)
    for file, wanted in rows.items():
        capture = shared / "corpus" / file
        keys = shared / "corpus/keys" / (file.removeprefix("pcap/") + ".keys")
        name = file.removeprefix("pcap/").replace("/", "__")
        if not keys.exists():
            keys = secrets_inside(capture, out, name)
        expected = {
            int(row["tcp stream"]): [
                (row[f"follow {node} length"], row[f"follow {node} sha256"])
                for node in (0, 1)
                if row[f"follow {node} length"] not in ("0", "-")
            ]
            for row in wanted
        }
        for number, nodes, lines in follow(capture, "tcp", sorted(expected)):
            write(out, f"corpus__{name}__{number}", keys, expected[number], nodes, lines)


def captures(shared, out):
    for folder in sorted((shared / "captures").glob("*tls*")):
        for capture in sorted(folder.glob("capture*.pcap*")):
            keys = folder / "keys.log"
            if not keys.exists():
                keys = secrets_inside(capture, out, folder.name)
            listing = subprocess.run(
                ["tshark", "-r", capture, "-T", "fields", "-e", "tcp.stream"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.split()
            streams = sorted({int(number) for number in listing})
            said = {n: l for n, _, l in follow(capture, "tls", streams, keys)}
            for number, nodes, lines in follow(capture, "tcp", streams):
                sides = [b"".join(d for s, d in said.get(number, []) if s == node)
                         for node in (False, True)]
                expected = [(len(d), hashlib.sha256(d).hexdigest()) for d in sides if d]
                write(out, f"capture__{folder.name}__{capture.stem}__{number}", keys, expected,
                      nodes, lines)


if __name__ == "__main__":
    shared, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    corpus(shared.resolve(), out)
    captures(shared.resolve(), out)
