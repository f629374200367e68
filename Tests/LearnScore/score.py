#!/usr/bin/env python3
"""Scores what learn proposes against the built-in schema, beside genson and mitmproxy2swagger.

Each of the known operations in turn is taken out of the schema and learned back from the recordings of
SHARED_FILES/captures (those with deliberate drift are left out), with nothing known of it: a summary that
is made without its types. Then everything is learned from nothing at once, and from either half of the
recordings, every other one: a rule that fits one half by chance fails on the other. The two peers read the
same calls, from a HAR with all secrets that only this script sees. A fact is right where any revision of the
schema says the same, wrong where all that say something say otherwise, and not judged where the schema
says nothing about it. What was found is the share of the places that the latest revision describes.

usage: score.py SHAREPROTO [--quick] (--quick: only from nothing, without the peers)

Exit codes: 0 at least 95 % right and nothing wrong; 1 less; 2 there are no recordings.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "Scripts"))
import own_venv

VENV = own_venv.ROOT / ".build" / "learn-score-venv"
PACKAGES = ["pyyaml==6.0.3", "genson==1.4.0", "mitmproxy2swagger==0.14.0"]
SHARED = Path(os.environ.get("SHARED_FILES", own_venv.ROOT.parent / "shared"))
GOAL = 0.95


def run(*arguments, **options):
    return subprocess.run(
        [str(argument) for argument in arguments], check=False, text=True, capture_output=True, **options
    )


def recordings():
    """The sessions without deliberate drift, and the operations that each has."""
    found = {}
    for folder in sorted((SHARED / "captures").iterdir()):
        reference = folder / "reference.jsonl"
        if not reference.exists() or folder.name.startswith("drift-") and "control" not in folder.name:
            continue
        names = {json.loads(line).get("operation") for line in reference.open(encoding="utf-8")}
        found[folder] = {name.lower() for name in names if name}
    return found


def load(path):
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(path).read_text(encoding="utf-8"), loader)


def revisions(tool):
    """The schema of all revisions, oldest first."""
    history = run(tool, "schema", "history").stdout.splitlines()
    names = [line.split()[0] for line in reversed(history) if line.startswith("share@")]
    return [json.loads(run(tool, "schema", "show", "--format", "json", "--revision", name).stdout) for name in names]


def learned(tool, captures, schema):
    """The document that has what was learned, knowing nothing but the schema in a file."""
    done = run(
        tool, "learn", "--from-nothing", "--accept", "--keep-going", "--quiet", "--schema", schema,
        "--config", "", *captures,
    )  # fmt: skip
    if not schema.exists():
        sys.exit(f"learn gave nothing: {done.stderr[-500:]}")
    return load(schema)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not (SHARED / "captures").is_dir():
        print(f"score.py: there are no recordings in {SHARED}/captures", file=sys.stderr)
        return 2
    if not own_venv.is_inside(VENV):
        return own_venv.run_inside(VENV, PACKAGES, __file__)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import peers
    from facts import GROUPS, compare, facts, groups, operations

    tool = Path(sys.argv[1]).resolve()
    is_quick = "--quick" in sys.argv
    sessions = recordings()
    truths = revisions(tool)
    known = [operations(document) for document in truths]
    latest = truths[-1]
    names = sorted(known[-1])

    def truth(name):
        return [facts(document, item[name]) for document, item in zip(truths, known) if name in item]

    def judge(document, name):
        item = operations(document).get(name)
        if not item:
            return None
        proposed = facts(document, item)
        return *compare(proposed, truth(name)), groups(proposed, truth(name))

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        nothing = learned(tool, sessions, folder / "nothing.yaml")
        columns = {"from nothing": nothing}
        for start, title in enumerate(("even half", "odd half")):
            half = list(sessions)[start::2]
            columns[title] = learned(tool, half, folder / f"half-{start}.yaml")
        own = ["held out", *columns]
        if not is_quick:
            columns |= peers.documents(tool, list(sessions), folder)
        titles = list(columns) if is_quick else ["held out", *columns]
        print(f"{'right/judged, found':<52}" + "".join(f"{title:>19}" for title in titles))
        totals = {title: [0, 0, 0, 0] for title in titles}
        habits = dict.fromkeys(titles, 0)
        parts = {title: {group: [0, 0] for group in GROUPS} for title in titles}
        mistakes = []
        for name in names:
            cells = []
            for title in titles:
                document = columns.get(title)
                if title == "held out":
                    held = json.loads(json.dumps(latest))
                    held["paths"] = {
                        path: item for path, item in held["paths"].items()
                        if "/".join(path.strip("/").split("/")[-2:]).lower() != name
                    }  # fmt: skip
                    file = folder / f"{name.replace('/', '-')}.json"
                    file.write_text(json.dumps(held), encoding="utf-8")
                    captures = [path for path, has in sessions.items() if name in has]
                    document = learned(tool, captures, file) if captures else {}
                score = judge(document, name)
                if score is None:
                    cells.append("-")
                    continue
                right, wrong, habit, missed, wanted, counts = score
                for group, (found, stated) in counts.items():
                    parts[title][group][0] += found
                    parts[title][group][1] += stated
                habits[title] += habit
                for index, more in enumerate((right, right + len(wrong), wanted - missed, wanted)):
                    totals[title][index] += more
                if title in own:
                    mistakes += [f"{title}: {name}: {each}" for each in wrong]
                cells.append(f"{right}/{right + len(wrong)} {(wanted - missed) * 100 // max(wanted, 1)} %")
            print(f"{name:<52}" + "".join(f"{cell:>19}" for cell in cells), flush=True)
        shares = {}
        cells = []
        for title in titles:
            right, judged, found, wanted = totals[title]
            shares[title] = right / max(judged, 1)
            cells.append(f"{shares[title]:.1%} {found * 100 // max(wanted, 1)} %")
        print(f"{'all':<52}" + "".join(f"{cell:>19}" for cell in cells))
        print(f"{'always there so far, though optional':<52}" + "".join(f"{habits[title]:>19}" for title in titles))
        for group in GROUPS:
            cells = [f"{parts[title][group][0]} of {parts[title][group][1]}" for title in titles]
            print(f"{group + 's found':<52}" + "".join(f"{cell:>19}" for cell in cells))
        for mistake in mistakes:
            print("wrong: " + mistake)
    return 0 if min(share for title, share in shares.items() if title in own) >= GOAL and not mistakes else 1


if __name__ == "__main__":
    sys.exit(main())
