#!/usr/bin/env python3
"""Sums up a stream of ten million exchanges, which no disk has to hold, and watches memory and counts.

The stream is written into `shareproto summarize -`: exchanges of an uploader and a follower with
faults and logins, where values, times and sessions differ; after some thousands they come again, with
other sessions. Exit 1: a call is missing or too many, or the long stream needs more memory, or gives a
longer line, than one of a hundredth of it.
"""

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import time

from bench import GROWTH_LIMIT, MEMORY_LIMIT

POOL = 10_000


def make_pool():
    # Short answers: how many exchanges there are matters here, not how large they are.
    traffic = importlib.import_module("make-har").Traffic("short", seed=1)
    return [json.dumps(traffic.next()) for _ in range(POOL)]


def write(stream, entries, count):
    """A HAR of so many entries, which is a multiple of those given."""
    head = {"version": "1.2", "creator": {"name": "bench", "version": "1"}}
    stream.write(b'{"log":' + json.dumps(head).encode()[:-1] + b',"entries":[')
    # Eight digits of every session, which all of its calls repeat, are those of the round.
    pieces = re.split(r"\b[0-9a-f]{8}(?=-)", ",\n".join(entries))
    pieces = [piece.encode() for piece in pieces]
    for number in range(count // len(entries)):
        stream.write((b",\n" if number else b"") + f"{number:08x}".encode().join(pieces))
    stream.write(b"]}}")


def run(tool, count):
    """The seconds, the peak of memory in MiB, and the summary of a stream of so many exchanges."""
    command = [tool, "summarize", "--quiet", "-"]
    # In a process of its own, since a process starts with the peak of memory of the one that made it.
    writer = subprocess.Popen([sys.executable, __file__, "--write", str(count)], stdout=subprocess.PIPE)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=writer.stdout, stdout=subprocess.PIPE)
    writer.stdout.close()
    line = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if writer.wait() != 0 or process.returncode != 0:
        sys.exit(f"bench: exit {process.returncode} of {' '.join(map(str, command))}")
    # Linux counts kilobytes, macOS bytes.
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return time.perf_counter() - start, peak, line


def count_calls(line):
    return sum(operation["calls"][0] for operation in json.loads(line)["operations"].values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", nargs="?")
    parser.add_argument("--exchanges", type=int, default=10_000_000)
    parser.add_argument("--write", type=int, help="write a stream of so many exchanges")
    options = parser.parse_args()
    if options.write:
        write(sys.stdout.buffer, make_pool(), options.write)
        return 0
    failures, peaks, lengths = [], [], []
    print(f"{'exchanges':>12} {'seconds':>8} {'a second':>10} {'peak MiB':>9} {'line kB':>8}")
    for count in [options.exchanges // 100, options.exchanges]:
        seconds, peak, line = run(options.tool, count)
        print(f"{count:12,} {seconds:8.1f} {count / seconds:10,.0f} {peak:9.0f} {len(line) / 1e3:8.1f}", flush=True)
        if (calls := count_calls(line)) != count:
            failures.append(f"{calls:,} calls of {count:,}")
        peaks.append(peak)
        lengths.append(len(line))
    if peaks[1] > peaks[0] * GROWTH_LIMIT or peaks[1] >= MEMORY_LIMIT:
        failures.append("memory grows with the stream")
    # Counts have more digits.
    if lengths[1] > lengths[0] * GROWTH_LIMIT:
        failures.append("the line grows with the stream")
    print("; ".join(failures) or "As it should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
