"""Single changes of traffic, each with the rules by which `check` may find it and where."""

import copy
import re
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Change:
    operation: str
    name: str
    # The finding must be by one of these rules, at one of these places.
    rules: set
    pointers: set
    # Changes one call in place; the number tells which of the operation's calls it is.
    apply: Callable
    # A renamed member is also one that is gone and one that came: where it may be gone, only the other counts.
    without: Callable = None
    calls: list = field(default_factory=list)

    def made(self, calls, apply=None):
        changed = copy.deepcopy(calls)
        for index, call in enumerate(changed):
            (apply or self.apply)(call, index)
        return changed


def places(value, pointer="$", steps=()):
    """All values inside a document, with their pointers; of lists the first entry stands for all."""
    yield pointer, steps, value
    if isinstance(value, dict):
        for key, part in value.items():
            yield from places(part, f"{pointer}.{key}", (*steps, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], pointer + "[*]", (*steps, "*"))


def parents(value, steps):
    """All objects or lists that hold what the steps lead to."""
    if len(steps) == 1:
        if isinstance(value, (dict, list)):
            yield value
    elif steps[0] == "*":
        for part in value or []:
            yield from parents(part, steps[1:])
    elif isinstance(value, dict) and value.get(steps[0]) is not None:
        yield from parents(value[steps[0]], steps[1:])


def at(side, steps, change):
    """Changes what the steps lead to, wherever that is; `change` takes the holder and the key."""

    def apply(call, index):
        for holder in parents(call[side], steps):
            if steps[-1] == "*":
                for number in range(len(holder)):
                    change(holder, number)
            elif steps[-1] in holder:
                change(holder, steps[-1])

    return apply


def put(value):
    def change(holder, key):
        holder[key] = value(holder[key]) if callable(value) else value

    return change


def renamed(name):
    def change(holder, key):
        # In its place, so that nothing else has moved.
        members = list(holder.items())
        holder.clear()
        holder.update((name if k == key else k, v) for k, v in members)

    return change


def drop(holder, key):
    del holder[key]


def swapped_case(name):
    if name.isupper():
        return name.lower()
    return name[0].lower() + name[1:] if name[0].isupper() else name[0].upper() + name[1:]


# What stands for names and words that are not shown.
HIDDEN = "(hidden)"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
WCF_DATE = re.compile(r"/?Date\((-?\d+)([+-]\d{4})?\)/?$")
DURATION = re.compile(r"P(T\d|\d)")


def of_value(kind, operation, pointer, steps, value, side):
    """Changes of one value; `kind` is request or response."""
    in_list = steps[-1] == "*"
    what = f"{kind}-property" if not in_list else None
    prefix = f"{kind}-"

    def change(name, rules, edit, pointers=None):
        return Change(operation, f"{kind} {name}", rules, pointers or {pointer}, at(side, steps, edit))

    if not in_list:
        key, parent = steps[-1], pointer.rsplit(".", 1)[0]
        yield change("member removed", {what + "-removed"}, drop)
        new = "Renewed" + key
        names = {pointer, f"{parent}.{new}", f"{parent}['{HIDDEN}']"}
        rename = change("member renamed", {what + "-renamed"}, renamed(new), names)
        rename.without = at(side, steps, drop)
        yield rename
        other = swapped_case(key)
        yield change(
            "letter case", {what + "-case-changed"}, renamed(other), {pointer, f"{parent}.{other}"}
        )
        if value is not None:
            yield change("null", {what + "-became-nullable"}, put(None))
        half = at(side, steps, drop)
        yield Change(
            operation, f"{kind} member optional", {what + "-became-optional"}, {pointer},
            lambda call, index: half(call, index) if index % 2 else None,
        )
    kinds = {prefix + "property-type-changed"}
    if isinstance(value, bool):
        yield change("boolean to text", kinds, put(lambda v: str(v).lower()))
        yield change("boolean to number", kinds, put(int))
    elif isinstance(value, int):
        encodings = kinds | {prefix + "enum-encoding-changed"}
        yield change("number to text", encodings, put(str))
        yield change("fraction", {prefix + "property-became-fractional"}, put(lambda v: v + 0.5))
        if re.search(r"Value$", pointer) and not in_list:
            yield change("range", {prefix + "property-number-range-changed"}, put(lambda v: v * 180 + 90_000))
    elif isinstance(value, str):
        shapes = {prefix + "string-shape-changed"}
        yield change("text to number", kinds | {prefix + "enum-encoding-changed"}, put(7))
        if GUID.match(value) and value.strip("0-"):
            yield change("GUID without dashes", shapes, put(lambda v: v.replace("-", "")))
            yield change("GUID to word", shapes, put("pending"))
        elif WCF_DATE.match(value):
            dates = {prefix + "date-form-changed"}
            yield change("date in ISO 8601", dates, put("2026-03-02T10:00:00Z"))
            bare = not value.startswith("/")
            yield change("slashes of dates", dates, put(lambda v: f"/{v}/" if bare else v.strip("/")))
        elif DURATION.match(value):
            yield change("duration to digits", shapes, put("3600"))
        elif pointer.endswith((".Trend", ".State")):
            yield change("new word", {prefix + "property-enum-value-added"}, put("Sideways"))
    elif isinstance(value, dict) and value:
        yield change("object to list", {prefix + "object-became-array"}, put(lambda v: [v]))
        yield change(
            "member added", {prefix + "property-added"},
            put(lambda v: {**v, "Novelty": 5}), {pointer + ".Novelty"},
        )
        if len(value) > 1:
            yield change(
                "member order", {prefix + "member-order-changed"},
                put(lambda v: dict(reversed(v.items()))),
            )
    elif isinstance(value, list) and value:
        yield change("list to object", {prefix + "array-became-object"}, put(lambda v: {"Items": v}))


def of_document(kind, operation, side, value):
    def change(name, rules, edit, pointers=None):
        return Change(
            operation, f"{kind} {name}", {f"{kind}-{rule}" for rule in rules}, pointers or {"$", ""}, edit
        )

    def to(new):
        def edit(call, index):
            call[side] = new(call[side]) if callable(new) else new

        return edit

    def to_text(text):
        def edit(call, index):
            call[side + "Text"] = text

        return edit

    if value is None:
        # Where a body may be, but says nothing, what it holds is what came.
        yield change("body added", {"body-added", "property-added"}, to({"Novelty": 1}), {"$", "", "$.Novelty"})
        return
    yield change("body null", {"body-became-null"}, to_text("null"))
    yield change("body empty", {"body-became-empty"}, to_text(""))
    yield change("body of HTML", {"body-form-changed"}, to_text("<html><body>Hello</body></html>"))
    if isinstance(value, dict):
        yield change("object to list", {"object-became-array"}, to(lambda v: [v]))
        yield change(
            "member added", {"property-added"}, to(lambda v: {**v, "Novelty": 5}), {"$.Novelty"}
        )
        if len(value) > 1:
            yield change("member order", {"member-order-changed"}, to(lambda v: dict(reversed(v.items()))))
    elif isinstance(value, list):
        yield change("list to object", {"array-became-object"}, to(lambda v: {"Items": v}))
    elif isinstance(value, bool):
        yield change("boolean to text", {"body-type-changed"}, to("yes"))
    elif isinstance(value, str):
        yield change("text to number", {"body-type-changed"}, to(7))
        if GUID.match(value):
            yield change("GUID without dashes", {"string-shape-changed"}, to(lambda v: v.replace("-", "")))


def of_parameters(operation, query, has_body):
    def change(name, rules, edit, pointers):
        return Change(
            operation, f"parameter {name}", {f"request-parameter-{rule}" for rule in rules}, pointers, edit
        )

    def to(name, edit):
        def apply(call, index):
            call["query"] = [edit(*pair) if pair[0] == name else pair for pair in call["query"]]
            call["query"] = [pair for pair in call["query"] if pair]

        return apply

    for name, value in query:
        yield change("removed", {"removed"}, to(name, lambda n, v: None), {name})
        yield change("renamed", {"renamed"}, to(name, lambda n, v: ["theNew" + n, v]), {name, "theNew" + name})
        case = name[0].upper() + name[1:]
        yield change("letter case", {"case-changed"}, to(name, lambda n, v: [n[0].upper() + n[1:], v]), {name, case})
        drops = to(name, lambda n, v: None)
        yield change(
            "optional", {"became-optional"},
            lambda call, index, drops=drops: drops(call, index) if index % 2 else None, {name},
        )
        if re.fullmatch(r"\d+", str(value)):
            yield change("to word", {"type-changed", "shape-changed"}, to(name, lambda n, v: [n, "many"]), {name})
            yield change("fraction", {"became-fractional"}, to(name, lambda n, v: [n, f"{v}.5"]), {name})
        elif GUID.match(str(value)):
            yield change("to word", {"shape-changed"}, to(name, lambda n, v: [n, "pending"]), {name})
        if not has_body:
            def move(call, index, name=name):
                # A number, where the document says that it is one.
                call["sent"] = {n: int(v) if re.fullmatch(r"\d+", str(v)) else v for n, v in call["query"] if n == name}
                call["query"] = [pair for pair in call["query"] if pair[0] != name]

            yield change("moved to the body", {"moved-to-body"}, move, {name, "$." + name})
    yield change(
        "added", {"added"}, lambda call, index: call["query"].append(["novelty", "5"]), {"novelty"}
    )


def of_message(operation, call):
    def change(name, rules, edit, pointers=("",)):
        return Change(operation, name, set(rules), set(pointers), edit)

    def with_field(side, name, value):
        def edit(call, index):
            call[side] = [pair for pair in call[side] if pair[0].lower() != name.lower()]
            if value is not None:
                call[side].append([name, value])

        return edit

    def status(code):
        def edit(call, index):
            call["status"] = code

        return edit

    def url(edit_url):
        def edit(call, index):
            call["url"] = edit_url(call["url"])

        return edit

    def redirect(call, index):
        call.update(status=301, given=None)
        call["answerHeaders"].append(["Location", "https://share.example.com/elsewhere"])

    def fault(call, index):
        envelope = call["fault"] or {"Message": "Something new."}
        call.update(status=500, given={**envelope, "Code": "NewTrouble"})
        call["answerHeaders"] = [p for p in call["answerHeaders"] if p[0].lower() != "content-type"]
        call["answerHeaders"].insert(0, ["Content-Type", "application/json; charset=utf-8"])

    yield change("another success", ["response-success-status-added"], status(202), ["202", ""])
    yield change("redirect", ["response-redirect-added"], redirect, ["301", "", "location"])
    yield change("new fault", ["fault-code-added"], fault, ["NewTrouble", "$.Code", HIDDEN, ""])
    answer, request = "answerHeaders", "requestHeaders"
    yield change("answer header added", ["response-header-added"], with_field(answer, "X-Novelty", "1"), ["x-novelty", HIDDEN])
    yield change("answer header removed", ["response-header-removed"], with_field(answer, "Vary", None), ["vary"])
    yield change("answer header changed", ["response-header-changed"], with_field(answer, "Server", "nginx"), ["server"])
    yield change("request header added", ["request-header-added"], with_field(request, "X-Novelty", "1"), ["x-novelty", HIDDEN])
    yield change("request header removed", ["request-header-removed"], with_field(request, "Accept", None), ["accept"])
    if call["given"] is not None:
        yield change(
            "answer media type", ["response-media-type-changed"],
            with_field(answer, "Content-Type", "text/plain"), ["content-type", ""],
        )
        yield change(
            "answer media type removed", ["response-media-type-changed"],
            with_field(answer, "Content-Type", None), ["content-type", ""],
        )
    if call["sent"] is not None:
        yield change(
            "request media type", ["request-media-type-changed"],
            with_field(request, "Content-Type", "text/plain"), ["content-type", ""],
        )
        yield change(
            "request media type removed", ["request-media-type-changed"],
            with_field(request, "Content-Type", None), ["content-type", ""],
        )
    method = "PUT" if call["method"] == "POST" else "POST"
    yield change("method", ["operation-method-changed"], lambda call, index: call.update(method=method), ["", method])
    yield change("path in lower case", ["operation-path-case-changed"], url(str.lower))
    yield change(
        "service", ["operation-moved"],
        url(lambda u: re.sub(r"Services/(\w+)/(\w+)$", r"Services/Elsewhere/\2", u)),
    )


def all_changes(calls):
    """The changes of every operation, by what its first call holds."""
    for operation, examples in calls.items():
        first = examples[0]
        found = list(of_message(operation, first))
        found += of_parameters(operation, first["query"], first["sent"] is not None)
        for kind, side in (("request", "sent"), ("response", "given")):
            found += of_document(kind, operation, side, first[side])
            for pointer, steps, value in places(first[side]):
                if steps:
                    found += of_value(kind, operation, pointer, steps, value, side)
        for change in found:
            change.calls = examples
            yield change
