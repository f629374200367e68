#!/usr/bin/env python3
"""Replays a recorded day at full speed against `shareproto serve --record`, and decodes what serve recorded:
it must say the same as the day itself. Everything stays on loopback.

usage: Tests/Replay/recording.py [path of shareproto]
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sessions import ACCOUNT, BINARY, CAPTURES, REVISIONS, SECRETS, serve

DAYS = ["follower-day-http-2018", "uploader-day-http-2015"]
# What belongs to the recording, not to the call.
OWN = {"capture", "entry", "stream", "packets", "time", "durationMs", "host"}
failed = 0


def check(name, differences):
    global failed
    failed += bool(differences)
    print("FAILED  " if differences else "passed  ", name, flush=True)
    for difference in differences[:5]:
        print("    " + difference)


def decode(capture, *options):
    run = subprocess.run([BINARY, "decode", "--format", "ndjson", *options, capture],
                         capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def record(day, *, answers):
    """A day and what serve recorded while it was replayed, each as it is decoded with and without secrets."""
    about = json.loads((CAPTURES / day / "about.json").read_text())
    capture = CAPTURES / day / about["files"][0]
    with tempfile.TemporaryDirectory() as folder:
        recorded, scenario = Path(folder) / "recorded.har", Path(folder) / "scenario.yaml"
        scenario.write_text(json.dumps({"accounts": [ACCOUNT]}))
        options = (["--from", capture] if answers == "recorded"
                   else ["--revision", REVISIONS[about["era"]], "--scenario", scenario])
        with serve("--record", recorded, "--reveal", *options) as url:
            subprocess.run(
                [BINARY, "replay", capture, "--target", url, "--allow-writes", "--speed", "max",
                 "--quiet", "--format", "json"],
                env=os.environ | SECRETS, stdout=subprocess.DEVNULL, check=False, timeout=300)
        return [(decode(path), decode(path, "--reveal")) for path in (capture, recorded)]


def differing(first, second, view):
    """Where two decodes differ, as far as `view` looks."""
    found = [] if len(first) == len(second) > 0 else [f"{len(first)} calls, recorded {len(second)}"]
    for number, (one, other) in enumerate(zip(first, second), 1):
        if view(one) != view(other):
            found.append(f"call {number}: {view(one)}\n        {view(other)}"[:900])
    return found


def whole(call):
    """All that the call itself says."""
    return {name: value for name, value in call.items() if name not in OWN}


def readings(call):
    """What no redaction hides: the readings of an answer."""
    is_list = call["operation"] == "ReadPublisherLatestGlucoseValues" and call["statusCode"] == 200
    return call["response"]["decoded"] if is_list else None


def outline(call):
    fault = call["fault"]
    return call["operation"], call["method"], call["statusCode"], fault and fault.get("code")


def main():
    for day in DAYS:
        if not (CAPTURES / day).is_dir():
            print(f"skipped  {CAPTURES / day} is not beside the checkout")
            continue
        (first, shown), (second, shown_again) = record(day, answers="recorded")
        check(f"{day}: {len(first)} calls answered from itself say the same",
              differing(first, second, whole))
        check(f"{day}: with the same readings", differing(shown, shown_again, readings))
        (first, _), (second, _) = record(day, answers="own")
        check(f"{day}: {len(first)} calls answered by the stand-in come to the same",
              differing(first, second, outline))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
