#!/usr/bin/env python3
"""Runs what Docs/replay.md and Docs/serve.md tell people to run, as it is written there.

usage: Tests/Replay/documents.py [path of shareproto]
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/debug/shareproto").resolve()
# The exit codes of the commands of Docs/replay.md: what is older than the stand-in differs.
CODES = {"--plan": 0, "--probe": 1, "summarize": 0, "replay": 1}
failed = 0


def check(name, found, expected):
    global failed
    failed += found != expected
    print("passed " if found == expected else "FAILED ", name,
          "" if found == expected else f"{found!r}", flush=True)


def blocks(page, language=""):
    text = (ROOT / "Docs" / page).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def is_free(port):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return server.connect_ex(("127.0.0.1", port)) != 0


def replay_page():
    lines = [line for block in blocks("replay.md") for line in block.splitlines()]
    if not is_free(8080):
        return print("skipped  replay.md: somebody listens at port 8080")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Captures").symlink_to(ROOT / "Captures")
        (Path(folder) / "shareproto").symlink_to(BINARY)
        script = "trap 'kill $(jobs -p)' EXIT\n" + "".join(
            f'{line}\necho "exit $?"\n' for line in lines)
        run = subprocess.run(
            ["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=300,
            env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"})
        codes = [int(code) for code in re.findall(r"^exit (\d+)$", run.stdout, re.M)]
        for line, code in zip(lines, codes):
            expected = next((code for word, code in CODES.items() if word in line), 0)
            check(f"replay.md: {line}", code, expected)
        check("replay.md: every line was run", len(codes), len(lines))
        check("replay.md: the plan sends nothing", "Nothing was sent." in run.stdout, True)
        check("replay.md: what was probed is summed up", (Path(folder) / "probed.jsonl").exists(), True)


def serve_page():
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as scenario:
        scenario.write(blocks("serve.md", "yaml")[0])
        scenario.flush()
        server = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--scenario", scenario.name],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        url = server.stdout.readline().strip()
        # Nobody waits for an invitation to be accepted.
        text = (ROOT / "Docs/serve.md").read_text()
        for method, path in re.findall(r"^\| `(GET|POST) (/__shareproto/\S*)`", text, re.M):
            request = urllib.request.Request(url + path.replace("…", "x"), method=method)
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    status = answer.status
            except urllib.error.HTTPError as error:
                status = error.code
            check(f"serve.md: {method} {path}", status, 404 if "accept" in path else 200)
        server.send_signal(signal.SIGTERM)
        check("serve.md: serve ends", server.wait(20), 0)


replay_page()
serve_page()
sys.exit(failed > 0)
