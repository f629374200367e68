#!/usr/bin/env python3
"""Measures how well `check` finds single changes of traffic: the mutation score.

Traffic of all operations is made from the schema's examples. Then one thing is changed in all calls of
one operation, and `check` has to say what it was: by the right rule, at the right place, with no second
finding. Unchanged traffic in other orders, samples and with other identities must give no finding.
Exit 1: the score is below 99 %, or a control has a finding.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from genson import SchemaBuilder
except ImportError:
    SchemaBuilder = None

from changes import all_changes
from traffic import Traffic, har, schema, text_of

LIMIT = 0.99


def check(tool, against, capture):
    answer = subprocess.run(
        [tool, "check", "--config", "", "--format", "json", "--fail-on", "never", *against, capture],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    if answer.returncode not in (0, 1):
        return [{"rule": f"exit {answer.returncode}: {answer.stderr.decode()[:200]}", "pointer": None}]
    findings = json.loads(answer.stdout)["findings"]
    return [f for finding in findings for f in (finding, *finding.get("others", []))]


def verdict(change, findings):
    """Nil where a change was found as it should be, else what is wrong."""
    if not findings:
        return "not found"
    right = [f for f in findings if f["rule"] in change.rules]
    if not right:
        return "another rule"
    names = {p for f in right for p in (f["pointer"], *f.get("siblings", []))}
    if change.pointers.isdisjoint(n or "" for n in names) and not change.pointers & {""}:
        return "another place"
    operation = right[0].get("operation") or change.operation
    if not operation.endswith(change.operation):
        return "another operation"
    return None if len(findings) == 1 else "a second finding"


def inferred(calls):
    """What genson makes of the bodies of some calls: the schema of requests, and that of answers."""
    schemas = []
    for side in ("sent", "given"):
        builder = SchemaBuilder()
        for call in calls:
            text = text_of(call[side], call[side + "Text"])
            try:
                builder.add_object(json.loads(text))
            except ValueError:
                pass
        schemas.append(builder.to_schema())
    return schemas


def is_noticed_by_genson(change):
    """Whether a comparison of inferred schemas shows anything at all, at whatever place."""
    return inferred(change.calls) != inferred(change.made(change.calls))


def controls(traffic, calls, count, folder, shuffle):
    """Traffic in which nothing has changed."""
    every = [call for examples in calls.values() for call in examples]
    for number in range(count):
        kind = ["shuffled", "sampled", "other identities", "one operation"][number % 4]
        chosen = list(every)
        if kind == "shuffled":
            shuffle.shuffle(chosen)
        elif kind == "sampled":
            chosen = shuffle.sample(chosen, shuffle.randint(1, len(chosen)))
        elif kind == "other identities":
            fresh = traffic.calls()
            chosen = [call for examples in fresh.values() for call in examples]
        else:
            chosen = list(calls[shuffle.choice(sorted(calls))])
        path = folder / f"control-{number}.har"
        har(chosen, path, pause=shuffle.randint(2, 90))
        yield kind, path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, help="only so many changes and controls, for CI")
    parser.add_argument("--controls", type=int, default=500)
    parser.add_argument("--show", action="store_true", help="print every change that was missed")
    options = parser.parse_args()
    shuffle = random.Random(options.seed)
    traffic = Traffic(schema(options.tool), options.seed)
    calls = traffic.calls()
    changes = list(all_changes(calls))
    if options.sample:
        changes = shuffle.sample(changes, options.sample)
        options.controls = options.sample
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:
        folder = Path(name)
        base = folder / "base.har"
        every = [call for examples in calls.values() for call in examples]
        har(every, base)
        summary = folder / "base.summary.jsonl"
        summary.write_bytes(
            subprocess.run([options.tool, "summarize", base], stdout=subprocess.PIPE, check=True).stdout
        )
        against = ["--baseline", summary]

        def try_change(numbered):
            number, change = numbered
            path = folder / f"change-{number}.har"
            har(change.made(change.calls), path)
            findings = check(options.tool, against, path)
            path.unlink()
            return change, verdict(change, findings), findings

        def try_control(control):
            kind, path = control
            findings = check(options.tool, against, path)
            path.unlink()
            return kind, findings

        results = list(pool.map(try_change, enumerate(changes)))
        false = [
            (kind, findings)
            for kind, findings in pool.map(
                try_control, controls(traffic, calls, options.controls, folder, shuffle)
            )
            if findings
        ]
    print_table(results, options.show)
    found = sum(wrong is None for _, wrong, _ in results)
    score = found / len(results)
    operations = len({change.operation for change, _, _ in results})
    print(f"{found} of {len(results)} changes in {operations} operations found: {score:.1%}")
    if SchemaBuilder:
        noticed = sum(is_noticed_by_genson(change) for change, _, _ in results)
        print(f"genson and a comparison of its schemas: {noticed} noticed, without a place or a name")
    else:
        print("genson: not there to compare with (pip install genson)")
    print(f"{len(false)} of {options.controls} controls with a finding")
    for kind, findings in false[:10]:
        print(f"  {kind}: {findings[0]['rule']} at {findings[0]['pointer']}")
    sys.exit(0 if score >= LIMIT and not false else 1)


def print_table(results, shows_all):
    rows = collections.defaultdict(list)
    for change, wrong, findings in results:
        rows[change.name].append((change, wrong, findings))
    print(f"{'change':34} found  of")
    for name, row in sorted(rows.items()):
        found = sum(wrong is None for _, wrong, _ in row)
        reasons = collections.Counter(wrong for _, wrong, _ in row if wrong)
        print(f"{name:34} {found:5} {len(row):3}  " + ", ".join(f"{r}: {n}" for r, n in reasons.items()))
        for change, wrong, findings in row:
            if wrong and shows_all:
                said = "; ".join(f"{f['rule']} {f['pointer']}" for f in findings[:4])
                print(f"    {change.operation} {sorted(change.pointers)}: {wrong}: {said}")


if __name__ == "__main__":
    main()
