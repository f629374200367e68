#!/usr/bin/env python3
"""Runs real clients against `shareproto serve`: pydexcom of several years, curl, node, python-requests,
and clients in Swift and Java.

What pip or the machine cannot give is skipped, and said. Everything stays on loopback.

usage: Tests/Clients/run.py [path of shareproto]
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import venv
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/debug/shareproto")
WORK = ROOT / ".build/clients"
APPLICATION = "d89443d2-327c-4a6f-89e5-496bbb0317db"
LOGIN = json.dumps(
    {"accountName": "demo-user", "applicationId": APPLICATION, "password": "demo-Passw0rd"}
)
counts = {"passed": 0, "failed": 0, "skipped": 0}


def say(kind, name, detail=""):
    counts[kind] += 1
    print(f"{kind:8}{name}{'  ' + detail if detail else ''}", flush=True)


def check(name, found, expected):
    """Compares; an expected text is a pattern for the whole of what was found."""
    same = (
        re.fullmatch(expected, str(found), re.S) is not None
        if isinstance(expected, str)
        else found == expected
    )
    say("passed" if same else "failed", name, "" if same else f"{found!r}, expected {expected!r}")


@contextmanager
def serve(*options):
    """A stand-in: its URL, and the file of its authority where it speaks TLS."""
    with tempfile.TemporaryDirectory() as folder:
        authority = Path(folder) / "ca.pem"
        command = [BINARY, "serve", "--port", "0", *options]
        if "--tls" in options:
            command += ["--ca", str(authority)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield process.stdout.readline().strip(), str(authority)
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(10)
            if code != 0:
                say("failed", "serve " + " ".join(options), f"ended with {code}")


def install(*packages, target):
    """Whether pip can give packages."""
    if not target.exists():
        python = WORK / "venv/bin/python"
        if not python.exists():
            venv.create(WORK / "venv", with_pip=True)
        command = [python, "-m", "pip", "install", "-q", "--target", target, *packages]
        if subprocess.run(command, capture_output=True).returncode != 0:
            shutil.rmtree(target, ignore_errors=True)
            return False
    return True


READS = {"read": 288, "one": "1|2", "expired": "1[123]"}
NOT_VALID = "AccountError: Password not valid"
PYDEXCOM = [
    # Version and revision, and where a login or a session fails its own words. Those before 0.2.3 log in
    # again and then ask with the old session; 0.3.0 does not know the code.
    ("0.1.6", "2020-04", NOT_VALID, "AccountError: Account not found",
     "SessionError: Session ID not valid"),
    ("0.2.0", "2020-04", NOT_VALID, "AccountError: Account not found",
     "SessionError: Session ID not valid"),
    ("0.2.3", "2021-12-16", NOT_VALID, NOT_VALID, READS["expired"]),
    ("0.3.0", "2023-04", "AccountError: .*", "AccountError: .*", "HTTPError: 500 .*"),
    ("0.4.0", "2024-07-01", "AccountError: .*", "AccountError: .*", READS["expired"]),
    ("0.5.1", "2024-07-21", "AccountError: .*", "AccountError: .*", READS["expired"]),
    ("0.5.1", "2025-11", "AccountError: .*", "AccountError: .*", READS["expired"]),
]
FAULTS = [
    # What goes wrong with the first reading, and what pydexcom 0.5.1 makes of it.
    ("SessionIdNotFound", 288), ("SessionNotValid", 288), ("outage", "ServerError: .*"),
    ("page", "ServerError: .*"), ("empty", "ServerError: .*"), ("emptyList", 0),
    ("429", "ServerError: .*"), ("MonitoringSessionNotActive", "ServerError: .*"),
    ("null", "TypeError: .*"), ("brokenJSON", "ServerError: .*"),
]


def pydexcom():
    if not install("requests", target=WORK / "requests"):
        return say("skipped", "pydexcom", "pip cannot install requests")
    for version, revision, wrong, unknown, expired in PYDEXCOM:
        name = f"pydexcom {version} on share@{revision}"
        target = WORK / f"pydexcom-{version}"
        if not install("--no-deps", f"pydexcom=={version}", target=target):
            say("skipped", name, "pip cannot install it")
            continue
        steps = READS | {"expired": expired, "wrong-password": wrong, "unknown-user": unknown}
        ask_pydexcom(name, target, steps, "--revision", revision)
    for answer, expected in FAULTS if (WORK / "pydexcom-0.5.1").exists() else []:
        rule = f"{{on: ReadPublisherLatestGlucoseValues, times: 1, answer: {answer}}}"
        with scenario(rule) as path:
            ask_pydexcom(f"pydexcom 0.5.1 where {answer} is answered", WORK / "pydexcom-0.5.1",
                         {"read": expected}, "--scenario", path)


def ask_pydexcom(name, target, steps, *options):
    with serve("--tls", *options) as (url, authority):
        environment = os.environ | {
            "PYTHONPATH": f"{target}:{WORK / 'requests'}",
            "REQUESTS_CA_BUNDLE": authority,
            "SSL_CERT_FILE": authority,
        }
        port = url.rsplit(":", 1)[1]
        run = subprocess.run(
            [sys.executable, Path(__file__).with_name("pydexcom_client.py"), port,
             f"https://localhost:{port}/__shareproto/", *steps],
            env=environment, capture_output=True, text=True, timeout=60,
        )
        if run.returncode != 0:
            return say("failed", name, run.stderr[-600:])
        found = json.loads(run.stdout)
        for step, expected in steps.items():
            check(f"{name}: {step}", found[step], expected)


def curl(*arguments):
    return subprocess.run(
        ["curl", "-sS", "--max-time", "10", *arguments], capture_output=True, text=True
    ).stdout


def two_commands():
    """The two commands of the original write-up: log in by name, then read."""
    if not shutil.which("curl"):
        return say("skipped", "curl", "it is not on this machine")
    agent = "User-Agent: Dexcom%20Share/3.0.2.11 CFNetwork/672.0.2 Darwin/14.0.0"
    common = ["-H", "Accept: application/json", "-H", "Content-Type: application/json", "-H", agent]
    services = "/ShareWebServices/Services/"
    with serve("--revision", "share@2015") as (url, _):
        session = curl(
            *common, "-X", "POST", "-d", LOGIN, url + services + "General/LoginPublisherAccountByName"
        )
        check("curl 2015: log in", session, '"[0-9a-f-]{36}"')
        read = (
            url + services + "Publisher/ReadPublisherLatestGlucoseValues?sessionID="
            + session.strip('"') + "&minutes=1440&maxCount=1"
        )
        reading = curl("-H", "Content-Length: 0", "-H", "Accept: application/json", "-H", agent,
                       "-X", "POST", read)
        check(
            "curl 2015: read", reading,
            r'\[\{"DT":"\\/Date\(\d+-0400\)\\/","ST":"\\/Date\(\d+000\)\\/","Trend":[1-7],'
            r'"Value":\d+,"WT":"\\/Date\(\d+000\)\\/"\}\]',
        )
    with serve("--tls") as (url, authority):
        target = "https://share2.dexcom.com" + services + "General/SystemUtcTime"
        port = url.rsplit(":", 1)[1]
        for option in ("--http1.1", "--http2"):
            found = curl(option, "--connect-to", f"::127.0.0.1:{port}", "--cacert", authority,
                         "-w", " %{http_version}", target)
            version = {"--http1.1": "1.1", "--http2": "2"}[option]
            check(f"curl {option} to share2.dexcom.com", found,
                  r'\{"DateTime":"Date\(\d+\)","OffsetMinutes":0\} ' + version)


    with serve() as (url, _):
        found = curl("--http2-prior-knowledge", "-w", " %{http_version}",
                     url + services + "General/SystemUtcTime")
        check("curl --http2-prior-knowledge", found, r".*OffsetMinutes.* 2")
        # Too much is refused in both versions.
        with tempfile.NamedTemporaryFile() as long:
            long.write(b"x" * 1_200_000)
            long.flush()
            for option in ("--http1.1", "--http2-prior-knowledge"):
                found = curl(option, "-o", os.devnull, "-w", "%{http_code}", "--data-binary",
                             "@" + long.name, url + services + "Publisher/ListPublisherAccountSubscriptions")
                check(f"curl {option}: 1.2 MB", found, "413")
        # An offer of HTTP/2 that is not taken must not cost what comes on the same connection.
        found = curl("--http2", "-w", " %{http_version}\n", *["-d", LOGIN],
                     *[url + services + "General/LoginPublisherAccountByName"] * 2)
        check("curl --http2 without TLS, twice", found, r'("[0-9a-f-]{36}" 1.1\n){2}')


def java():
    if not shutil.which("java"):
        return say("skipped", "java", "it is not on this machine")
    with serve() as (url, _):
        run = subprocess.run(["java", Path(__file__).with_name("ShareClient.java"), url, LOGIN],
                             capture_output=True, text=True, timeout=120)
        check("java: HttpClient", run.stdout + run.stderr, "(200 289\n){3}")


SWIFT = [
    # Revision, and where a login fails its words: the account alone, then the password.
    ("2021-09-14", "SSO_AuthenticatePasswordInvalid", "SSO_AuthenticateAccountNotFound"),
    ("2021-12-16", "AccountPasswordInvalid", "AccountPasswordInvalid"),
    ("2024-07-21", "AccountPasswordInvalid", "AccountPasswordInvalid"),
    ("2025-11", "AccountPasswordInvalid", "AccountPasswordInvalid"),
]
SWIFT_FAULTS = [
    # What goes wrong with the first reading, and what the client in Swift makes of it.
    ("answer: SessionIdNotFound", 288), ("answer: SessionNotValid", 288),
    ("answer: MonitoringSessionNotActive", 'fetch\\("MonitoringSessionNotActive"\\)'),
    ("answer: outage", 'http\\("503"\\)'), ("answer: 429", 'http\\("429"\\)'),
    ("answer: page", 'data\\("no JSON"\\)'), ("answer: empty", 'data\\("no JSON"\\)'),
    ("answer: brokenJSON", 'data\\("no JSON"\\)'), ("answer: emptyList", 0),
    ("answer: zeroGUID", 'fetch\\("no list"\\)'), ("cut: 20", 'http\\("no answer"\\)'),
    ("drift: {rename: {Value: Glucose}}", 'data\\("no reading"\\)'),
    ("drift: {trends: other}", 288), ("drift: {dates: iso8601}", 'data\\("no reading"\\)'),
]


def swift():
    client, source = WORK / "swift-client", Path(__file__).with_name("ShareClient.swift")
    if not client.exists() or client.stat().st_mtime < source.stat().st_mtime:
        if not shutil.which("swiftc"):
            return say("skipped", "swift", "swiftc is not on this machine")
        subprocess.run(["swiftc", "-swift-version", "6", source, "-o", client], check=True)

    def ask(name, steps, *options):
        with serve(*options) as (url, _):
            run = subprocess.run([client, url, *steps], capture_output=True, text=True, timeout=60)
            if run.returncode != 0:
                return say("failed", name, run.stderr[-600:])
            found = json.loads(run.stdout)
            for step, expected in steps.items():
                check(f"{name}: {step}", found[step], expected)

    for revision, wrong, unknown in SWIFT:
        steps = {"read": 288, "one": 1, "twice": 1, "expired": 12,
                 "wrong-password": f'login\\("{wrong}"\\)', "unknown-user": f'login\\("{unknown}"\\)'}
        ask(f"swift on share@{revision}", steps, "--revision", revision)
    for fault, expected in SWIFT_FAULTS:
        with scenario(f"{{on: ReadPublisherLatestGlucoseValues, times: 1, {fault}}}") as path:
            ask(f"swift where the rule is {fault}", {"read": expected}, "--scenario", path)


@contextmanager
def scenario(rule):
    """The file of a scenario with a rule."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(f"rules: [{rule}]\n")
        file.flush()
        yield file.name


NODE = """
const [base, login] = process.argv.slice(1);
const post = async (path, body) => {
  const answer = await fetch(`${base}/ShareWebServices/Services/${path}`, {
    method: 'POST', body, headers: {'Content-Type': 'application/json'}});
  return answer.json();
};
const account = await post('General/AuthenticatePublisherAccount', login);
const {password, applicationId} = JSON.parse(login);
const session = await post(
  'General/LoginPublisherAccountById', JSON.stringify({accountId: account, password, applicationId}));
const query = `sessionId=${session}&minutes=1440&maxCount=288`;
const all = await Promise.all(Array.from({length: 20}, () =>
  post(`Publisher/ReadPublisherLatestGlucoseValues?${query}`)));
console.log(all.every((readings) => readings.length === 288), all[0][0].Trend);
"""


def node():
    if not shutil.which("node"):
        return say("skipped", "node", "it is not on this machine")
    with serve() as (url, _):
        run = subprocess.run(["node", "--input-type=module", "-e", NODE, url, LOGIN],
                             capture_output=True, text=True, timeout=60)
        check("node: fetch, twenty at once", run.stdout + run.stderr, r"true [A-Za-z]+\n")


REQUESTS = """
import sys, requests
base, login = sys.argv[1] + '/ShareWebServices/Services/', sys.argv[2]
session = requests.Session()
id = session.post(base + 'General/LoginPublisherAccountByName', data=login).json()
# Parameters in a body, in a form, and of another letter case.
read = base + 'Publisher/ReadPublisherLatestGlucoseValues'
parameters = {'sessionId': id, 'minutes': 1440, 'maxCount': 2}
print([len(answer.json()) for answer in (
  session.post(read, params=parameters), session.post(read, json=parameters),
  session.post(read, data=parameters), session.get(read, params=parameters),
  session.post(read, params={'SESSIONID': id, 'Minutes': 1440, 'MAXCOUNT': 2}, data='""'),
)])
"""


def python_requests():
    if not install("requests", target=WORK / "requests"):
        return say("skipped", "python-requests", "pip cannot install it")
    with serve() as (url, _):
        run = subprocess.run([sys.executable, "-c", REQUESTS, url, LOGIN], text=True,
                             env=os.environ | {"PYTHONPATH": str(WORK / "requests")},
                             capture_output=True, timeout=60)
        check("python-requests: query, body, form, GET, letter case", run.stdout + run.stderr,
              r"\[2, 2, 2, 2, 2\]\n")


# A 500 is how the service tells of any fault; whether it is one, the schema of the answer says.
CHECKS = "status_code_conformance,content_type_conformance,response_schema_conformance," \
    "unsupported_method"


def schemathesis():
    """Thousands of requests made of our own document: no answer but those that it describes."""
    if not install("schemathesis==4.*", target=WORK / "schemathesis"):
        return say("skipped", "schemathesis", "pip cannot install it")
    document = json.loads(
        subprocess.run([BINARY, "schema", "show", "--format", "json"], capture_output=True).stdout
    )
    for path in document["paths"].values():
        operation = path.get("post", {})
        # What OpenAPI has no words for, and our extensions say.
        if "GET" in operation.get("x-also-methods", []):
            path["get"] = operation | {"operationId": operation.get("operationId", "") + "ByGET"}
        for answer in operation.get("responses", {}).values():
            if answer.get("x-may-be-empty"):
                answer.pop("content", None)
    with serve() as (url, _), tempfile.TemporaryDirectory() as folder:
        login = curl("-H", "Content-Type: application/json", "-d", LOGIN,
                     url + "/ShareWebServices/Services/General/LoginPublisherAccountByName")
        (Path(folder) / "openapi.json").write_text(json.dumps(document))
        (Path(folder) / "schemathesis.toml").write_text(
            f'[parameters]\n"query.sessionId" = {login}\n'
        )
        run = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run",
             "openapi.json", "--url", url + "/ShareWebServices/Services", "--checks", CHECKS,
             "--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "1",
             "--no-color"],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(WORK / "schemathesis")},
            capture_output=True, text=True, timeout=600,
        )
        tested = re.search(r"Tested: (\d+)", run.stdout)
        check("schemathesis: nothing undocumented in 29 operations, one also by GET",
              (run.returncode, tested and tested[1]), (0, "30"))
        if run.returncode != 0:
            print(run.stdout[-3000:], run.stderr[-1000:])


def recording():
    """What serve recorded decodes to what was asked, and gives nobody away."""
    with tempfile.TemporaryDirectory() as folder:
        har = Path(folder) / "asked.har"
        with serve("--record", str(har)) as (url, _):
            path = url + "/ShareWebServices/Services/General/"
            session = curl("-d", LOGIN, path + "LoginPublisherAccountByName").strip('"\n')
            curl(path + "SystemUtcTime")
        decoded = subprocess.run([BINARY, "decode", "--format", "ndjson", har],
                                 capture_output=True, text=True)
        calls = [json.loads(line)["operation"] for line in decoded.stdout.splitlines()]
        check("recording: decodes", (decoded.returncode, calls),
              (0, ["LoginPublisherAccountByName", "SystemUtcTime"]))
        text = har.read_text()
        check("recording: hides", [secret in text for secret in
                                   ("demo-user", "demo-Passw0rd", session)], [False] * 3)


WORK.mkdir(parents=True, exist_ok=True)
for client in (two_commands, java, swift, node, python_requests, recording, pydexcom, schemathesis):
    client()
print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
sys.exit(1 if counts["failed"] else 0)
