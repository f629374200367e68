#!/usr/bin/env python3
"""Measures how well `check` finds single changes of traffic: the mutation score.

Traffic of all operations is made from the schema's examples, and taken from recordings where they lie
beside the checkout. Then one thing is changed in all calls of one operation, and `check` has to say what it
was: by the right rule, at the right place, with no second finding; against the unchanged traffic, and
against a revision of the schema, where a change that the document allows has to give no finding. Unchanged
traffic in other orders, samples and with other identities must give no finding either.
Exit 1: a score is below 99 %, or a control has a finding.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from genson import SchemaBuilder
except ImportError:
    SchemaBuilder = None

from changes import all_changes
from document import Document
from traffic import Traffic, har, recorded, schema, text_of

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
            chosen = [{**c, "sent": traffic.fresh(c["sent"]), "given": traffic.fresh(c["given"])} for c in chosen]
        else:
            chosen = list(calls[shuffle.choice(sorted(calls))])
        path = folder / f"control-{number}.har"
        har(chosen, path, pause=shuffle.randint(2, 90))
        yield kind, path


def measured(options, traffic, calls, baseline, pool, folder):
    """The results of all changes of some calls and of controls, against a baseline."""
    shuffle = random.Random(options.seed)
    changes = list(all_changes(calls))
    if options.sample:
        changes = shuffle.sample(changes, min(options.sample, len(changes)))
    document = None
    if baseline == "recording":
        base, summary = folder / "base.har", folder / "base.summary.jsonl"
        har([call for examples in calls.values() for call in examples], base)
        done = subprocess.run([options.tool, "summarize", "-q", base], stdout=subprocess.PIPE, check=True)
        summary.write_bytes(done.stdout)
        against = ["--baseline", summary]
    else:
        document = Document(schema(options.tool, baseline))
        against = ["--revision", baseline]

    def try_change(numbered):
        number, change = numbered
        path = folder / f"change-{number}.har"
        made = change.made(change.calls)
        har(made, path)
        findings = check(options.tool, against, path)
        path.unlink()
        if document and document.allows(made, change):
            return change, "found though allowed" if findings else None, findings
        if document and change.without and document.allows(change.made(change.calls, change.without), change):
            change.rules = {rule.replace("-renamed", "-added") for rule in change.rules}
        return change, verdict(change, findings), findings

    def try_control(control):
        kind, path = control
        findings = check(options.tool, against, path)
        path.unlink()
        return kind, findings

    results = list(pool.map(try_change, enumerate(changes)))
    unchanged = controls(traffic, calls, options.sample or options.controls, folder, shuffle)
    return results, [(kind, found) for kind, found in pool.map(try_control, unchanged) if found]


def report(options, source, baseline, results, false):
    """Prints what came of it, and whether it is good enough."""
    print(f"\n## Traffic of {source}, against {baseline}\n")
    print_table(results, lambda change: [change.name], "change", options.show)
    print_table(results, lambda change: sorted(change.rules), "rule", False)
    found = sum(wrong is None for _, wrong, _ in results)
    operations = len({change.operation for change, _, _ in results})
    print(f"{found} of {len(results)} changes in {operations} operations found: {found / len(results):.1%}")
    if baseline == "recording":
        compare_with_genson(results)
    print(f"{len(false)} of {options.sample or options.controls} controls with a finding")
    for kind, findings in false[:10]:
        print(f"  {kind}: " + "; ".join(f"{f['rule']} {f['pointer']}" for f in findings[:3]))
    sys.stdout.flush()
    return found / len(results) >= LIMIT and not false


def compare_with_genson(results):
    if not SchemaBuilder:
        return print("genson: not there to compare with (pip install genson)")
    noticed = sum(is_noticed_by_genson(change) for change, _, _ in results)
    print(f"genson and a comparison of its schemas: {noticed} noticed, without a place or a name")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, help="only so many changes and controls, for CI")
    parser.add_argument("--controls", type=int, default=500)
    parser.add_argument("--show", action="store_true", help="print every change that was missed")
    parser.add_argument("--revision", help="against this revision alone, such as latest")
    parser.add_argument("--traffic", choices=["examples", "recordings"], help="this traffic alone")
    options = parser.parse_args()
    traffic = Traffic(schema(options.tool, options.revision or "latest"), options.seed)
    sources = {"examples": traffic.calls, "recordings": lambda: recorded(options.tool)}
    is_good = True
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:
        for source in [options.traffic] if options.traffic else sources:
            calls = sources[source]()
            if not calls:
                print(f"\nTraffic of {source}: none beside the checkout")
                continue
            for baseline in [options.revision] if options.revision else ["recording", "latest"]:
                measurement = measured(options, traffic, calls, baseline, pool, Path(name))
                is_good = report(options, source, baseline, *measurement) and is_good
    # A Go program, which neither PyPI nor Debian has; a specification to compare comes from genson above.
    print("\noasdiff: " + (shutil.which("oasdiff") or "cannot be had from PyPI or Debian; not compared"))
    sys.exit(0 if is_good else 1)


def print_table(results, keys, title, shows_all):
    rows = collections.defaultdict(list)
    for change, wrong, findings in results:
        for key in keys(change):
            rows[key].append((change, wrong, findings))
    print(f"{title:44} found  of")
    for name, row in sorted(rows.items()):
        found = sum(wrong is None for _, wrong, _ in row)
        reasons = collections.Counter(wrong for _, wrong, _ in row if wrong)
        print(f"{name:44} {found:5} {len(row):3}  " + ", ".join(f"{r}: {n}" for r, n in reasons.items()))
        for change, wrong, findings in row:
            if wrong and shows_all:
                said = "; ".join(f"{f['rule']} {f['pointer']}" for f in findings[:4])
                print(f"    {change.operation} {sorted(change.pointers)}: {wrong}: {said}")
    print()


if __name__ == "__main__":
    main()
