"""The calls of followers and uploaders, with the bodies of make-har.py."""

import gzip
import importlib
from dataclasses import dataclass
from datetime import datetime, timezone

make_har = importlib.import_module("make-har")

HOST = "share2.dexcom.com"
AGENTS = ["Dexcom Share/3.0.2.11 CFNetwork/711.2.23 Darwin/14.0.0", "python-requests/2.32.3"]
# How often each kind of call comes, of a hundred.
KINDS = {"reading": 72, "day": 4, "login": 4, "fault": 5, "upload": 15}


@dataclass
class Exchange:
    """A request, its answer, and the microseconds between them."""

    method: str
    path: str
    agent: str
    request_body: bytes
    status: int
    response_body: bytes
    is_gzip: bool
    moment: datetime
    trace: str
    wait: int
    host: str = HOST

    def request_fields(self):
        return [
            ("User-Agent", self.agent),
            ("Accept", "application/json"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self.request_body))),
        ]

    def response_fields(self):
        return [
            ("Date", f"{self.moment:%a, %d %b %Y %H:%M:%S} GMT"),
            ("Content-Type", "application/json;charset=UTF-8"),
            ("Server", "demo"),
            ("X-Trace-Id", self.trace),
            *([("Content-Encoding", "gzip")] if self.is_gzip else []),
        ]


class Traffic(make_har.Traffic):
    """One call after the other, of whichever client asks."""

    def __init__(self, seed):
        super().__init__("mixed", seed)
        self.kinds = [getattr(self, name) for name in KINDS]
        self.weights = list(KINDS.values())

    def exchange(self, client, microseconds):
        self.now = datetime.fromtimestamp(microseconds / 1e6, timezone.utc)
        self.session, self.agent = client.session, client.agent
        exchange = self.random.choices(self.kinds, self.weights)[0]()
        client.session = self.session
        return exchange

    def share(self, operation, query, body, status, answer):
        answer, is_gzip = answer.encode(), len(answer) > 200 and self.random.random() < 0.2
        return Exchange(
            "POST", f"/ShareWebServices/Services/{operation}{query}", self.agent, body.encode(),
            status, gzip.compress(answer, 6, mtime=0) if is_gzip else answer, is_gzip, self.now,
            self.guid(), self.random.randint(20_000, 400_000),
        )
