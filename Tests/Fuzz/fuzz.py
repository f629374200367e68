#!/usr/bin/env python3
"""Builds the fuzzers and runs each for some seconds; exit 1 where one stopped at a fault.

    fuzz.py SECONDS [NAME…]

What a fuzzer stopped at lies in .build-fuzz/faults, what it learned in .build-fuzz/corpus.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import seeds

ROOT = seeds.ROOT
BUILD = ROOT / ".build-fuzz"


def build(name):
    environment = dict(os.environ, SHAREPROTO_FUZZ="1")
    command = [ROOT / "Scripts/swift", "build", "-c", "release", "--scratch-path", BUILD,
               "--product", name + "Fuzz"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def run(name, seconds):
    corpus, faults = BUILD / "corpus" / name, BUILD / "faults"
    corpus.mkdir(parents=True, exist_ok=True)
    faults.mkdir(exist_ok=True)
    count = seeds.write(name, BUILD / "seeds" / name)
    command = [
        BUILD / "release" / (name + "Fuzz"), corpus, BUILD / "seeds" / name,
        f"-max_total_time={seconds}", f"-artifact_prefix={faults}/{name}-", "-print_final_stats=1",
        # Whatever it reads: a text of 128 KiB takes 10 s and 1 GiB at most, and no buffer half of it.
        # And no names of functions that are new: to find one out takes a second.
        "-print_funcs=0", f"-max_len={1 << 17}", "-timeout=10", "-rss_limit_mb=1024", "-malloc_limit_mb=512",
    ]
    with open(BUILD / (name + ".log"), "w") as log:
        # Swift's own backtrace of a fault takes minutes.
        environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
        code = subprocess.run(
            command, stdout=log, stderr=subprocess.STDOUT, env=environment).returncode
    text = (BUILD / (name + ".log")).read_text("utf-8", "replace")
    executions = re.findall(r"number_of_executed_units: (\d+)", text) or re.findall(r"#(\d+)", text)
    coverage = re.findall(r"cov: (\d+)", text)
    peak = re.findall(r"peak_rss_mb: +(\d+)", text)
    print(f"{name:20} {count:5} seeds {executions[-1:] and executions[-1] or '?':>10} runs "
          f"{coverage[-1:] and coverage[-1] or '?':>7} edges {peak[-1:] and peak[-1] or '?':>5} MiB  "
          f"{'no fault' if code == 0 else 'FAULT: see .build-fuzz/' + name + '.log'}", flush=True)
    return code == 0


def main():
    seconds, names = int(sys.argv[1]), sys.argv[2:] or list(seeds.SEEDS)
    unknown = set(names) - set(seeds.SEEDS)
    if unknown:
        sys.exit(f"no fuzzer {', '.join(unknown)}; there are {', '.join(seeds.SEEDS)}")
    for name in names:
        build(name)
    results = [run(name, seconds) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
