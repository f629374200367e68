"""What the schema document itself allows, by a reader of its own.

A change that the document allows is no change against it: the right answer of `check --revision` is then
no finding at all.
"""

import re

FORMATS = {
    "guid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "zero-guid": r"0{8}(-0{4}){3}-0{12}",
    "bare-date": r"Date\(-?\d+\)",
    "bare-date-offset": r"Date\(-?\d+[+-]\d{4}\)",
    "wcf-date": r"/Date\(-?\d+\)/",
    "wcf-date-offset": r"/Date\(-?\d+[+-]\d{4}\)/",
    "iso-duration": r"P(\d+D)?(T(\d+[HMS])+)?",
    "email": r"\S+@\S+",
    "hex-32": r"[0-9a-fA-F]{32}",
    "file-name": r"[\w-]+\.\w+",
    "date-time": r"\d{4}-\d\d-\d\dT.*",
    "exception-json": r"\{.*\}",
    "java-exception-text": r"[\w.]+: .*",
}
KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


class Document:
    def __init__(self, root):
        self.root = root

    def resolved(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.root
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            # What stands beside a reference counts as well.
            node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
        return node

    def operation(self, name):
        for path, item in self.root["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict) and operation.get("operationId") == name:
                    return path, method.upper(), operation
        raise KeyError(name)

    def conforms(self, value, schema, is_text=False):
        """Whether a value is what a schema says; a name that it does not know is none of it."""
        schema = self.resolved(schema)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return any(self.conforms(value, s, is_text) for s in schema[key])
        if is_text and isinstance(value, str):
            kind = schema.get("type")
            if kind == "integer":
                return re.fullmatch(r"-?\d+", value) is not None and self.is_inside(int(value), schema)
            if kind == "boolean":
                return value in ("true", "false")
        kinds = schema.get("type", list(KINDS.values()))
        kinds = kinds if isinstance(kinds, list) else [kinds]
        kind = KINDS[type(value)]
        if kind not in kinds and not (kind == "integer" and "number" in kinds):
            return False
        if "const" in schema and value != schema["const"]:
            return False
        if "enum" in schema and value not in schema["enum"] and not schema.get("x-open-enum"):
            return False
        if isinstance(value, str):
            return self.has_form(value, schema)
        if kind in ("integer", "number"):
            return self.is_inside(value, schema)
        if isinstance(value, list):
            return all(self.conforms(v, schema.get("items", {})) for v in value)
        if isinstance(value, dict):
            return self.conforms_object(value, schema)
        return True

    def has_form(self, value, schema):
        if len(value) > schema.get("maxLength", len(value)):
            return False
        if "format" not in schema:
            return "pattern" not in schema or re.search(schema["pattern"], value) is not None
        return value == "" and schema.get("x-may-be-empty") or bool(
            re.fullmatch(FORMATS[schema["format"]], value)
        )

    @staticmethod
    def is_inside(value, schema):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)

    def conforms_object(self, value, schema):
        members = schema.get("properties", {})
        if not members:
            return "type" not in schema or not value
        if any(name not in value for name in schema.get("required", [])):
            return False
        order = [name for name in members if name in value]
        if schema.get("x-member-order") and list(value) != order:
            return False
        return all(name in members and self.conforms(v, members[name]) for name, v in value.items())

    def usual(self, schema):
        """The members that are not required and yet always there, with what is inside them."""
        schema = self.resolved(schema)
        for key in ("anyOf", "oneOf"):
            for alternative in schema.get(key, []):
                yield from self.usual(alternative)
        for name, member in schema.get("properties", {}).items():
            member = self.resolved(member)
            if member.get("x-usual"):
                yield name
            yield from self.usual(member)
        if "items" in schema:
            yield from self.usual(schema["items"])

    def allows(self, calls, change):
        """Whether all of some calls of one operation are as the document has them, and miss nothing usual."""
        path, method, operation = self.operation(calls[0]["operation"])
        # Of requests it says nothing of headers, and against a schema only fields count that some revision has.
        if change.name.startswith("request header") or change.name == "answer header added":
            return True
        if change.name == "new fault":
            return bool(operation.get("x-open-faults"))
        if change.name.startswith("answer header"):
            return False
        if not all(self.allows_call(call, path, method, operation) for call in calls):
            return False
        return not self.misses_usual(calls, operation)

    def allows_call(self, call, path, method, operation):
        is_path = call["url"].lower().endswith(path.lower())
        if not is_path or call["method"] not in (method, *operation.get("x-also-methods", [])):
            return False
        # The service takes names in the query, as paths, in any letter case, and the document says so.
        parameters = {
            p["name"].lower(): p
            for p in map(self.resolved, operation.get("parameters", []))
            if p["in"] == "query"
        }
        query = {name.lower(): value for name, value in call["query"]}
        # What the document has in the body as well need not stand in the query; else the body is wrong.
        given = set(query) | {name.lower() for name in call["sent"] or [] if isinstance(call["sent"], dict)}
        if any(p.get("required") and name not in given for name, p in parameters.items()):
            return False
        if any(
            name not in parameters or not self.conforms(value, parameters[name]["schema"], is_text=True)
            for name, value in query.items()
        ):
            return False
        answer = operation["responses"].get(str(call["status"]))
        return (
            answer is not None
            and self.allows_body(call, "sent", "requestHeaders", self.resolved(operation.get("requestBody", {})))
            and self.allows_body(call, "given", "answerHeaders", self.resolved(answer))
        )

    def allows_body(self, call, side, fields, described):
        text, value = call[side + "Text"], call[side]
        if text == "null":
            text, value = None, Null
        if text not in (None, "") or (text == "" and value is not None):
            return text == "" and not described.get("required") and side == "sent"
        if value is None:
            schemas = [self.resolved(m.get("schema", {})) for m in described.get("content", {}).values()]
            says_something = any({"type", "anyOf", "oneOf"} & set(s) for s in schemas)
            return not says_something or not described.get("required") and side == "sent"
        kind = dict((n.lower(), v) for n, v in call[fields]).get("content-type", "").split(";")[0]
        media = described.get("content", {}).get(kind)
        return media is not None and self.conforms(None if value is Null else value, media.get("schema", {}))

    def misses_usual(self, calls, operation):
        """Whether something usual is in none of the calls."""
        for side, described in (
            ("sent", self.resolved(operation.get("requestBody", {}))),
            ("given", self.resolved(operation["responses"].get(str(calls[0]["status"]), {}))),
        ):
            for media in described.get("content", {}).values():
                present = {name for call in calls for name in names(call[side])}
                if present and not set(self.usual(media.get("schema", {}))) <= present:
                    return True
        return False


class Null:
    """A body that is the JSON value null."""


def names(value):
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from names(part)
    elif isinstance(value, list):
        for part in value:
            yield from names(part)
