#!/usr/bin/env python3
"""Writes a large recording of packets of Share traffic: the same file for the same options.

Everyone in it is invented. Clients poll at the same time, as they do when a reading is due, so their
packets stand between each other. The last line on standard error says how many calls there are.
"""

import argparse
import heapq
import random
import sys
from datetime import datetime, timezone

from packets.http import HTTP1, HTTP2
from packets.network import Connection, Recorder
from packets.tls import TLS
from packets.traffic import AGENTS, HOST, Traffic

START = int(datetime(2021, 12, 8, tzinfo=timezone.utc).timestamp()) * 1_000_000
POLL = 300_000_000
CLIENTS = 64
KINDS = {"plain": (HTTP1, False), "tls-http1": (HTTP1, True), "tls-http2": (HTTP2, True)}


class Client:
    """One device, which opens connection after connection and makes its calls on them."""

    def __init__(self, number, capture):
        self.capture = capture
        self.address = bytes([10, 0, number >> 8, number & 0xFF])
        self.port = 49_152
        self.agent = capture.random.choice(AGENTS)
        self.session = capture.traffic.guid()

    def run(self):
        """The microseconds until each next packet."""
        draw = self.capture.random
        while True:
            self.port = 49_152 + (self.port - 49_151) % 16_384
            server = (bytes([203, 0, 113, 10]), 443 if self.capture.is_encrypted else 80)
            connection = Connection(
                self.capture.recorder, draw, (self.address, self.port), server
            )
            if self.capture.is_encrypted:
                connection = TLS(connection, draw, HOST, self.capture.version.protocol)
            yield from connection.open()
            http = self.capture.version(connection, draw)
            yield from http.start()
            for _ in range(draw.randint(5, 120)):
                now = self.capture.recorder.now
                yield POLL - now % POLL + draw.randrange(2_000_000)
                if self.capture.is_full:
                    break
                batch = [
                    self.capture.traffic.exchange(self, self.capture.recorder.now)
                    for _ in range(draw.randint(1, http.batch))
                ]
                yield from http.exchange(batch)
                self.capture.calls += len(batch)
            yield from http.finish()
            yield from connection.close()
            if self.capture.is_full:
                return


class Capture:
    """All clients on one clock. Once the file is large enough they end what they are at."""

    def __init__(self, kind, seed, write):
        self.version, self.is_encrypted = KINDS[kind]
        self.random = random.Random(seed)
        self.traffic = Traffic(seed)
        self.recorder = Recorder(write, self.is_encrypted, START)
        self.calls = 0
        self.is_full = False

    def make(self, size):
        waiting = []
        for number in range(1, CLIENTS + 1):
            start = START + self.random.randrange(POLL)
            waiting.append((start, number, Client(number, self).run()))
        heapq.heapify(waiting)
        while waiting:
            time, number, client = heapq.heappop(waiting)
            self.recorder.now = max(self.recorder.now, time)
            self.is_full = self.recorder.size >= size
            delay = next(client, None)
            if delay is not None:
                heapq.heappush(waiting, (self.recorder.now + delay, number, client))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=200, help="size of the file (200)")
    parser.add_argument("--kind", choices=KINDS, default="plain", help="what is in it (plain)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    capture = Capture(options.kind, options.seed, sys.stdout.buffer.write)
    capture.make(options.megabytes * 1_000_000)
    print(capture.calls, file=sys.stderr)


if __name__ == "__main__":
    main()
