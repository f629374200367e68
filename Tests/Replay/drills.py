#!/usr/bin/env python3
"""Faults that a target may have, and what `shareproto replay` makes of each.

The report must name every step, the exit code be right, and nothing that writes be sent twice. All targets
are on loopback.

usage: Tests/Replay/drills.py [path of shareproto]
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import termios
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/debug/shareproto")
SECRETS = {"SHAREPROTO_ACCOUNT_NAME": "demo-user", "SHAREPROTO_PASSWORD": "demo-Passw0rd"}
failed = 0


def check(name, found, expected):
    global failed
    same = found == expected if not callable(expected) else expected(found)
    failed += not same
    print(f"{'passed' if same else 'FAILED'}  {name}" + ("" if same else f"  {found!r}"), flush=True)


def entry(number, path, body, answer):
    """An entry of a HAR, a second after the one before."""
    return {
        "startedDateTime": f"2025-12-01T10:00:{number:02}Z", "time": 10,
        "request": {
            "method": "POST", "url": f"https://share2.dexcom.com/ShareWebServices/Services/{path}",
            "headers": [{"name": "Accept", "value": "application/json"}],
            "postData": {"mimeType": "application/json", "text": body},
        },
        "response": {
            "status": 200, "headers": [],
            "content": {"mimeType": "application/json", "text": answer},
        },
    }


SESSION = "11111111-2222-4333-8444-555555555501"
CONTACT = "11111111-2222-4333-8444-555555555502"
LOGIN = json.dumps({
    "accountName": "somebody", "password": "recorded-Passw0rd",
    "applicationId": "d89443d2-327c-4a6f-89e5-496bbb0317db",
})
READ = f"Publisher/ReadPublisherLatestGlucoseValues?sessionId={SESSION}&minutes=10&maxCount=1"
STEPS = [
    ("General/LoginPublisherAccountByName", LOGIN, f'"{SESSION}"'),
    (f"Publisher/CreateContact?sessionId={SESSION}&contactName=A&emailAddress=a%40example.com", "",
     f'"{CONTACT}"'),
    (READ, "", "[]"), (READ, "", "[]"), (READ, "", "[]"), (READ, "", "[]"),
]


def har(folder, steps=STEPS):
    path = Path(folder) / "session.har"
    entries = [entry(number, *step) for number, step in enumerate(steps)]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


class Target:
    """A server that does what it is told with each request, and keeps the first lines and the bodies
    of all, and when they came."""

    def __init__(self, answer):
        self.answer, self.lines, self.bodies, self.times = answer, [], [], []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        data = b""
        with connection:
            while True:
                while b"\r\n\r\n" not in data:
                    try:
                        part = connection.recv(65536)
                    except OSError:
                        return
                    if not part:
                        return
                    data += part
                head, _, data = data.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                length = int(length[1]) if length else 0
                while len(data) < length:
                    data += connection.recv(65536)
                self.bodies.append(data[:length])
                data = data[length:]
                line = head.split(b"\r\n")[0].decode()
                self.lines.append(line)
                self.times.append(time.monotonic())
                reply = self.answer(line, len(self.lines))
                if reply is None:
                    return
                try:
                    connection.sendall(reply)
                except OSError:
                    return
                if reply is HALF:
                    return

    def close(self):
        self.socket.close()


def ok(body):
    text = body.encode()
    return (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(text)) + text


HALF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n["


def usual(line):
    if "Login" in line:
        return ok('"99999999-2222-4333-8444-555555555501"')
    if "CreateContact" in line:
        return ok('"99999999-2222-4333-8444-555555555502"')
    return ok("[]")


def replay(folder, url, *options, steps=STEPS, environment=None, timeout=60):
    run = subprocess.run(
        [BINARY, "replay", har(folder, steps), "--target", url, "--allow-writes", "--format", "json",
         *options],
        env=os.environ | SECRETS | (environment or {}), capture_output=True, text=True, timeout=timeout,
    )
    try:
        steps = json.loads(run.stdout)["sessions"][0]["steps"]
    except (ValueError, KeyError, IndexError):
        steps = None
    return run, steps


def drill(name, answer, results, code, *options):
    """One target, the results of the six steps, and the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        target = Target(answer)
        run, steps = replay(folder, target.url, "--timeout", "1", *options)
        target.close()
        found = [step["result"] for step in steps or []]
        check(name, (found, run.returncode), (results, code))
        writes = [line for line in target.lines if "CreateContact" in line]
        check(f"{name}: nothing that writes is sent twice", len(writes) <= 1, True)
        check(f"{name}: no recorded secret is sent or told",
              any("recorded-Passw0rd" in text for text in [run.stdout, run.stderr]), False)


def main():
    equal = ["equal"] * 6
    drill("a target that answers", lambda line, n: usual(line), equal, 0)
    fail = "failed"
    drill("a write that nobody answers",
          lambda line, n: time.sleep(3) if "Create" in line else usual(line),
          ["equal", fail] + ["equal"] * 4, 2)
    drill("killed in the middle", lambda line, n: usual(line) if n < 3 else None,
          ["equal", "equal", fail, fail, fail, "not sent"], 2)
    drill("a hiccup in a read", lambda line, n: None if n == 3 else usual(line), equal, 0)
    drill("garbage", lambda line, n: b"\x00\xffgarbage\r\n\r\n" if "Latest" in line else usual(line),
          ["equal", "equal", fail, fail, fail, "not sent"], 2)
    drill("half answers",
          lambda line, n: HALF if "Latest" in line else usual(line),
          ["equal", "equal"] + ["differs"] * 4, 1)
    drill("a redirect elsewhere",
          lambda line, n: b"HTTP/1.1 307 R\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n"
          if "Latest" in line else usual(line),
          ["equal", "equal"] + ["differs"] * 4, 1)
    refused()
    dripping()
    stopped()
    paces()
    shapes()
    prompt()
    prompt_stopped()
    proxy()
    tls()
    broken_tls()
    refusals()
    return failed > 0


def refused():
    with tempfile.TemporaryDirectory() as folder:
        closed = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        closed.close()
        run, steps = replay(folder, url)
        found = [step["result"] for step in steps or []]
        check("refused", (found[0], len(found), run.returncode), ("failed", 6, 2))
        check("refused: says what to do", "is it running?" in run.stdout, True)


def dripping():
    """An answer whose bytes come one at a time, for ever, is given up in time."""
    def drip(connection, stop):
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n")
            while not stop.wait(0.2):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection, stop), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        start = time.monotonic()
        try:
            run, steps = replay(folder, url, "--timeout", "1", steps=STEPS[:1])
        except subprocess.TimeoutExpired:
            return check("a body that drips", "goes on", "ends in time")
        took = time.monotonic() - start
        # A login changes something, and is sent once.
        check("a body that drips", ([step["result"] for step in steps], run.returncode, took < 15),
              (["failed"], 2, True))
        check("a body that drips: says so", "the answer did not end in time" in run.stdout, True)
    stop.set()
    server.close()


def shapes():
    """Members that are gone or new, in one answer alone."""
    reading = {"WT": "Date(1764579600000)", "Value": 120, "Trend": "Flat"}
    steps = STEPS[:1] + [(READ, "", json.dumps([reading]))]
    for name, given, details in [
        ("all members gone", {}, ["WT", "Value", "Trend"]),
        ("a member gone", {"WT": "Date(1764579600000)", "Trend": "Flat"}, ["Value"]),
        ("a member more", reading | {"TrendRate": 0.5}, ["TrendRate"]),
        ("other values", {"WT": "Date(1764579900000)", "Value": 99, "Trend": "SingleUp"}, []),
    ]:
        answer = json.dumps([given])
        target = Target(lambda line, n: ok(answer) if "Latest" in line else usual(line))
        with tempfile.TemporaryDirectory() as folder:
            run, found = replay(folder, target.url, steps=steps)
            places = [finding["place"] for finding in found[1]["findings"]]
            check(name, (run.returncode, places),
                  (1 if details else 0, [f"$[*].{member}" for member in details]))
            if details:
                for form in "text", "junit", "html":
                    run = subprocess.run(
                        [BINARY, "replay", har(folder, steps), "--target", target.url, "--format", form],
                        env=os.environ | SECRETS, capture_output=True, text=True, timeout=60)
                    check(f"{name}: told as {form}",
                          all(f"$[*].{member}" in run.stdout for member in details), True)
        target.close()


def stopped():
    """Ctrl-C gives the report of what was done."""
    with tempfile.TemporaryDirectory() as folder:
        target = Target(lambda line, n: usual(line))
        process = subprocess.Popen(
            [BINARY, "replay", har(folder), "--target", target.url, "--allow-writes", "--format",
             "json", "--speed", "0.05x"],
            env=os.environ | SECRETS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        limit = time.monotonic() + 30
        while not target.lines and time.monotonic() < limit:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
        target.close()
        report = json.loads(output)
        results = [step["result"] for step in report["sessions"][0]["steps"]]
        check("stopped by Ctrl-C", (results, report["stopped"], process.returncode),
              (["equal"] + ["not sent"] * 5, True, 2))


def paces():
    """How long after the start the last request comes."""
    for options, least in {
        ("--speed", "original"): 5, ("--speed", "5x"): 1, ("--rate-limit", "5"): 1,
    }.items():
        with tempfile.TemporaryDirectory() as folder:
            target = Target(lambda line, n: usual(line))
            start = time.monotonic()
            run, steps = replay(folder, target.url, *options)
            target.close()
            took = target.times[-1] - start
            # A busy machine is late, and never early.
            check(" ".join(options), (run.returncode, len(steps), took >= least),
                  (0, 6, True))


def prompt():
    """A name and a password are asked for on a terminal, which does not show the password, also to those
    who answer at once. What was typed before a question is not lost."""
    typed = ["demo-user\n", "typed-Passw0rd\n"]
    names = ["SHAREPROTO_ACCOUNT_NAME: ", "SHAREPROTO_PASSWORD: "]
    for _ in range(5):
        code, shown, bodies = ask(dict(zip(names, typed)))
        check("asked on a terminal", (code, "demo-user" in shown), (0, True))
        check("asked on a terminal: the password is not shown", "typed-Passw0rd" in shown, False)
        check("asked on a terminal: the password is sent",
              any(b"typed-Passw0rd" in body for body in bodies), True)
    code, shown, bodies = ask({names[0]: "".join(typed)})
    check("answered in advance",
          (code, any(b"typed-Passw0rd" in body for body in bodies)), (0, True))


def ask(typed):
    """The exit code of a replay on a terminal, what the terminal showed, and what was sent."""
    with tempfile.TemporaryDirectory() as folder:
        target = Target(lambda line, n: usual(line))
        environment = {key: value for key, value in os.environ.items() if "SHAREPROTO" not in key}
        command = [BINARY, "replay", str(har(folder)), "--target", target.url, "--allow-writes"]
        child, terminal = pty.fork()
        if child == 0:
            os.execve(BINARY, command, environment)
        shown = ""
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            if not select.select([terminal], [], [], 0.5)[0]:
                continue
            try:
                part = os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                break
            if not part:
                break
            shown += part
            for question in [question for question in typed if shown.endswith(question)]:
                os.write(terminal, typed.pop(question).encode())
        else:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(terminal)
        target.close()
        return code, shown, target.bodies


def prompt_stopped():
    """Ctrl-C at the question for a password ends the program, and the terminal shows again what is typed."""
    with tempfile.TemporaryDirectory() as folder:
        terminal, end = pty.openpty()
        environment = {key: value for key, value in os.environ.items() if "SHAREPROTO" not in key}

        def begin():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            # Who runs these in the background ignores Ctrl-C, and would have the tool ignore it.
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        process = subprocess.Popen(
            [BINARY, "replay", har(folder), "--target", "http://127.0.0.1:9"], stdin=end, stdout=end,
            stderr=end, start_new_session=True,
            env=environment | {"SHAREPROTO_ACCOUNT_NAME": "demo-user"},
            preexec_fn=begin)

        def shows():
            return bool(termios.tcgetattr(end)[3] & termios.ECHO)

        shown = b""
        while not shown.endswith(b"SHAREPROTO_PASSWORD: "):
            shown += os.read(terminal, 4096)
        check("Ctrl-C at a question: nothing is shown before", shows(), False)
        os.write(terminal, b"\x03")
        try:
            code = process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            code = None
        check("Ctrl-C at a question", (code, shows()), (-signal.SIGINT, True))
        os.close(terminal)
        os.close(end)


def proxy():
    """A proxy is asked for the target and nothing else, and only when that is wanted."""
    target = Target(lambda line, n: b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
    with tempfile.TemporaryDirectory() as folder:
        name = "share.example.com"
        run = subprocess.run(
            [BINARY, "replay", har(folder, STEPS[:1]), "--target", f"https://{name}", "--allow-host",
             name, "--format", "json", "--timeout", "5", "--proxy-from-environment"],
            env=os.environ | SECRETS | {"HTTPS_PROXY": target.url, "NO_PROXY": "", "no_proxy": ""},
            capture_output=True, text=True, timeout=60)
        check("a proxy from the environment", (run.returncode, set(target.lines)),
              (2, {f"CONNECT {name}:443 HTTP/1.1"}))
        target.lines.clear()
        other = Target(lambda line, n: usual(line))
        for options in [], ["--proxy-from-environment"]:
            run, steps = replay(folder, other.url, *options, steps=STEPS[:1],
                                environment={"HTTPS_PROXY": target.url, "HTTP_PROXY": target.url})
            check("no proxy for this machine", (run.returncode, target.lines), (0, []))
        other.close()
    target.close()


@contextmanager
def serve(*options):
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
            process.wait(20)


def tls():
    with tempfile.TemporaryDirectory() as folder, serve("--tls") as (url, authority):
        check("TLS: the URL is one that the certificate is for", url.startswith("https://localhost:"), True)
        found = {}
        with serve("--tls") as (_, other):
            for name, options in {
                "no authority": [], "its own authority": ["--ca", authority],
                "another authority": ["--ca", other], "not verified": ["--insecure"],
            }.items():
                run, result = replay(folder, url, *options, steps=[
                    ("General/LoginPublisherAccountByName", LOGIN, f'"{SESSION}"')])
                found[name] = result[0]["result"] if result else run.stderr
        check("TLS", found, {
            "no authority": "failed", "its own authority": "equal", "another authority": "failed",
            "not verified": "equal"})
        address = url.replace("localhost", "127.0.0.1")
        run, result = replay(folder, address, "--ca", authority)
        check("TLS to an address: says what to do", (run.returncode, url in run.stdout), (2, True))
        run, result = replay(folder, url.replace("https:", "http:"))
        check("HTTP to a port of TLS: says so", (run.returncode, f"name it {url}" in run.stdout), (2, True))
    with tempfile.TemporaryDirectory() as folder, serve() as (url, _):
        for host in "localhost", "127.0.0.1":
            plain = url.replace("127.0.0.1", host)
            run, result = replay(folder, plain.replace("http:", "https:"))
            check(f"TLS to plain HTTP at {host}: says so",
                  (run.returncode, f"name it {plain}" in run.stdout, "--ca" in run.stdout), (2, True, False))
    target = Target(lambda line, n: usual(line))
    with tempfile.TemporaryDirectory() as folder:
        # It waits for the end of a head that does not come.
        run, result = replay(folder, target.url.replace("http:", "https:"), "--insecure", "--timeout", "2")
        check("TLS to a port of HTTP", (result[0]["result"], run.returncode), ("failed", 2))
    target.close()


class BrokenTLS(Target):
    """TLS that breaks after a request that writes was read."""

    def __init__(self, folder, breaking):
        names = [Path(folder) / "target.pem", Path(folder) / "target.key"]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-out", names[0], "-keyout", names[1]],
            check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*names)
        self.breaking = breaking
        super().__init__(lambda line, _: usual(line))
        self.url = self.url.replace("http://127.0.0.1", "https://localhost")

    def serve(self, connection):
        try:
            connection = self.context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            return
        answer = self.answer

        def break_off(line, number):
            if "CreateContact" not in line:
                return answer(line, number)
            # Past the layer of TLS.
            socket.socket.sendall(connection, self.breaking)
            time.sleep(0.3)

        self.answer = break_off
        super().serve(connection)


def broken_tls():
    for name, breaking in {
        "plain bytes": b"HTTP/1.1 200 OK\r\n\r\n", "a wrong record": b"\x17\x03\x03\x00\x40" + b"U" * 64,
        "an alert": b"\x15\x03\x03\x00\x02\x02\x50",
    }.items():
        with tempfile.TemporaryDirectory() as folder:
            target = BrokenTLS(folder, breaking)
            run, steps = replay(folder, target.url, "--insecure", "--timeout", "2")
            target.close()
            found = [step["result"] for step in steps or []]
            check(f"TLS breaks with {name}", (found[:2], run.returncode), (["equal", "failed"], 2))
            writes = [line for line in target.lines if "CreateContact" in line]
            check(f"TLS breaks with {name}: what writes was sent once, and counts as sent",
                  (len(writes), "did not reach" in run.stderr), (1, False))


REFUSALS = [
    (["--target", "https://share2.dexcom.com"], "--allow-host share2.dexcom.com"),
    (["--target", "https://share2.dexcom.com", "--allow-host", "share1.dexcom.com"], "--allow-host"),
    (["--target", "http://share.example.com", "--allow-host", "share.example.com"], "https://"),
    (["--target", "https://a.example.com", "--allow-host", "a.example.com", "--insecure"], "--ca"),
    (["--target", "http://0x7f.1:8080"], "127.0.0.1"),
    (["--target", "http://127.0.0.1:80@evil.example"], "--secrets"),
    (["--target", "http://127.0.0.1.nip.io:8080"], "--allow-host"),
    (["--target", "https://share2.dexcom.com", "--allow-host", "share2.dexcom.com", "--probe",
      "--plan"], "serve"),
]


def refusals():
    """Each says how to do it rightly, and nothing is looked up or sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = har(folder)
        for options, advice in REFUSALS:
            run = subprocess.run([BINARY, "replay", path, *options], capture_output=True, text=True,
                                 env=os.environ | SECRETS, timeout=60)
            check("refused: " + " ".join(options), (run.returncode, advice in run.stderr, run.stdout),
                  (64, True, ""))
        environment = {key: value for key, value in os.environ.items() if "SHAREPROTO" not in key}
        run = subprocess.run(
            [BINARY, "replay", path, "--target", "http://127.0.0.1:9"], env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        check("a secret that is missing", (run.returncode, "--secrets FILE" in run.stderr), (64, True))


if __name__ == "__main__":
    sys.exit(main())
