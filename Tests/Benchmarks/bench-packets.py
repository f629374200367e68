#!/usr/bin/env python3
"""Measures `shareproto decode` against tshark on large recordings of packets, by path and by pipe.

Both reassemble, decrypt and decode all bodies. Needs tshark, and the Python package cryptography.
Exit 1: shareproto is not four times as fast as tshark, needs 150 MiB or more, needs more for a larger
file, or finds another number of calls than there are.
"""

import argparse
import importlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from bench import FOLDER, GROWTH_LIMIT, HERE, measure

KINDS = list(importlib.import_module("make-pcap").KINDS)
MEMORY_LIMIT = 150.0
SPEED_LIMIT = 4.0
DECODE = ["decode", "--quiet", "--format", "ndjson"]
TSHARK = shlex.split(
    "tshark -n -Y 'http || http2' -T fields -e frame.time_epoch -e http.request.full_uri"
    " -e http2.headers.path -e http.response.code -e http2.headers.status"
    " -e http.file_data -e http2.data.data -r"
)
STATUS = shlex.split(
    "tshark -n -Y 'http || http2' -T fields -e http.response.code -e http2.headers.status -r"
)


def generate(megabytes, kind):
    """The recording, and how many calls are in it."""
    makers = [HERE / "make-pcap.py", HERE / "make-har.py", *(HERE / "packets").glob("*.py")]
    file = FOLDER / f"{kind}-{megabytes}.{'pcap' if kind == 'plain' else 'pcapng'}"
    calls = file.with_suffix(".calls")
    newest = max(maker.stat().st_mtime for maker in makers)
    if not calls.exists() or not file.exists() or file.stat().st_mtime < newest:
        print(f"Writing {file.name}", file=sys.stderr)
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, makers[0], "--megabytes", str(megabytes), "--kind", kind]
        with file.open("wb") as output, calls.open("wb") as count:
            subprocess.run(command, stdout=output, stderr=count, check=True)
    return file, int(calls.read_text())


def count_lines(command):
    """How many lines a command prints, without keeping them."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        count = sum(piece.count(b"\n") for piece in iter(lambda: process.stdout.read(1 << 20), b""))
    if process.returncode != 0:
        sys.exit(f"bench: exit {process.returncode} of {' '.join(map(str, command))}")
    return count


def check_counts(tool, kind):
    """A tool that prints nothing is fast: tshark must find the calls of a small file as well."""
    file, calls = generate(5, kind)
    answer = subprocess.run(
        [*STATUS, file], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    found = {
        "tshark": len(re.findall(rb"\b\d{3}\b", answer.stdout)),
        "shareproto": count_lines([tool, *DECODE, file]),
    }
    if set(found.values()) != {calls}:
        sys.exit(f"bench: {calls} calls in {file.name}, of which were found: {found}")


def report(file, runs):
    """Prints the table of one file, and returns what is wrong with it and the peak of each way."""
    size = file.stat().st_size / 1e6
    peer = statistics.median(seconds for seconds, _ in runs["tshark"]) if "tshark" in runs else None
    complaints, peaks = [], {}
    print(f"\n{file.name}, {size:,.0f} MB")
    print("  way      best s  median s    MB/s  times tshark  peak MiB")
    for way, measured in runs.items():
        times = [seconds for seconds, _ in measured]
        median = statistics.median(times)
        ratio = peer / median if peer else None
        peaks[way] = max(memory for _, memory in measured)
        print(
            f"  {way:6} {min(times):8.2f} {median:9.2f} {size / median:7.0f}"
            f" {f'{ratio:12.1f}x' if ratio else ' ' * 13} {peaks[way]:9.0f}"
        )
        if way == "tshark":
            continue
        if ratio and ratio < SPEED_LIMIT:
            complaints.append(f"{file.name} by {way}: only {ratio:.1f} times as fast as tshark")
        if peaks[way] >= MEMORY_LIMIT:
            complaints.append(f"{file.name} by {way}: {peaks[way]:.0f} MiB of memory")
    return complaints, peaks


def compare(tool, file, repetitions, with_tshark):
    """The measurements of each way, one after the other so that all see the same machine."""
    ways = {
        "path": lambda: measure([tool, *DECODE, file]),
        "pipe": lambda: measure([tool, *DECODE, "-"], piped_file=file),
    }
    if with_tshark:
        ways["tshark"] = lambda: measure([*TSHARK, file])
    runs = {way: [] for way in ways}
    for _ in range(repetitions):
        for way, run in ways.items():
            runs[way].append(run())
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path, help="the release binary")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--long", type=int, default=1000, help="megabytes for flatness (1000)")
    options = parser.parse_args()

    if not shutil.which("tshark"):
        sys.exit("bench: tshark is not installed; apt install tshark")
    # Named with its folder: a bare name would be looked for on the PATH.
    tool = options.tool.resolve()
    print("The peer:", shlex.join(TSHARK), "FILE")
    complaints = []
    for kind in options.kinds:
        check_counts(tool, kind)
        megabytes = 200 if kind == "plain" else 100
        smallest = None
        for size in [megabytes, options.long] if kind == "plain" else [megabytes]:
            file, calls = generate(size, kind)
            lines = count_lines([tool, *DECODE, file])
            if lines != calls:
                complaints.append(f"{file.name}: {lines} of {calls} calls")
            is_first = smallest is None
            runs = compare(tool, file, options.repetitions if is_first else 1, is_first)
            wrong, peaks = report(file, runs)
            complaints += wrong
            smallest = smallest or peaks
            for way in ("path", "pipe"):
                if peaks[way] > smallest[way] * GROWTH_LIMIT:
                    growth = f"from {smallest[way]:.0f} to {peaks[way]:.0f} MiB"
                    complaints.append(f"{file.name} by {way}: memory grows with the file, {growth}")
    print()
    print(*complaints or ["As it should be"], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
