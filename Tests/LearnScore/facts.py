"""The facts that an OpenAPI document states of one operation, and how they agree with another's."""

METHODS = ("get", "put", "post", "delete", "patch")
# Shapes that a text may happen to have restrict nothing.
TIMES = {"date-time": {"date-time", "date-time-fine"}, "uuid": {"guid", "zero-guid"}}
LIMIT = 12


def follow(document, node):
    """What a node refers to."""
    for _ in range(8):
        reference = node.get("$ref") if isinstance(node, dict) else None
        if not reference:
            return node
        node = document
        for step in reference[2:].split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def operations(document):
    """The operations by name without regard to letter case: the path item under its last two steps."""
    found = {}
    for path, item in (document.get("paths") or {}).items():
        name = "/".join(path.strip("/").split("/")[-2:])
        found.setdefault(name.lower(), {}).update(item)
    return found


def kinds(schema):
    kinds = schema.get("type")
    if kinds is None:
        if "properties" in schema:
            return {"object"}
        return {"array"} if "items" in schema else set()
    kinds = set([kinds] if isinstance(kinds, str) else kinds)
    return kinds | {"null"} if schema.get("nullable") else kinds


def shapes(schema):
    for name in ("x-shape", "x-shapes", "format"):
        if name in schema:
            value = schema[name]
            names = set(value if isinstance(value, list) else [value])
            return set().union(*(TIMES.get(n, {n}) for n in names)) if name == "format" else names
    return {"empty"} if schema.get("maxLength") == 0 else set()


def was_missing(schema):
    """Whether the document says that it was seen to be missing; nothing where it does not say."""
    evidence = schema.get("x-evidence")
    return evidence and evidence["of"] > evidence["seen"]


def value_facts(document, node, place, facts, depth=0):
    """Facts of a schema: alternatives are one that allows all of them."""
    node = follow(document, node) if isinstance(node, dict) else {}
    if depth > LIMIT:
        return
    parts = [node] + [
        follow(document, part) for name in ("allOf", "anyOf", "oneOf") for part in node.get(name, [])
    ]
    for part in parts:
        if kinds(part):
            facts.setdefault((place, "type"), set()).update(kinds(part))
        if isinstance(part.get("x-unit"), str):
            facts[place, "unit"] = {part["x-unit"]}
        add_links(facts, place, part)
        texts = {value for value in part.get("enum", []) if isinstance(value, str)}
        if texts:
            facts.setdefault((place, "enum"), set()).update(texts)
        if shapes(part):
            facts.setdefault((place, "shape"), set()).update(shapes(part))
        elif "string" in kinds(part) and not texts:
            facts[place, "free"] = True
        for name, member in (part.get("properties") or {}).items():
            inner = f"{place}.{name}"
            required = name in part.get("required", [])
            member_facts(facts, inner, follow(document, member), member, required)
            value_facts(document, member, inner, facts, depth + 1)
        if "items" in part:
            value_facts(document, part["items"], place + "[*]", facts, depth + 1)
        if "contentSchema" in part:
            value_facts(document, part["contentSchema"], place + " in", facts, depth + 1)


def add_links(facts, place, node):
    """Where an identifier comes from: `General/LoginPublisherAccountById $`."""
    links = node.get("x-link") or []
    for link in links if isinstance(links, list) else [links]:
        facts.setdefault((place, "link"), set()).add(link["from"].lower())


def member_facts(facts, place, node, written, required):
    facts[place, "there"] = True
    evidence = written if "x-evidence" in written else node
    if required or written.get("x-usual"):
        facts[place, "always"] = True
    # What was never missing so far is neither required nor optional.
    if required:
        facts[place, "required"] = True
    elif "x-evidence" not in evidence or was_missing(evidence):
        facts[place, "required"] = False


def facts(document, item):
    """All facts of an operation, by place and kind."""
    found = {}
    methods = {name for name in item if name in METHODS}
    if not methods:
        return found
    found["operation", "methods"] = {name.upper() for name in methods}
    for name in methods:
        operation = item[name]
        found["operation", "methods"].update(operation.get("x-also-methods", []))
        parameters = list(item.get("parameters", [])) + list(operation.get("parameters", []))
        for parameter in parameters:
            parameter = follow(document, parameter)
            if parameter.get("in") != "query":
                continue
            place = "query " + parameter["name"]
            member_facts(found, place, parameter, parameter, parameter.get("required", False))
            add_links(found, place, parameter)
            value_facts(document, parameter.get("schema", {}), place, found)
        body = follow(document, operation.get("requestBody", {}))
        for kind, media in body.get("content", {}).items():
            if "json" in kind:
                value_facts(document, media.get("schema", {}), "body $", found)
        for status, response in operation.get("responses", {}).items():
            response = follow(document, response)
            if str(status) == "default":
                continue
            found[f"answer {status}", "there"] = True
            for kind, media in response.get("content", {}).items():
                kind = kind.split(";")[0].strip().lower()
                found.setdefault((f"answer {status}", "media"), set()).add(kind)
                if "json" in kind:
                    value_facts(document, media.get("schema", {}), f"answer {status} $", found)
        for code in operation.get("x-faults", {}):
            found["fault " + code, "there"] = True
        if operation.get("x-open-faults"):
            found["operation", "open faults"] = True
    return found


def agrees(kind, proposed, true, truth, place):
    """Whether one fact agrees: yes, no, or nothing where the schema does not say."""
    if kind == "there":
        if true is not None:
            return True
        if place.startswith("fault "):
            return None if truth.get(("operation", "open faults")) else False
        parent = place.rpartition(".")[0]
        # Where the schema describes nothing inside, anything may stand there.
        is_described = any(key[0].startswith(parent + ".") for key in truth) if parent else True
        return False if is_described else None
    if kind in ("free", "open faults"):
        return None
    if true is None:
        return None
    if kind == "type":
        widened = true | ({"integer"} if "number" in true else set())
        return proposed <= widened
    if kind == "shape":
        return None if truth.get((place, "free")) else proposed <= true
    if kind in ("enum", "media", "unit", "link"):
        return proposed <= true
    if kind == "methods":
        return proposed <= true
    return proposed == true


GROUPS = ("unit", "link", "fault")


def group(place, kind):
    """The facts that the table also counts by themselves; nothing for the others."""
    if kind in ("unit", "link"):
        return kind
    return "fault" if place.startswith("fault ") and kind == "there" else None


def groups(proposed, truth):
    """Of each group, how many of the facts that the latest revision states were found, and how many it has."""
    counts = {name: [0, 0] for name in GROUPS}
    for key in truth[-1]:
        name = group(*key)
        if name:
            counts[name][0] += key in proposed
            counts[name][1] += 1
    return counts


def compare(proposed, truth):
    """Counts (right, wrong, always there though optional, missed, wanted), and what is wrong.

    "Always there so far" is right where the schema says required or usual. Where it says optional it is
    not wrong, as recordings may well be all alike, but it is counted. `truth` is a list of what several
    revisions say: what any of them says is right.
    """
    right, habits, wrong = 0, 0, []
    for (place, kind), value in proposed.items():
        said = [each.get((place, kind)) for each in truth]
        if isinstance(value, set):
            # The recordings are of all revisions, and so is what was learned.
            known = [each for each in said if each is not None]
            said = [set().union(*known) if known else None] * len(truth)
        verdicts = [agrees(kind, value, each, whole, place) for each, whole in zip(said, truth)]
        if True in verdicts:
            right += 1
        elif None in verdicts:
            habits += kind == "always" and any((place, "there") in each for each in truth)
        else:
            shown = value if not isinstance(value, set) else "/".join(sorted(value))
            wrong.append(f"{place}: {kind} {shown}")
    wanted = [key for key in truth[-1] if key[1] in ("there", "type", "unit", "link")]
    missed = sum(key not in proposed for key in wanted)
    return right, wrong, habits, missed, len(wanted)
