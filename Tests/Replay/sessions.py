#!/usr/bin/env python3
"""Replays every recorded session in ../shared/captures against `shareproto serve`.

Against the revision of its time each session must be answered as recorded, but for the exceptions named
below. What its recorder was told to do wrong, serve is told too, by a scenario. Everything stays on loopback.

usage: Tests/Replay/sessions.py [path of shareproto] [part of a session's name]
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/debug/shareproto")
WANTED = sys.argv[2] if len(sys.argv) > 2 else ""
CAPTURES = ROOT.parent / "shared/captures"
REVISIONS = {
    "2015": "2015-08", "2018": "2018-01", "2020-04": "2020-04", "2021-12": "2021-12-16",
    "2023-04": "2023-04", "2024-07": "2024-07-01", "2025-11": "2025-11",
}
SECRETS = {
    "SHAREPROTO_ACCOUNT_NAME": "demo-user",
    "SHAREPROTO_PASSWORD": "demo-Passw0rd",
    "SHAREPROTO_SUBSCRIBER_ACCOUNT_ID": "11111111-2222-4333-8444-555555555555",
    "SHAREPROTO_SUBSCRIBER_PASSWORD": "0123456789abcdef0123456789abcdef",
}
# Where two clients had servers of two revisions, the other one.
OTHER_REVISIONS = {"odd-twoclients-http": "2023-04", "odd-twoclients-tls": "2015-08"}
# The recorder began without a receiver; its follower accepted on its own, here it always has.
ACCOUNT = {
    "name": SECRETS["SHAREPROTO_ACCOUNT_NAME"], "password": SECRETS["SHAREPROTO_PASSWORD"],
    "receiver": None,
    "followers": [{
        "name": "Own Follower", "accountId": SECRETS["SHAREPROTO_SUBSCRIBER_ACCOUNT_ID"],
        "password": SECRETS["SHAREPROTO_SUBSCRIBER_PASSWORD"], "permissions": 1,
    }],
}
# What recorders call the faults that the service itself gives.
CODES = {
    "session-expired": "SessionNotValid", "session-not-found": "SessionIdNotFound",
    "sso-internal": "SSO_InternalError",
}
READ = "ReadPublisherLatestGlucoseValues"
# What recorders call the changes that a scenario can make, too: then the session has no difference. Some
# began with the seventh call, the fourth that reads.
DRIFTS = {
    "add-member": {"on": READ, "after": 3, "drift": {"add": {"TrendRate": 0.5}}},
    "date-iso": {"on": READ, "after": 3, "drift": {"dates": "iso8601"}},
    "drop-member": {"on": READ, "drift": {"drop": ["WT"]}},
    "error-rename": {"on": "*", "drift": {"rename": {"Code": "ErrorCode", "Message": "ErrorMessage"}}},
    "rename-field": {"on": READ, "after": 3, "drift": {"rename": {"Value": "GlucoseValue"}}},
    "trend-type": {"on": READ, "drift": {"trends": "other"}},
}
# What differs where the server does not drift: the operation, the detail, and what in a recorded body or
# status shows the drift. Each such answer differs, and nothing else does.
CHANGES = {
    "add-member": [(READ, r"response-property-removed at \$\[\*\]\.TrendRate: .*", "TrendRate")],
    "control": [],
    "date-iso": [(READ, r"response-date-form-changed at \$\[\*\]\.WT, \$\[\*\]\.ST, \$\[\*\]\.DT: "
                  r"an ISO 8601 time → Date\(ms\)", '"DT":"2')],
    "drop-member": [(READ, r"response-property-added at \$\[\*\]\.WT: .*", r'\[\{"ST"')],
    "error-rename": [(".*", r"fault: .*|response-property-renamed at \$\.ErrorCode, .*", "ErrorMessage")],
    "guid-object": [
        (".*", r"response-body-type-changed at \$: an object → a GUID", r'^\{"Id"')],
    "new-status": [(".*", "status: 40[19].* → 500.*", "^40[19]")],
    "rename-field": [
        (READ, r"response-property-renamed at .*\.GlucoseValue: GlucoseValue → Value", "GlucoseValue")],
    # Where there are few readings, their words may be in both lists.
    "trend-enum": [(READ, r"response-property-enum-value-added at .*\.Trend: .*RisingSlowly.*",
                    "(RisingSlowly[^R]*){50}")],
    "trend-type": [(READ, r"response-property-type-changed at .*\.Trend: an integer.* → .*", '"Trend":[0-9]')],
}
# What differs although the revision is the same, and why: the session's name, operation, detail.
EXCEPTIONS = [
    # Answers to undocumented calls are the recorder's own invention.
    (".*", "ReadPublisherBadges|ReadWeeklySummary|SetSubscriberSnooze|ReadServerFlags|Ping", ".*"),
    # Nobody knows in which order the service writes alerts; the recorder gave them back as they came.
    (".*", "ReadSubscriptionAlerts", "response-member-order-changed .*"),
    # The clock here counts milliseconds.
    (".*", "SystemUtcTime", "response-date-form-changed .*"),
    # The recorder's follower accepted the invitation on its own; here another one already has.
    (".*", "(ReadLastGlucose|ReadSubscriptionLatest|ListSubscriber).*", "status: 200 → 500 .*"),
    # The recorder had the login by ID from 2020-04 on; public clients have it from 2021-09 on.
    (".*-2020.*", "LoginPublisherAccountById", ".*404"),
    # A request of more than serve takes; a request without a length, which no client library sends.
    ("curl-expect.*", ".*", "status: 200 → 413.*"),
    ("curl-nolength.*", ".*", "status: 411 → 200|.*JSON → XML"),
    # The recorder's lock ended between two requests; that of serve takes ten minutes.
    ("lockout.*", "LoginPublisherAccountByName", "status: 200 → 500 .*"),
    ("lockout.*", "ReadPublisherLatestGlucoseValues", "answer 8 did not give what it needs"),
    # The second of two files ends what was begun in the first.
    ("har-odd-twofiles-2020", "StopRemoteMonitoringSession", "status: 200 → 500 .*"),
    # The post that this one repeats has no body in the recording, and is not sent.
    ("har-odd-nocontent-2015", "PostReceiverEgvRecords", "status: 500.* → 200"),
    # A scenario is YAML, whose reader drops a byte order mark at the start of a text.
    ("faults-(http-2025|tls12-2018)", "ReadPublisherLatestGlucoseValues", "fault: not-json → none"),
    # mitmproxy wrote an answer that broke off as an empty one; a second try has the whole.
    ("har-mitm-faults-2025", "ReadPublisherLatestGlucoseValues", "fault: empty-answer → none"),
]


def is_exception(session, line):
    operation, _, detail = line.partition(": ")
    return any(
        re.fullmatch(name, session) and re.fullmatch(names, operation) and re.fullmatch(words, detail)
        for name, names, words in EXCEPTIONS
    )


def scenario(about, reference, drifts=True):
    """What serve starts with and does wrong, so that a session finds what it found when it was recorded."""
    rules = []
    asked, struck, repeated = Counter(), Counter(), Counter()
    created = set()
    for row in reference:
        if row["operation"] is None:
            continue
        operation = row["operation"].split("/")[1]
        effect = told(row, created)
        if effect is not None:
            # A rule counts neither the calls that those before it struck, nor knows of second tries.
            after = asked[operation] - struck[operation] + repeated[operation]
            rules.append({"on": operation, "after": after, "times": 1} | effect)
            struck[operation] += 1
            repeated[operation] += "cut" in effect
        asked[operation] += 1
        if operation == "CreateContact" and row["status"] == 200:
            created.add(json.dumps(row["responseBody"]))
    if drifts and about.get("drift") in DRIFTS:
        rules.append(DRIFTS[about["drift"]])
    # The recorder's lock came a password earlier.
    lockout = 4 if about["name"].startswith("lockout") else 5
    return {"lockout": lockout, "accounts": [ACCOUNT], "rules": rules}


def told(row, created):
    """What the recorder was told to do wrong with a call; None for nothing."""
    fault = row.get("fault")
    if fault in CODES:
        return {"answer": CODES[fault]}
    if fault == "close-before":
        return {"cut": 0}
    if fault == "cut":
        return {"cut": 20}
    if fault in ("slow", "trickle"):
        return None
    if fault is not None:
        fields = {name.lower(): value for name, value in row["responseHeaders"]}
        return {
            # A page that is no UTF-8 has no text in the reference.
            "status": row["status"],
            "body": "<html></html>" if row["responseBody"] is None else row["responseBody"],
            "contentType": fields.get("content-type", "text/plain"),
        }
    # The recorder did not always find a new contact at once.
    contact = json.dumps(json.dumps(row["query"].get("contactId"))) if row["query"] else None
    if row["operation"].endswith("CreateSubscriptionInvitation") and row["status"] == 500:
        return {"answer": "ContactIdNotFound"} if contact in created else None
    return None


@contextmanager
def serve(*options):
    """A stand-in: its URL."""
    server = subprocess.Popen(
        [BINARY, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def replay(capture, revision, about, reference, *options, drifts=True):
    """The report of a capture against a stand-in of a revision, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        # JSON is YAML.
        path.write_text(json.dumps(scenario(about, reference, drifts)))
        with serve("--revision", revision, "--scenario", path) as url:
            run = subprocess.run(
                [BINARY, "replay", capture, "--target", url, "--allow-writes", "--keep-going",
                 "--format", "json", "--quiet", *options],
                env=os.environ | SECRETS, capture_output=True, text=True, timeout=300,
            )
    try:
        return json.loads(run.stdout)
    except ValueError:
        return run.stderr


def differences(report):
    """What differs in a report, by step."""
    return {
        (capture["capture"], step["step"]): [f"{step['operation']}: {line}" for line in step["details"]]
        for capture in report["sessions"]
        for step in capture["steps"]
        if step["result"] in ("differs", "failed", "not sent")
    }


def captures(folder, about):
    """What of a session is replayed with a stand-in of its own: each file, but for those of keys, which are
    found beside packets. Packets that go on in another file need what came before."""
    files = [folder / name for name in about["files"] if not name.endswith(".log")]
    return [folder] if all(file.suffix == ".pcap" for file in files) else files


def one(folder):
    """What came of each capture of a session: how many requests, and what is not as it was."""
    about = json.loads((folder / "about.json").read_text())
    rows = (folder / "reference.jsonl").read_text().splitlines()
    reference = [json.loads(row) for row in rows]
    revisions = [REVISIONS[about["era"]], *OTHER_REVISIONS.get(folder.name, "").split()]
    outcomes = []
    for capture in captures(folder, about):
        if about.get("drift") in CHANGES:
            outcomes.append(drifted(capture, revisions[0], about, reference))
        if about.get("drift", "control") in ("control", *DRIFTS):
            reports = [replay(capture, revision, about, reference) for revision in revisions]
            outcomes.append(outcome(reports, folder.name))
    return folder.name, outcomes


def drifted(capture, revision, about, reference):
    """What is wrong where a session of a server that drifted is replayed against one that does not."""
    changes = CHANGES[about["drift"]]
    report = replay(capture, revision, about, reference, drifts=False)
    if isinstance(report, str):
        return 0, report.splitlines()[:1]
    found = differences(report)
    wrong = [
        f"{line} (the drift does not say so)" for lines in found.values() for line in lines
        if not is_exception(about["name"], line) and not any(
            re.fullmatch(f"({names}): ({words})", line) for names, words, _ in changes)]
    steps = [step for part in report["sessions"] for step in part["steps"]]
    shares = [row for row in reference if row["operation"] is not None]
    if len(steps) != len(shares):
        return report["counts"]["sent"], wrong + [f"{len(steps)} steps for {len(shares)} calls"]
    for step, row in zip(steps, shares):
        marked = any(re.search(mark, row["responseBody"] or "") or re.search(mark, str(row["status"]))
                     for _, _, mark in changes)
        if marked and step["result"] != "differs":
            wrong.append(f"step {step['step']} {step['operation']}: {step['result']}, and it drifted")
    return report["counts"]["sent"], wrong


def outcome(reports, session):
    if isinstance(reports[0], str):
        # Captures without a call, or without keys for any.
        return None if "no Share call" in reports[0] else (0, reports[0].splitlines()[:1])
    found = differences(reports[0])
    for report in reports[1:]:
        other = differences(report)
        found = {step: lines for step, lines in found.items() if step in other}
    lines = [line for lines in found.values() for line in lines if not is_exception(session, line)]
    return reports[0]["counts"]["sent"], lines


def main():
    if not CAPTURES.is_dir():
        print(f"skipped  {CAPTURES} is not beside the checkout")
        return 0
    folders = sorted(path for path in CAPTURES.iterdir() if path.is_dir() and WANTED in path.name)
    sent = failed = skipped = 0
    with ThreadPoolExecutor(2) as pool:
        for session, outcomes in pool.map(one, folders):
            for result in outcomes:
                if result is None:
                    skipped += 1
                    print("skipped ", session, flush=True)
                    continue
                sent += result[0]
                failed += bool(result[1])
                print("FAILED  " if result[1] else "passed  ", session, result[0], flush=True)
                for line in result[1]:
                    print("    " + line, flush=True)
    print(f"{len(folders)} sessions, {skipped} captures without a call, {sent} requests, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
