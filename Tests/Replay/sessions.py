#!/usr/bin/env python3
"""Replays every recorded session in ../shared/captures against `shareproto serve`.

Against the revision of its time each session must be answered as recorded, but for the exceptions named
below; against the next revision it must show that revision's drift. Everything stays on loopback.

usage: Tests/Replay/sessions.py [path of shareproto] [part of a session's name]
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/debug/shareproto")
WANTED = sys.argv[2] if len(sys.argv) > 2 else ""
CAPTURES = ROOT.parent / "shared/captures"
REVISIONS = {
    "2015": "2015-08", "2018": "2018-01", "2020-04": "2020-04", "2021-12": "2021-12-16",
    "2023-04": "2023-04", "2024-07": "2024-07-01", "2025-11": "2025-11",
}
# The recorder began without a receiver; its follower accepted on its own, here it always has.
SCENARIO = """
lockout: {lockout}
accounts:
  - name: demo-user
    password: demo-Passw0rd
    receiver: null
    followers:
      - {{name: Own Follower, accountId: 11111111-2222-4333-8444-555555555555,
         password: 0123456789abcdef0123456789abcdef, permissions: 1}}
"""
SECRETS = {
    "SHAREPROTO_ACCOUNT_NAME": "demo-user",
    "SHAREPROTO_PASSWORD": "demo-Passw0rd",
    "SHAREPROTO_SUBSCRIBER_ACCOUNT_ID": "11111111-2222-4333-8444-555555555555",
    "SHAREPROTO_SUBSCRIBER_PASSWORD": "0123456789abcdef0123456789abcdef",
}


# What differs although the revision is the same, and why: part of the session's name, operation, detail.
EXCEPTIONS = [
    # What the recorder was told to do wrong.
    ("faults|drift-|lockout", ".*", ".*"),
    ("har-chromium-(cors|nocontent)|odd-nocontent|odd-cutfile|mitm-faults|zhar|har-odd", "Read.*",
     "status: 5.. .*|fault: .*"),
    # Answers to undocumented calls are the recorder's own invention.
    (".*", "ReadPublisherBadges|ReadWeeklySummary|SetSubscriberSnooze|ReadServerFlags|Ping", ".*"),
    # The clock here counts milliseconds.
    (".*", "SystemUtcTime", "response-date-form-changed .*"),
    # The recorder's follower accepted the invitation on its own; here another one already has.
    (".*", "(ReadLastGlucose|ReadSubscriptionLatest|ListSubscriber).*", "status: 200 → 500"),
    # The recorder did not find a new contact at once; a scenario can say so (contactDelay).
    ("uploader|har-odd", "CreateSubscriptionInvitation", "status: 500 → 200"),
    # The recorder had the login by ID from 2020-04 on; public clients have it from 2021-09 on.
    ("2020", "LoginPublisherAccountById", ".*404"),
    # A request of more than serve takes; a request without a length, which no client library sends.
    ("expect", ".*", "status: 200 → 413"),
    ("nolength", ".*", "status: 411 → 200|.*JSON → XML"),
    # Steps before the ones that are in the recording are missing in these.
    ("odd-|har-odd|mid", ".*", ".*"),
]

def is_exception(session, line):
    operation, _, detail = line.partition(": ")
    return any(
        re.search(part, session) and re.fullmatch(name, operation) and re.fullmatch(words, detail)
        for part, name, words in EXCEPTIONS
    )


def replay(session, revision, lockout):
    """The report of a session against a stand-in of a revision, and the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "scenario.yaml"
        scenario.write_text(SCENARIO.format(lockout=lockout))
        server = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--revision", revision, "--scenario", scenario],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        try:
            url = server.stdout.readline().strip()
            run = subprocess.run(
                [BINARY, "replay", CAPTURES / session, "--target", url, "--allow-writes",
                 "--keep-going", "--format", "json", "--quiet"],
                env=os.environ | SECRETS, capture_output=True, text=True, timeout=300,
            )
            try:
                return json.loads(run.stdout), run.returncode
            except ValueError:
                return run.stderr, run.returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def differences(report):
    return [
        f"{step['operation']}: {detail}"
        for capture in report["sessions"]
        for step in capture["steps"]
        if step["result"] in ("differs", "failed", "not sent")
        for detail in step["details"]
    ]


def one(session):
    about = json.loads((CAPTURES / session / "about.json").read_text())
    revision = REVISIONS.get(about.get("era", ""))
    if revision is None:
        return session, None, 0
    report, code = replay(session, revision, 4 if session.startswith("lockout") else 5)
    return session, report, code


def main():
    if not CAPTURES.is_dir():
        print(f"skipped  {CAPTURES} is not beside the checkout")
        return 0
    sessions = sorted(
        path.name for path in CAPTURES.iterdir() if path.is_dir() and WANTED in path.name
    )
    sent = failed = 0
    with ThreadPoolExecutor(2) as pool:
        for session, report, code in pool.map(one, sessions):
            if not isinstance(report, dict):
                # Captures without a call, or without keys for any.
                nothing = report is None or "no Share call" in report
                failed += not nothing
                print("skipped " if nothing else "FAILED  ", session, (report or "").strip()[:200])
                continue
            sent += report["counts"]["sent"]
            lines = [line for line in differences(report) if not is_exception(session, line)]
            failed += bool(lines)
            print("FAILED  " if lines else "passed  ", session, report["counts"]["sent"], flush=True)
            for line in lines:
                print("    " + line, flush=True)
    print(f"{len(sessions)} sessions, {sent} requests, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
