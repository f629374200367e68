#!/usr/bin/env python3
"""Replays 1,000 sessions at once against `shareproto serve`, and says whether a step was lost.

usage: Tests/Benchmarks/bench-replay.py [path of shareproto] [number of sessions]
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/release/shareproto")
SESSIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
SECRETS = {"SHAREPROTO_ACCOUNT_NAME": "demo-user", "SHAREPROTO_PASSWORD": "demo-Passw0rd"}
CAPTURE = ROOT / "Captures/follower.har"


def main():
    with tempfile.TemporaryDirectory() as folder:
        captures = Path(folder) / "captures"
        captures.mkdir()
        for number in range(SESSIONS):
            shutil.copyfile(CAPTURE, captures / f"{number}.har")
        scenario = Path(folder) / "scenario.yaml"
        # All of them try a wrong password as the recording did.
        scenario.write_text("lockout: 1000000\n")
        server = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--scenario", scenario],
            stdout=subprocess.PIPE, text=True)
        url = server.stdout.readline().strip()
        try:
            start = time.monotonic()
            run = subprocess.run(
                [BINARY, "replay", captures, "--target", url, "--concurrency", str(SESSIONS),
                 "--format", "json", "--quiet"],
                env=os.environ | SECRETS, capture_output=True, text=True)
            seconds = time.monotonic() - start
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    report = json.loads(run.stdout)
    counts = report["counts"]
    steps = [step for session in report["sessions"] for step in session["steps"]]
    durations = sorted(step["durationMs"] for step in steps if step["durationMs"])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(report['sessions'])} sessions, {counts['sent']} requests in {seconds:.1f} s "
          f"({counts['sent'] / seconds:.0f}/s), median {durations[len(durations) // 2]:.0f} ms, "
          f"99 % below {durations[len(durations) * 99 // 100]:.0f} ms, peak {peak:.0f} MiB")
    lost = counts["failed"] + counts["notSent"] + (len(report["sessions"]) != SESSIONS)
    print(f"steps lost: {lost}")
    return lost > 0


if __name__ == "__main__":
    sys.exit(main())
