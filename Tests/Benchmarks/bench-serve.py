#!/usr/bin/env python3
"""Measures `shareproto serve` against the least that the server under it can do, under load.

The peer (TrivialServer) reads a request and answers with as many bytes; both are asked in turns by the
same program on the same machine, since a busy machine slows both. Needs wrk. Everything stays on
loopback.

Exit 1: serve answers less than 40 % of the peer's requests a second, needs 10 ms or more for the 99th of
100 requests at 1,000 a second over 1,000 connections, or grows.
"""

import argparse
import asyncio
import gc
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from array import array
from contextlib import contextmanager
from pathlib import Path

from bench import FOLDER

SHARE_LIMIT = 0.40
LATENCY_LIMIT = 10.0
# Allocators keep a little more than is used; this much is no growth.
GROWTH_LIMIT = 1.10
SESSIONS = 20_000
SERVICES = "/ShareWebServices/Services/"
ACCOUNT = {
    "accountName": "demo-user",
    "applicationId": "d89443d2-327c-4a6f-89e5-496bbb0317db",
    "password": "demo-Passw0rd",
}


@contextmanager
def server(command):
    """A server that prints its URL first: its URL and process."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def post(url, body):
    request = urllib.request.Request(
        url, json.dumps(body).encode(),
        {"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def log_in(url):
    return json.loads(post(url + SERVICES + "General/LoginPublisherAccountByName", ACCOUNT))


def questions(url):
    """What is asked: name, path and body; None for GET."""
    read = f"{SERVICES}Publisher/ReadPublisherLatestGlucoseValues?sessionId={log_in(url)}&minutes=1440"
    return {
        "time": (SERVICES + "General/SystemUtcTime", None),
        "login": (SERVICES + "General/LoginPublisherAccountByName", ACCOUNT),
        "one reading": (read + "&maxCount=1", {}),
        "a day": (read + "&maxCount=288", {}),
    }


def ask(url, body):
    """One answer: its number of bytes."""
    if body is None:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return len(answer.read())
    return len(post(url, body))


def wrk(url, body, connections, seconds):
    """Requests a second, the 99th percentile in ms, and how many failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if body is not None:
            text = json.dumps(body).replace('"', '\\"')
            script.write(f'wrk.method = "POST"\nwrk.body = "{text}"\n')
            script.write('wrk.headers["Content-Type"] = "application/json"\n')
        script.write('wrk.headers["Accept"] = "application/json"\n')
        script.flush()
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script.name, url],
            capture_output=True, text=True, check=True,
        ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    late = float(number) * {"us": 0.001, "ms": 1, "s": 1_000}[unit]
    failed = sum(map(int, re.findall(r"(?:Non-2xx[^:]*:|connect|read|write|timeout) (\d+)", output)))
    return rate, late, failed


def load(url, body, connections, seconds, process):
    """What wrk says, and the microseconds of CPU that the server took for each request: others on the
    machine change them less than the rates."""
    before = cpu(process)
    rate, late, failed = wrk(url, body, connections, seconds)
    return rate, late, failed, (cpu(process) - before) / (rate * seconds) * 1e6


def cpu(process):
    """The seconds that a process has run."""
    if sys.platform == "darwin":
        text = subprocess.check_output(["ps", "-o", "time=", "-p", str(process.pid)], text=True)
        minutes, seconds = text.strip().split(":")
        return int(minutes) * 60 + float(seconds)
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare_rates(tool, peer, rounds, seconds, connections):
    """Prints the rates of both, and returns what is wrong."""
    complaints = []
    print(f"\n{connections} connections, medians of {rounds} rounds of {seconds} s in turns")
    print("  question       bytes   peer req/s  serve req/s  share  p99 ms: peer  serve"
          "  µs of CPU: peer  serve")
    with server([tool, "serve", "--port", "0"]) as (url, process):
        for name in questions(url):
            # Anew, since the logins before it may have opened more sessions than are kept.
            path, body = questions(url)[name]
            size = ask(url + path, body)
            with server([peer, str(size)]) as (peer_url, peer_process):
                runs = []
                for _ in range(rounds):
                    runs.append((
                        load(peer_url + path, body, connections, seconds, peer_process),
                        load(url + path, body, connections, seconds, process),
                    ))
            share = statistics.median(ours[0] / theirs[0] for theirs, ours in runs)
            theirs, ours = ([statistics.median(run[who][what] for run in runs) for what in (0, 1, 3)]
                            for who in (0, 1))
            print(f"  {name:12} {size:7,} {theirs[0]:12,.0f} {ours[0]:12,.0f} {share:6.0%}"
                  f" {theirs[1]:13.1f} {ours[1]:6.1f} {theirs[2]:16.0f} {ours[2]:6.0f}", flush=True)
            if share < SHARE_LIMIT:
                complaints.append(f"{name}: {share:.0%} of the peer's rate")
            failed = sum(ours[2] for _, ours in runs)
            if failed:
                complaints.append(f"{name}: {failed} requests failed")
    return complaints


class Client(asyncio.Protocol):
    """A connection that asks one question at a time and tells how long each answer took."""

    def __init__(self, report):
        self.report, self.buffer, self.due = report, bytearray(), None

    def connection_made(self, transport):
        self.transport = transport

    def send(self, request, due):
        self.due = due
        self.transport.write(request)

    def data_received(self, data):
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = int(re.search(rb"content-length: (\d+)", self.buffer[:end], re.I)[1])
        if len(self.buffer) >= end + 4 + length:
            self.report(self.buffer.startswith(b"HTTP/1.1 200"), time.perf_counter() - self.due)
            self.buffer.clear()
            self.due = None

    def connection_lost(self, error):
        self.report(False, 0)


async def pace(url, requests, connections, rate, seconds, watch):
    """Asks so often a second, each request at its time however late the answers are: how many came, the
    99th percentile in ms from when each was due, how many failed, and how many were never sent since their
    connection still waited for an answer. `watch` is called now and then, on a
    thread of its own, so that no request waits for what it asks."""
    late, failed = array("d"), 0
    is_over = False

    def report(is_well, seconds_late):
        nonlocal failed
        if is_over:
            return
        late.append(seconds_late * 1_000)
        failed += not is_well

    host, port = url.removeprefix("http://").split(":")
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: Client(report), host, int(port))
        clients.append(client)
    start = time.perf_counter()
    number, skipped = 0, 0
    next_watch, watching = 0, None
    # The collector would stop all requests, and there is nothing for it.
    gc.collect()
    gc.disable()
    while (now := time.perf_counter() - start) < seconds:
        while number < now * rate:
            client = clients[number % connections]
            if client.due is None:
                client.send(requests[number % len(requests)], start + number / rate)
            else:
                skipped += 1
            number += 1
        if now >= next_watch:
            if watching is not None:
                await watching
            watching = asyncio.create_task(asyncio.to_thread(watch))
            next_watch += max(1, seconds / 60)
        await asyncio.sleep(max(0, number / rate - (time.perf_counter() - start)))
    await asyncio.sleep(0.5)
    is_over = True
    gc.enable()
    for client in clients:
        client.transport.close()
    late = sorted(late)
    return len(late), late[int(len(late) * 0.99)] if late else 0, failed, skipped


def resident(process):
    """Megabytes."""
    if sys.platform == "darwin":
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process.pid)])) / 1024
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def raw(path, body):
    """A request as it goes over the wire."""
    method, content = ("GET", b"") if body is None else ("POST", json.dumps(body).encode())
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Accept: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def followers(url):
    """What followers ask, with a session of now: mostly one reading, now and then a day, or a login."""
    asked = questions(url)
    return [raw(*asked["one reading"])] * 18 + [raw(*asked["a day"]), raw(*asked["login"])]


def soak(tool, peer, seconds, connections, rate, options=()):
    """Many connections for a while, as followers ask: returns what is wrong."""
    complaints = []
    with server([peer, "115"]) as (url, _):
        peer_late = asyncio.run(
            pace(url, [raw("/", {})], connections, rate, min(seconds, 20), lambda: None)
        )[1]
    with server([tool, "serve", "--port", "0", *options]) as (url, process):
        # What it keeps is full before anything is called growth.
        path, body = questions(url)["login"]
        began = time.perf_counter()
        while wrk(url + path, body, 32, 5)[0] * (time.perf_counter() - began) < SESSIONS:
            pass
        mix, sizes = followers(url), []

        def watch():
            sizes.append(resident(process))
            # The stand-in forgets the oldest of 20,000 sessions, and each login of the mix opens one.
            mix[:] = followers(url)

        count, late, failed, skipped = asyncio.run(pace(url, mix, connections, rate, seconds, watch))
    third = max(1, len(sizes) // 3)
    early, end = max(sizes[:third]), max(sizes[-third:])
    name = " ".join(["serve", *map(str, options[:1])])
    print(f"\n{name}: {rate:,} req/s over {connections:,} connections for {seconds:,} s: {count:,} answers, "
          f"{failed} failed, {skipped} not sent in time, p99 {late:.1f} ms (peer {peer_late:.1f} ms)")
    print(f"  resident MiB: start {sizes[0]:.0f}, most in the first third {early:.0f}, in the last {end:.0f}",
          flush=True)
    if failed or skipped and peer_late < LATENCY_LIMIT / 2:
        complaints.append(f"{name}: of {count + skipped} requests {failed} failed, {skipped} were not sent in time")
    if late >= LATENCY_LIMIT and peer_late < LATENCY_LIMIT / 2:
        complaints.append(f"{name}: p99 {late:.1f} ms")
    elif late >= LATENCY_LIMIT:
        print("  the machine is too busy to tell about p99: see that of the peer")
    if end > early * GROWTH_LIMIT:
        complaints.append(f"{name}: grows from {early:.0f} to {end:.0f} MiB")
    return complaints


def compare_state(tool, rounds, seconds):
    """What it costs to keep each login on the disk: returns what is wrong."""
    complaints = []
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        syncs = fsyncs(Path(folder) / "syncs")
        rates = {}
        for connections in (1, 64):
            with server([tool, "serve", "--port", "0", "--state", f"{folder}/state"]) as (url, _):
                path, body = questions(url)["login"]
                rates[connections] = statistics.median(
                    wrk(url + path, body, connections, seconds)[0] for _ in range(rounds)
                )
        with server([tool, "serve", "--port", "0"]) as (url, _):
            path, body = questions(url)["login"]
            memory = statistics.median(wrk(url + path, body, 64, seconds)[0] for _ in range(rounds))
    print(f"\nlogins a second: {rates[1]:,.0f} from one client and {rates[64]:,.0f} from 64 with --state, "
          f"{memory:,.0f} from 64 without; the disk takes {syncs:,.0f} fsyncs a second", flush=True)
    if rates[64] < min(memory * SHARE_LIMIT, syncs * 4):
        complaints.append(f"--state: {rates[64]:,.0f} logins a second, without it {memory:,.0f}")
    return complaints


def fsyncs(path):
    """How many a second the disk takes, one after the other."""
    with path.open("wb", buffering=0) as file:
        start = time.perf_counter()
        count = 0
        while time.perf_counter() - start < 1:
            file.write(b"x" * 200)
            os.fsync(file.fileno())
            count += 1
    return count


def mitmproxy(tool, rounds, seconds):
    """mitmproxy's server replay and `serve --from`, answering from the same recording."""
    folder = FOLDER / "mitmproxy"
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    command = [python, "-m", "pip", "install", "-q", "mitmproxy"]
    if subprocess.run(command, capture_output=True).returncode != 0:
        return print("\nmitmproxy: pip cannot install it; skipped")
    with tempfile.TemporaryDirectory() as work:
        recorded, flows = Path(work) / "day.har", Path(work) / "day.flows"
        with server([tool, "serve", "--port", "0", "--record", recorded, "--reveal"]) as (url, _):
            path, body = questions(url)["one reading"]
            ask(url + path, body)
        subprocess.run([folder / "bin/mitmdump", "-q", "-n", "-r", recorded, "-w", flows], check=True)
        peer = subprocess.Popen(
            [folder / "bin/mitmdump", "-q", "--listen-host", "127.0.0.1", "--listen-port", "18999",
             "--mode", "reverse:http://127.0.0.1:9", "--server-replay", flows,
             "--set", "server_replay_reuse=true", "--set", "server_replay_ignore_host=true",
             "--set", "server_replay_ignore_port=true", "--set", "server_replay_ignore_content=true",
             "--set", "server_replay_extra=404", "--set", "connection_strategy=lazy"])
        try:
            for _ in range(50):
                try:
                    ask("http://127.0.0.1:18999" + path, body)
                    break
                except OSError:
                    time.sleep(0.2)
            with server([tool, "serve", "--port", "0", "--from", recorded]) as (url, _):
                runs = [
                    (wrk("http://127.0.0.1:18999" + path, body, 16, seconds),
                     wrk(url + path, body, 16, seconds)) for _ in range(rounds)
                ]
        finally:
            peer.terminate()
            peer.wait()
    theirs, ours = (statistics.median(run[who][0] for run in runs) for who in (0, 1))
    failed = sum(run[0][2] for run in runs)
    print(f"\nanswers from a recording: mitmproxy {theirs:,.0f} req/s ({failed} failed), "
          f"serve --from {ours:,.0f} req/s, {ours / theirs:.1f} times as many", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=Path, help="the release binary")
    parser.add_argument("peer", type=Path, help="the release binary of TrivialServer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of each run of wrk")
    parser.add_argument("--soak", type=int, default=300, help="seconds; 3600 before a release")
    parser.add_argument("--connections", type=int, default=1_000)
    parser.add_argument("--rate", type=int, default=1_000, help="requests a second of the soak")
    parser.add_argument("--only", choices=["rates", "state", "peers", "soak"], nargs="+")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench: wrk is not installed; apt install wrk")
    tool, peer = options.tool.resolve(), options.peer.resolve()
    FOLDER.mkdir(parents=True, exist_ok=True)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(options.connections * 2 + 200, limit[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit[0], wanted), limit[1]))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    parts = options.only or ["rates", "state", "peers", "soak"]
    complaints = []
    if "rates" in parts:
        complaints += compare_rates(tool, peer, options.rounds, options.seconds, 16)
    if "state" in parts:
        complaints += compare_state(tool, options.rounds, options.seconds)
    if "peers" in parts:
        mitmproxy(tool, options.rounds, options.seconds)
    if "soak" in parts:
        complaints += soak(tool, peer, options.soak, options.connections, options.rate)
    print()
    print(*complaints or ["As it should be"], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
