"""What genson and mitmproxy2swagger make of the same calls, as OpenAPI documents."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = "/ShareWebServices/Services"
HOST = "http://share.invalid"


def calls(tool, captures):
    """The calls of the service, with all values: they stay in this process and its folder."""
    decode = subprocess.run(
        [str(tool), "decode", "--format", "ndjson", "--reveal", "--keep-going", "--quiet"]
        + [str(capture) for capture in captures],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    for line in decode.stdout.splitlines():
        call = json.loads(line)
        if call["standing"] == "documented":
            yield call


def documents(tool, captures, folder):
    """The peers that can be had, and their documents by name."""
    found = {}
    all_calls = list(calls(tool, captures))
    for name, make in (("genson", genson), ("mitmproxy2swagger", mitmproxy2swagger)):
        try:
            found[name] = make(all_calls, folder)
        except Exception as error:  # A peer that fails is no failure of ours.
            print(f"{name}: cannot be compared: {error}", file=sys.stderr)
    return found


def genson(all_calls, folder):
    """A schema of each body, by operation and status; it knows no parameters of a query."""
    from genson import SchemaBuilder

    builders = {}
    for call in all_calls:
        name = f"/{call['service']}/{call['operation']}"
        bodies = builders.setdefault((name, call.get("method", "POST")), {})
        request = call["request"].get("body")
        if isinstance(request, (dict, list)):
            bodies.setdefault("request", SchemaBuilder()).add_object(request)
        answer = (call.get("response") or {}).get("body")
        if call["statusCode"] and answer is not None:
            bodies.setdefault(str(call["statusCode"]), SchemaBuilder()).add_object(answer)
    paths = {}
    for (name, method), bodies in builders.items():
        operation = {"responses": {}}
        for key, builder in bodies.items():
            content = {"content": {"application/json": {"schema": builder.to_schema()}}}
            if key == "request":
                operation["requestBody"] = content
            else:
                operation["responses"][key] = content
        paths.setdefault(name, {})[method.lower()] = operation
    return {"paths": paths}


def har(all_calls):
    entries = []
    for call in all_calls:
        request = call["request"].get("body")
        answer = (call.get("response") or {}).get("body")
        query = call["request"].get("query") or {}
        url = HOST + call["path"].split("?")[0]
        pairs = [{"name": name, "value": str(value)} for name, value in query.items()]
        if pairs:
            from urllib.parse import urlencode

            url += "?" + urlencode([(pair["name"], pair["value"]) for pair in pairs])
        json_type = [{"name": "Content-Type", "value": "application/json"}]
        entry = {
            "startedDateTime": "2025-01-01T00:00:00.000Z", "time": 0,
            "request": {
                "method": call.get("method", "POST"), "url": url, "httpVersion": "HTTP/1.1",
                "headers": json_type, "queryString": pairs, "cookies": [], "headersSize": -1, "bodySize": -1,
            },
            "response": {
                "status": call["statusCode"] or 0, "statusText": "", "httpVersion": "HTTP/1.1", "headers": json_type,
                "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "content": {"size": -1, "mimeType": "application/json", "text": json.dumps(answer)},
            },
            "cache": {}, "timings": {"send": 0, "wait": 0, "receive": 0},
        }  # fmt: skip
        if request is not None:
            entry["request"]["postData"] = {"mimeType": "application/json", "text": json.dumps(request)}
        entries.append(entry)
    return {"log": {"version": "1.2", "creator": {"name": "score", "version": "1"}, "entries": entries}}


def mitmproxy2swagger(all_calls, folder):
    """It reads a HAR twice: first for the paths, then, where they are no longer ignored, for the rest."""
    import yaml

    capture, document = folder / "peers.har", folder / "peers.yaml"
    capture.write_text(json.dumps(har(all_calls)), encoding="utf-8")
    program = Path(sys.executable).parent / "mitmproxy2swagger"
    command = [program, "-i", capture, "-o", document, "-p", HOST + ROOT, "-f", "har"]
    for _ in range(2):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "it failed")
        text = document.read_text(encoding="utf-8")
        document.write_text(text.replace("- ignore:", "- "), encoding="utf-8")
    return yaml.safe_load(document.read_text(encoding="utf-8"))
