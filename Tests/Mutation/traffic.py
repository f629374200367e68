"""Traffic of all operations, made from the examples and parameters of the schema as HAR entries."""

import copy
import json
import random
import subprocess
import urllib.parse
from pathlib import Path

BASE = "https://share2.dexcom.com/ShareWebServices/Services"
# As many answers as let `check` miss what is optional (Docs/Drift.md).
CALLS = 16


def schema(tool, revision="latest"):
    text = subprocess.run(
        [tool, "schema", "show", "--revision", revision, "--format", "json"], stdout=subprocess.PIPE, check=True
    ).stdout
    return json.loads(text)


class Traffic:
    """What a client and the service would say to each other by the schema, without any secret."""

    def __init__(self, document, seed):
        self.document = document
        self.random = random.Random(seed)

    def resolved(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method in ("get", "post", "put", "delete"):
                    yield path, method.upper(), operation

    def is_usual(self, parameter):
        return parameter.get("required", False) or parameter.get("x-presence") == "usual"

    def guid(self):
        digits = f"{self.random.getrandbits(128):032x}"
        return "-".join([digits[:8], digits[8:12], "4" + digits[13:16], "a" + digits[17:20], digits[20:]])

    def value(self, schema):
        """A value of a schema of a parameter."""
        schema = self.resolved(schema)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return self.value(schema[key][0])
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "integer":
            return self.random.randint(max(1, schema.get("minimum", 1)), min(200, schema.get("maximum", 200)))
        if kind == "boolean":
            return True
        if schema.get("format") == "guid":
            return self.guid()
        if schema.get("format") == "email":
            return "demo-user@example.com"
        return schema.get("const", "SM00000000")

    def example(self, media):
        if "example" in media:
            return media["example"]
        for example in media.get("examples", {}).values():
            return self.resolved(example)["value"]
        return None

    def fresh(self, value):
        """The same form with other IDs."""
        if isinstance(value, dict):
            return {key: self.fresh(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.fresh(part) for part in value]
        is_guid = isinstance(value, str) and len(value) == 36 and value.count("-") == 4
        return self.guid() if is_guid and value.strip("0-") else value

    def exchange(self, path, method, operation):
        """One call, as a dictionary that the mutations change."""
        parameters = [self.resolved(p) for p in operation.get("parameters", [])]
        query = [
            [p["name"], str(self.value(p["schema"])).replace("True", "true")]
            for p in parameters
            if p["in"] == "query" and self.is_usual(p)
        ]
        body = self.resolved(operation.get("requestBody", {}))
        media = body.get("content", {}).get("application/json", {})
        sent = self.example(media) if body.get("required") else None
        answer = self.resolved(operation["responses"]["200"])
        kind, media = next(iter(answer.get("content", {"application/json": {}}).items()))
        given = self.example(media)
        return {
            "operation": operation["operationId"],
            "method": method,
            "url": BASE + path,
            "query": query,
            "requestHeaders": [["Host", "share2.dexcom.com"], ["Accept", "application/json"]]
            + ([["Content-Type", "application/json"]] if method == "POST" else []),
            "sent": self.fresh(sent),
            "sentText": None,
            "status": 200,
            "answerHeaders": [["Content-Type", kind + "; charset=utf-8"]]
            + [[name, self.value(self.resolved(h)["schema"])] for name, h in answer.get("headers", {}).items()],
            "given": self.fresh(given),
            "givenText": None,
            "fault": self.fault(operation),
        }

    def fault(self, operation):
        """The envelope of a fault of an operation; nil where there is none."""
        answer = self.resolved(operation["responses"].get("500", {}))
        return self.example(answer.get("content", {}).get("application/json", {}))

    def calls(self, count=CALLS):
        """All operations, `count` times each, by operation."""
        return {
            operation["operationId"]: [self.exchange(path, method, operation) for _ in range(count)]
            for path, method, operation in self.operations()
        }


# Sessions beside the checkout in which a driver calls every operation, of the latest revision.
RECORDED = "../shared/captures/uploader-all-*-2025-11"


def recorded(tool, count=CALLS):
    """What was recorded, in the same form: of each operation its first success, `count` times; or nothing."""
    sessions = sorted(Path().glob(RECORDED))
    if not sessions:
        return {}
    archive = subprocess.run([tool, "export", "--reveal", "-q", sessions[0]], stdout=subprocess.PIPE).stdout
    calls, fault = {}, None
    for entry in json.loads(archive)["log"]["entries"]:
        call = of_entry(entry)
        if call and call["status"] == 500 and isinstance(call["given"], dict):
            fault = call["given"]
        if call and call["status"] == 200:
            known = calls.setdefault(call["operation"], call)
            # An empty list has nothing to change.
            if call["given"] and not known["given"]:
                calls[call["operation"]] = call
    for call in calls.values():
        call["fault"] = fault
    return {name: [copy.deepcopy(call) for _ in range(count)] for name, call in calls.items()}


def of_entry(entry):
    """An entry of a HAR as a call; nil where a body is neither empty nor JSON."""
    request, response = entry["request"], entry["response"]
    url, _, query = request["url"].partition("?")

    def json_of(text):
        return json.loads(text) if text else None

    try:
        sent = json_of(request.get("postData", {}).get("text"))
        given = json_of(response["content"].get("text"))
    except ValueError:
        return None
    fields = lambda side: [[f["name"], f["value"]] for f in side["headers"]]
    return {
        "operation": url.rsplit("/", 1)[-1], "method": request["method"], "url": url,
        "query": [list(pair) for pair in urllib.parse.parse_qsl(query, keep_blank_values=True)],
        "requestHeaders": fields(request), "sent": sent, "sentText": None,
        "status": response["status"], "answerHeaders": fields(response), "given": given, "givenText": None,
        "fault": None,
    }


def quoted(text):
    return urllib.parse.quote(str(text), safe="")


def text_of(value, text):
    if text is not None:
        return text
    return "" if value is None else json.dumps(value, separators=(",", ":"))


def with_length(pairs, body):
    """The fields of a message; the length that one was recorded with is not that of a changed body."""
    length = str(len(body.encode()))
    return [[name, length if name.lower() == "content-length" else value] for name, value in pairs]


def entry(call, second, day):
    """An exchange as an entry of a HAR."""
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in call["query"])
    fields = lambda pairs: [{"name": name, "value": value} for name, value in pairs]
    sent, given = text_of(call["sent"], call["sentText"]), text_of(call["given"], call["givenText"])
    kind = dict((n.lower(), v) for n, v in call["answerHeaders"]).get("content-type", "")
    request_kind = dict((n.lower(), v) for n, v in call["requestHeaders"]).get("content-type", "")
    request = {
        "method": call["method"], "url": call["url"] + ("?" + query if query else ""),
        "httpVersion": "HTTP/1.1", "cookies": [], "headers": fields(with_length(call["requestHeaders"], sent)),
        "queryString": fields(call["query"]), "headersSize": -1, "bodySize": len(sent),
    }
    if sent:
        request["postData"] = {"mimeType": request_kind, "text": sent}
    minutes, seconds = divmod(second, 60)
    return {
        "startedDateTime": f"2026-03-{day:02}T{10 + minutes // 60:02}:{minutes % 60:02}:{seconds:02}.000Z",
        "time": 50, "request": request,
        "response": {
            "status": call["status"], "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": fields(with_length(call["answerHeaders"], given)), "redirectURL": "", "headersSize": -1,
            "bodySize": len(given), "content": {"size": len(given), "mimeType": kind, "text": given},
        },
        "cache": {}, "timings": {"send": 0, "wait": 50, "receive": 0},
    }


def har(calls, path, pause=7, day=2):
    entries = [entry(call, index * pause, day) for index, call in enumerate(calls)]
    log = {"version": "1.2", "creator": {"name": "mutation", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}))
