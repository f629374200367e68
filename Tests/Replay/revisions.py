#!/usr/bin/env python3
"""Replays recorded sessions of each revision in ../shared/captures against `shareproto serve` of the next one.

What replay finds must be the drift between the two, no more and no less: what `schema diff` says of the
answers to the operations that were asked. Everything stays on loopback.

usage: Tests/Replay/revisions.py [path of shareproto]
"""

import json
import re
import subprocess
import sys

from sessions import BINARY, CAPTURES, REVISIONS, captures, is_exception, replay

# Of each revision a session of all operations, and one that reads what nobody posted.
SESSIONS = {
    "2015": ["uploader-all-http-2015", "curl-seed-http-2015"],
    "2018": ["uploader-all-tls13-2018", "anydevice-http-2018"],
    "2020-04": ["uploader-all-tls12-2020-04", "pydexcom016-read-http-2020"],
    "2021-12": ["uploader-all-http-2021-12", "curl-chunked-http-2021"],
    "2023-04": ["uploader-all-tls13-2023-04", "aiohttp-http-2023"],
    "2024-07": ["uploader-all-tls12-2024-07", "connect-errors-http-2024"],
    "2025-11": [],
}
# What is no worse than a note, and shown by one answer; the others are of what a schema allows.
SHOWN = {"response-property-added", "response-body-added", "response-member-order-changed"}
# What `schema diff` says and no session can show, and why: the new revision, rule, operation, observed.
UNSEEN = [
    # A fault that serve gives only when a scenario says so, or on the day it was recorded.
    ("2025-11", "fault-code-added", ".*", "SSO_InternalError"),
    # The only answers that change are those to a follower; see sessions.py.
    (".*", ".*", "(ReadLastGlucose|ReadSubscriptionLatest|ListSubscriber).*", ".*"),
    # A failed login: here it shows as another status.
    ("2020-04", "response-string-shape-changed", "LoginPublisherAccountByName", "a GUID of zeros"),
]
# What replay finds besides, and why: the new revision, operation, detail.
BESIDES = [
    # A failed login gave a fault until then, and gives zeros since.
    ("2020-04", "LoginPublisherAccountByName", "status: 500 .* → 200"),
    # Who names no form got XML from the .NET service. The schema says which forms there are, not which
    # comes to whom.
    ("2021-12", "SystemUtcTime", "response-body-form-changed at the answer: XML → JSON"),
    # Parameters that the .NET service did not understand gave a page, which no schema describes.
    ("2021-12", "ReadPublisherLatestGlucoseValues", "status: 400.* → 500.*"),
    # What was added to the schema as a code is told as the fault that it is.
    ("2021-12", "AuthenticatePublisherAccount|LoginSubscriberAccount",
     "fault: SSO_Authenticate.* → AccountPasswordInvalid"),
]


def drift(old, new):
    """The groups of changes that a replay can see: rule, operation or nothing for all, status, pointers."""
    run = subprocess.run(
        [BINARY, "schema", "diff", f"share@{REVISIONS[old]}", f"share@{REVISIONS[new]}", "--format",
         "json"], capture_output=True, text=True)
    changes = []
    for first in json.loads(run.stdout)["findings"]:
        for finding in [first, *first.get("others", [])]:
            part, _, status = finding["part"].partition(" ")
            if part == "response-body" and (
                    finding["severity"] != "info" or finding["rule"] in SHOWN):
                changes.append({
                    "rule": finding["rule"], "status": int(status), "observed": finding["observed"],
                    "operation": (finding["operation"] or "").split("/")[-1],
                    "pointers": {finding["pointer"], *finding["siblings"]},
                })
    return changes


def matches(change, rule, operation, place):
    return (change["rule"] == rule and change["operation"] in ("", operation)
            and place in change["pointers"])


def compare(old, new):
    """What replay finds and the schemas do not say, and the other way round."""
    changes = drift(old, new)
    seen, wrong, answered = [], [], set()
    for session in SESSIONS[old]:
        folder = CAPTURES / session
        about = json.loads((folder / "about.json").read_text())
        reference = [json.loads(row) for row in (folder / "reference.jsonl").read_text().splitlines()]
        for capture in captures(folder, about):
            # Readings that are posted come back for a day.
            report = replay(capture, REVISIONS[new], about, reference, "--dates", "now")
            for step in (step for part in report["sessions"] for step in part["steps"]):
                answered.add((step["operation"], step["status"]))
                for finding in step["findings"]:
                    found = [change for change in changes
                             if matches(change, finding["rule"], step["operation"], finding["place"])]
                    seen += found
                    if not found:
                        wrong += unexpected(session, new, step)
                if step["result"] in ("differs", "failed", "not sent") and not step["findings"]:
                    wrong += unexpected(session, new, step)
                for change in changes:
                    if any(line.endswith(f"→ {change['observed']}") for line in step["details"]) and (
                            change["rule"] == "fault-code-added"):
                        seen.append(change)
    for change in changes:
        asked = {operation for operation, status in answered if status == change["status"]}
        is_asked = not change["operation"] or change["operation"] in asked
        if change not in seen and is_asked and not is_unseen(new, change):
            wrong.append(f"not found: {change['rule']} {change['operation']} {change['pointers']}")
    return len(changes), wrong


def unexpected(session, new, step):
    lines = [f"{step['operation']}: {line}" for line in step["details"]]
    return [
        line for line in lines
        if not is_exception(session, line) and not any(
            re.fullmatch(revision, new) and re.fullmatch(name, step["operation"])
            and re.fullmatch(words, line.partition(": ")[2]) for revision, name, words in BESIDES)
    ]


def is_unseen(new, change):
    return any(
        re.fullmatch(revision, new) and re.fullmatch(rule, change["rule"])
        and re.fullmatch(name, change["operation"]) and re.fullmatch(observed, change["observed"])
        for revision, rule, name, observed in UNSEEN
    )


def main():
    if not CAPTURES.is_dir():
        print(f"skipped  {CAPTURES} is not beside the checkout")
        return 0
    failed = 0
    eras = list(REVISIONS)
    for old, new in zip(eras, eras[1:]):
        count, wrong = compare(old, new)
        failed += bool(wrong)
        print("FAILED  " if wrong else "passed  ", f"{old} against {new}: {count} changes of answers",
              flush=True)
        for line in dict.fromkeys(wrong):
            print("    " + line)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
