#!/usr/bin/env python3
"""Measures `shareproto decode` against Python's json, and `check` against `decode`, on large HARs.

Exit 1: decode is slower than Python, check takes more than 1.3 times what decode takes in the same run,
the check of a small capture takes 0.4 s of processor time or more, or either needs 100 MiB or more, or
needs more for a larger file.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / ".build" / "bench"
MEMORY_LIMIT = 100.0
# Allocators round: this much more memory for a larger file is not growth.
GROWTH_LIMIT = 1.15
# A check does all that decode does but printing, and more than that.
CHECK_LIMIT = 1.3
# Of a small capture, where reading the schemas of all revisions is most of it: 0.3 s, and some for a
# machine that does other things as well.
START_LIMIT = 0.4
FOLLOWER = HERE.parent.parent / "Captures" / "follower.har"
SMALL_CAPTURES = 100
PYTHON = [sys.executable, "-c", "import json,sys; json.load(open(sys.argv[1]))"]


def generate(megabytes, mix):
    maker = HERE / "make-har.py"
    file = FOLDER / f"{mix}-{megabytes}.har"
    if not file.exists() or file.stat().st_mtime < maker.stat().st_mtime:
        print(f"Writing {file.name}", file=sys.stderr)
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        command = [sys.executable, maker, "--megabytes", str(megabytes), "--mix", mix]
        with unfinished.open("wb") as output:
            subprocess.run(command, stdout=output, check=True)
        unfinished.rename(file)
    return file


def decode_command(tool, mix):
    """The browser mix has next to no Share call, so all of its exchanges are asked for."""
    return [tool, "decode", "--format", "ndjson", *(["--all"] if mix == "browser" else [])]


def check_command(tool):
    """What is found does not matter here, so nothing makes the exit code 1."""
    return [tool, "check", "--config", "", "--fail-on", "never", "--format", "ndjson", "--quiet"]


def check_that_it_decodes(tool, mix):
    """A tool that prints nothing is fast: each Share call of a small file must give a line."""
    file = generate(1, mix)
    entries = json.loads(file.read_bytes())["log"]["entries"]
    share = ["/ShareWebServices/" in entry["request"]["url"] for entry in entries]
    calls = len(share) if mix == "browser" else sum(share)
    command = [*decode_command(tool, mix), file]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.count(b"\n")
    if lines != calls:
        sys.exit(f"bench: {lines} lines for the {calls} Share calls of {file.name}")


def measure(command, piped_file=None):
    """Seconds from start to end, and the peak of resident memory in MiB, of one process."""
    # A process starts with the peak of the one that made it: what is below 15 MiB is not seen.
    cat = piped_file and subprocess.Popen(["cat", piped_file], stdout=subprocess.PIPE)
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=cat.stdout if cat else subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if cat:
        cat.stdout.close()
        cat.wait()
    if process.returncode != 0:
        sys.exit(f"bench: exit {process.returncode} of {' '.join(map(str, command))}")
    # Linux counts kilobytes, macOS bytes.
    return seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def compare(tool, mix, file, repetitions):
    """The measurements of each way, one after the other so that all see the same machine."""
    decode = decode_command(tool, mix)
    ways = {
        "path": lambda: measure([*decode, file]),
        "pipe": lambda: measure([*decode, "-"], piped_file=file),
        "python": lambda: measure([*PYTHON, file]),
    }
    # Without a Share call there is nothing to check.
    if mix != "browser":
        ways["check"] = lambda: measure([*check_command(tool), file])
    runs = {way: [] for way in ways}
    for _ in range(repetitions):
        for way, run in ways.items():
            runs[way].append(run())
    return runs


def report(file, runs):
    """Prints the table of one file, and returns what is wrong with it and the peak of each way."""
    size = file.stat().st_size / 1e6
    python = statistics.median(seconds for seconds, _ in runs["python"])
    complaints, peaks = [], {}
    print(f"\n{file.name}, {size:,.0f} MB")
    print("  way      best s  median s    MB/s  of Python's time  peak MiB")
    for way, measured in runs.items():
        times = [seconds for seconds, _ in measured]
        median = statistics.median(times)
        peaks[way] = max(memory for _, memory in measured)
        print(
            f"  {way:6} {min(times):8.2f} {median:9.2f} {size / median:7.0f}"
            f" {median / python:16.2f}x {peaks[way]:9.0f}"
        )
        if way == "python":
            continue
        if way == "check":
            complaints += too_slow_to_check(file.name, median, runs["path"])
        elif median > python:
            complaints.append(f"{file.name} by {way}: slower than Python")
        if peaks[way] >= MEMORY_LIMIT:
            complaints.append(f"{file.name} by {way}: {peaks[way]:.0f} MiB of memory")
    return complaints, peaks


def too_slow_to_check(name, check, decode):
    """Prints how long a check takes, as a share of decode, and returns what is wrong with that."""
    ratio = check / statistics.median(seconds for seconds, _ in decode)
    print(f"         check takes {ratio:.2f} times what decode takes")
    if ratio <= CHECK_LIMIT:
        return []
    return [f"{name}: check takes {ratio:.2f} times what decode takes"]


def small_captures(tool, repetitions):
    """Prints what one small capture and a folder of them take, and returns what is wrong with it.

    Of the folder only the processor's time counts: what is around a small file is not ours.
    """
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        text = FOLLOWER.read_text("utf-8")
        for number in range(SMALL_CAPTURES):
            # Another content for each, since a capture counts once.
            copy = text.replace('"version"', f'"comment": "{number}", "version"', 1)
            (Path(folder) / f"{number}.har").write_text(copy, "utf-8")
        print(f"\n{FOLLOWER.name}, best processor time of {repetitions} runs")
        for name, path in (("one", FOLLOWER), (f"{SMALL_CAPTURES} in a folder", folder)):
            times = {}
            for way, command in (
                ("decode", decode_command(tool, "mixed")), ("check", check_command(tool))
            ):
                times[way] = min(
                    processor_seconds([*command, path]) for _ in range(repetitions))
            print(f"  {name:15} decode {times['decode']:.2f} s  check {times['check']:.2f} s")
            if name == "one" and times["check"] >= START_LIMIT:
                complaints.append(f"the check of a small capture takes {times['check']:.2f} s")
    return complaints


def processor_seconds(command):
    """The time that a process takes of the processor."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: exit {process.returncode} of {' '.join(map(str, command))}")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path, help="the release binary")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[220, 1000])
    parser.add_argument("--mix", default="mixed", help="see make-har.py")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()

    # Named with its folder: a bare name would be looked for on the PATH.
    tool = options.tool.resolve()
    check_that_it_decodes(tool, options.mix)
    complaints, smallest = small_captures(tool, options.repetitions), None
    for megabytes in sorted(options.megabytes):
        file = generate(megabytes, options.mix)
        wrong, peaks = report(file, compare(tool, options.mix, file, options.repetitions))
        complaints += wrong
        smallest = smallest or peaks
        for way in (way for way in peaks if way != "python"):
            if peaks[way] > smallest[way] * GROWTH_LIMIT:
                growth = f"from {smallest[way]:.0f} to {peaks[way]:.0f} MiB"
                complaints.append(f"{file.name} by {way}: memory grows with the file, {growth}")
    print()
    print(*complaints or ["As it should be"], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
