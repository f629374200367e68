#!/usr/bin/env python3
"""Measures how well `check` finds single changes of traffic: the mutation score.

Traffic of all operations is made from the schema's examples, and taken from recordings where they lie
beside the checkout. Then one thing is changed in all calls of one operation, and `check` has to say what it
was: by the right rule, at the right place, with no second finding; against the unchanged traffic, and
against a revision of the schema, where a change that the document allows has to give no finding. Unchanged
traffic in other orders, samples and with other identities must give no finding either.

Beside it stands what genson and mitmproxy2swagger notice, where PyPI can be reached: of each change, whether
what they infer before and after differs in any way.
Exit 1: a score is below 99 %, or a control has a finding.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "Scripts"))
import own_venv
from changes import all_changes
from document import Document
from traffic import Traffic, har, recorded, schema

VENV = own_venv.ROOT / ".build" / "mutation-venv"
PACKAGES = ["genson==1.4.0", "mitmproxy2swagger==0.14.0"]
LIMIT = 0.99
# How many captures one run of `check` looks at; each is of another day of a month.
BATCH = 28


def check(tool, against, captures):
    """The findings of captures, joined where they are the same."""
    answer = subprocess.run(
        [tool, "check", "--config", "", "--format", "json", "--fail-on", "never", *against, *captures],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    if answer.returncode not in (0, 1):
        error = f"exit {answer.returncode}: {answer.stderr.decode()[:200]}"
        return [{"rule": error, "pointer": None, "first": None}]
    findings = json.loads(answer.stdout)["findings"]
    return [f for finding in findings for f in (finding, *finding.get("others", []))]


def check_each(tool, against, captures):
    """The findings of each capture by itself, in fewer runs: most of one is to read the schemas."""
    findings = check(tool, against, captures)
    if len(captures) == 1:
        return [findings]
    each = {capture.name: [] for capture in captures}
    for finding in findings:
        first = finding["first"]
        if not first or first["capture"] != finding["last"]["capture"]:
            # It is of several, or nobody knows of which.
            half = len(captures) // 2
            return check_each(tool, against, captures[:half]) + check_each(tool, against, captures[half:])
        each[first["capture"]].append(finding)
    return list(each.values())


def batches(items):
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]


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
        har(chosen, path, pause=shuffle.randint(2, 90), day=1 + number % BATCH)
        yield kind, path


def measured(options, traffic, calls, baseline, pool, folder):
    """The results of all changes of some calls and of controls, against a baseline."""
    shuffle = random.Random(options.seed)
    changes = list(all_changes(calls))
    if options.sample:
        chosen = sorted(shuffle.sample(range(len(changes)), min(options.sample, len(changes))))
        changes = [changes[number] for number in chosen]
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

    def try_changes(batch):
        made = [change.made(change.calls) for _, change in batch]
        paths = [folder / f"change-{number}.har" for number, _ in batch]
        for index, path in enumerate(paths):
            har(made[index], path, day=1 + index)
        all_findings = check_each(options.tool, against, paths)
        for path in paths:
            path.unlink()
        return [judged(*one) for one in zip([change for _, change in batch], made, all_findings)]

    def judged(change, made, findings):
        if document and document.allows(made, change):
            return change, "found though allowed" if findings else None, findings
        if document and change.without and document.allows(change.made(change.calls, change.without), change):
            change.rules = {rule.replace("-renamed", "-added") for rule in change.rules}
        return change, verdict(change, findings), findings

    def try_controls(batch):
        all_findings = check_each(options.tool, against, [path for _, path in batch])
        for _, path in batch:
            path.unlink()
        return [(kind, found) for (kind, _), found in zip(batch, all_findings) if found]

    results = [one for some in pool.map(try_changes, batches(list(enumerate(changes)))) for one in some]
    unchanged = list(controls(traffic, calls, options.sample or options.controls, folder, shuffle))
    return results, [one for some in pool.map(try_controls, batches(unchanged)) for one in some]


def report(options, source, baseline, results, false, noticed):
    """Prints what came of it, and whether it is good enough."""
    print(f"\n## Traffic of {source}, against {baseline}\n")
    print_table(results, noticed, lambda change: [change.name], "change", options.show)
    print_table(results, noticed, lambda change: sorted(change.rules), "rule", False)
    found = sum(wrong is None for _, wrong, _ in results)
    operations = len({change.operation for change, _, _ in results})
    print(f"{found} of {len(results)} changes in {operations} operations found: {found / len(results):.1%}")
    for peer, counts in noticed.items():
        some, one = sum(1 for c in counts if c), counts.count(1)
        print(
            f"{peer}: {some} of {len(counts)} noticed, {one} of them as one difference, none by a rule"
            + (f"; it failed at {counts.count(None)}" if None in counts else "")
        )
    print(f"{len(false)} of {options.sample or options.controls} controls with a finding")
    for kind, findings in false[:10]:
        print(f"  {kind}: " + "; ".join(f"{f['rule']} {f['pointer']}" for f in findings[:3]))
    sys.stdout.flush()
    return found / len(results) >= LIMIT and not false


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
    if not own_venv.is_inside(VENV):
        lost = "nothing is compared with genson and mitmproxy2swagger"
        if python := own_venv.made(VENV, PACKAGES, __file__, lost):
            sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
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
                results, false = measured(options, traffic, calls, baseline, pool, Path(name))
                noticed = {}
                # What the peers compare is two recordings as well.
                if baseline == "recording" and own_venv.is_inside(VENV):
                    noticed = peers_noticed(results, Path(name))
                is_good = report(options, source, baseline, results, false, noticed) and is_good
    sys.exit(0 if is_good else 1)


def peers_noticed(results, folder):
    """How many differences each peer shows of each change."""
    import peers

    print("\noasdiff cannot be had from PyPI or Debian: a plain comparison of the documents stands in for it")
    return peers.noticed([change for change, _, _ in results], folder)


def print_table(results, noticed, keys, title, shows_all):
    rows = collections.defaultdict(list)
    for number, (change, _, _) in enumerate(results):
        for key in keys(change):
            rows[key].append(number)
    print(f"{title:44} found  of" + "".join(f"  {peer}" for peer in noticed))
    for name, numbers in sorted(rows.items()):
        row = [results[number] for number in numbers]
        found = sum(wrong is None for _, wrong, _ in row)
        reasons = collections.Counter(wrong for _, wrong, _ in row if wrong)
        by_peers = "".join(
            f"  {sum(1 for number in numbers if counts[number]):{len(peer)}}" for peer, counts in noticed.items()
        )
        said = ", ".join(f"{r}: {n}" for r, n in reasons.items())
        print(f"{name:44} {found:5} {len(row):3}{by_peers}  {said}")
        for change, wrong, findings in row:
            if wrong and shows_all:
                said = "; ".join(f"{f['rule']} {f['pointer']}" for f in findings[:4])
                print(f"    {change.operation} {sorted(change.pointers)}: {wrong}: {said}")
    print()


if __name__ == "__main__":
    main()
