"""What other tools make of the same changes: schemas inferred before and after, and where those differ.

A peer that infers a schema has no findings; what is counted is whether a comparison of its documents shows
anything at all, at whatever place, and whether it shows one thing alone.
"""

import contextlib
import io
import json

from genson import SchemaBuilder
from mitmproxy2swagger.mitmproxy2swagger import main as convert
from ruamel.yaml import YAML

from traffic import har, text_of

ROOT = "/ShareWebServices/Services"


def genson(calls, folder):
    """The schema of the bodies of requests, and that of answers."""
    schemas = []
    for side in ("sent", "given"):
        builder = SchemaBuilder()
        for call in calls:
            # Of what is no JSON it says nothing.
            with contextlib.suppress(ValueError):
                builder.add_object(json.loads(text_of(call[side], call[side + "Text"])))
        schemas.append(builder.to_schema())
    return schemas


def mitmproxy2swagger(calls, folder):
    """The OpenAPI document of some calls of one operation, with the fields of headers.

    It reads a HAR twice: first for the paths, then, where they are no longer ignored, for the rest.
    """
    capture, document = folder / "peer.har", folder / "peer.yaml"
    har(calls, capture)
    document.unlink(missing_ok=True)
    prefix = calls[0]["url"].split(ROOT)[0] + ROOT
    command = ["-i", str(capture), "-o", str(document), "-p", prefix, "-f", "har", "--headers"]
    for _ in range(2):
        with contextlib.redirect_stdout(io.StringIO()):
            convert(command)
        document.write_text(document.read_text().replace("- ignore:", "- "))
    paths = YAML(typ="safe").load(document)["paths"]
    return without_values(paths)


def without_values(node):
    """A document without its descriptions, in which values of fields stand."""
    if isinstance(node, dict):
        return {key: without_values(part) for key, part in node.items() if key != "description"}
    return [without_values(part) for part in node] if isinstance(node, list) else node


def differences(before, after, pointer=""):
    """The places in which two documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            yield from differences(before.get(key), after.get(key), f"{pointer}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after)):
            yield from differences(*pair, f"{pointer}/{number}")
    elif before != after:
        yield pointer


PEERS = {"genson": genson, "mitmproxy2swagger": mitmproxy2swagger}


def noticed(changes, folder):
    """Of each peer, how many differences it shows of each change; nil where it fails."""
    counts = {}
    for name, document in PEERS.items():
        unchanged = {}
        counts[name] = []
        for change in changes:
            if change.operation not in unchanged:
                unchanged[change.operation] = document(change.calls, folder)
            try:
                changed = document(change.made(change.calls), folder)
            # What it was not made for is no failure of ours.
            except (Exception, SystemExit):
                counts[name].append(None)
                continue
            counts[name].append(sum(1 for _ in differences(unchanged[change.operation], changed)))
    return counts
