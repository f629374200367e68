#!/usr/bin/env python3
"""Writes a large HAR of Share and browser traffic: the same file for the same options.

Everyone in it is invented. One entry repeated would flatter the branch predictor and the caches, so
values, sizes and identifiers differ from entry to entry. Entries are written one at a time.
"""

import argparse
import base64
import json
import random
import sys
from datetime import datetime, timedelta, timezone

SHARE = "https://share2.dexcom.com/ShareWebServices/Services/"
TRENDS = ["", "DoubleUp", "SingleUp", "FortyFiveUp", "Flat", "FortyFiveDown", "SingleDown"]
JAVA_ERA = datetime(2021, 12, 8, tzinfo=timezone.utc)

# How often each kind of exchange comes, of a thousand. The kinds are the functions of Traffic.
MIXES = {
    "mixed": {
        "reading": 500, "day": 120, "login": 30, "fault": 40, "upload": 60,
        "page": 60, "script": 60, "image": 60, "other": 70,
    },
    "readings": {"reading": 5, "day": 990, "login": 5},
    "short": {"reading": 800, "login": 80, "fault": 80, "upload": 40},
    "browser": {
        "reading": 40, "day": 4, "login": 4, "fault": 2,
        "page": 250, "script": 250, "image": 250, "other": 200,
    },
}


class Traffic:
    """Exchanges one after the other, of a follower, an uploader and a browser on one machine."""

    def __init__(self, mix, seed):
        self.random = random.Random(seed)
        # The change of December 2021 falls into every file of 120 MB or more.
        self.now = JAVA_ERA - timedelta(days=10)
        self.step = timedelta(minutes=5)
        self.kinds = [getattr(self, name) for name in MIXES[mix]]
        self.weights = list(MIXES[mix].values())
        self.session = self.guid()
        letters = "abcdefgh ijklmnop {};()=.,\n\t\"<>/é"
        self.words = "".join(self.random.choices(letters, k=1 << 18))

    def next(self):
        self.now += self.step
        return self.random.choices(self.kinds, self.weights)[0]()

    # Share calls

    def login(self):
        self.session = self.guid()
        credentials = {
            "accountId": "22de85eb-3b1b-4a1d-8901-45fd795cd3aa",
            "applicationId": "d89443d2-327c-4a6f-89e5-496bbb0317db",
            "password": "demo-Passw0rd",
        }
        body = json.dumps(credentials, separators=(",", ":"))
        answer = f'"{self.session}"'
        return self.share("General/LoginPublisherAccountById", "", body, 200, answer)

    def reading(self):
        return self.readings(self.random.choice([1, 1, 1, 2, 3, 12, 36]))

    def day(self):
        return self.readings(288)

    def readings(self, count):
        query = f"?sessionId={self.session}&minutes={count * 5}&maxCount={count}"
        write = self.java_reading if self.now >= JAVA_ERA else self.net_reading
        newest = int(self.now.timestamp()) * 1000
        value, answers = self.random.randint(60, 300), []
        for age in range(count):
            change = self.random.randint(-12, 12)
            value = min(max(value + change, 39), 401)
            answers.append(write(newest - age * 300_000, value, 4 - change // 4))
        answer = f"[{','.join(answers)}]"
        return self.share("Publisher/ReadPublisherLatestGlucoseValues", query, "", 200, answer)

    def java_reading(self, time, value, trend):
        return (
            f'{{"WT":"Date({time})","ST":"Date({time})","DT":"Date({time}-0400)",'
            f'"Value":{value},"Trend":"{TRENDS[trend % 6 + 1]}"}}'
        )

    def net_reading(self, time, value, trend):
        return (
            f'{{"DT":"\\/Date({time}-0700)\\/","ST":"\\/Date({time})\\/",'
            f'"Trend":{trend % 6 + 1},"Value":{value},"WT":"\\/Date({time})\\/"}}'
        )

    def upload(self):
        time = int(self.now.timestamp()) * 1000
        reading = {"Trend": 4, "ST": f"/Date({time})/", "DT": f"/Date({time})/"}
        egvs = [reading | {"Value": self.random.randint(40, 400)} for _ in range(3)]
        body = json.dumps({"SN": "SM00000001", "Egvs": egvs, "TA": -5})
        query = f"?sessionId={self.session}"
        return self.share("Publisher/PostReceiverEgvRecords", query, body, 200, "")

    def fault(self):
        message = f"Failed to find session object. [SessionId = {self.session}]"
        names = ["com.dexcom.udp.common.data.exception", "Dexcom.Common"]
        sub_code = (
            f'<OnlineException DateThrownLocal="{self.now:%Y-%m-%dT%H:%M:%S}.5" '
            f'DateThrown="{self.now:%Y-%m-%dT%H:%M:%S}.5Z" ErrorCode="SessionIdNotFound" Type="5" '
            f'Category="2" Severity="2" TypeString="ObjectNotFound" CategoryString="Database" '
            f'SeverityString="Severe" HostName="" HostIP="" Id="{{{self.guid()}}}" '
            f'Message="{message}" '
            f'FullText="{names[self.now < JAVA_ERA]}.OnlineException: {message}" />'
        )
        answer = json.dumps(
            {
                "Code": "SessionIdNotFound",
                "Message": message,
                "SubCode": sub_code,
                "TypeName": "FaultException",
            }
        )
        query = f"?sessionId={self.session}&minutes=10&maxCount=1"
        return self.share("Publisher/ReadPublisherLatestGlucoseValues", query, "", 500, answer)

    def share(self, operation, query, body, status, answer):
        url = SHARE + operation + query
        return self.entry("POST", url, body, status, "application/json", answer)

    # A browser's other traffic

    def page(self):
        return self.foreign("/index.html", "text/html; charset=utf-8", self.text(4_000, 60_000))

    def script(self):
        return self.foreign("/app.js", "application/javascript", self.text(10_000, 200_000))

    def image(self):
        image = base64.b64encode(self.random.randbytes(self.random.randint(2_000, 120_000)))
        return self.foreign("/img/photo.png", "image/png", image.decode(), "base64")

    def other(self):
        return self.foreign("/api/today.json", "application/json", '{"temperature":17}')

    def foreign(self, path, mime_type, text, encoding=None):
        site = self.random.choice(["weather", "news", "nightscout"])
        url = f"https://{site}.example.org{path}?v={self.random.randrange(1000)}"
        return self.entry("GET", url, "", 200, mime_type, text, encoding)

    def text(self, least, most):
        length = self.random.randint(least, most)
        start = self.random.randrange(len(self.words) - length)
        return self.words[start : start + length]

    # HAR

    def entry(self, method, url, body, status, mime_type, text, encoding=None):
        host = url.split("/")[2]
        content = {"size": len(text), "mimeType": mime_type, "text": text}
        if encoding:
            content["encoding"] = encoding
        request = {
            "method": method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": self.headers(
                ("Host", host),
                ("Accept", "application/json, text/html, */*"),
                ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Demo/1.0"),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ),
            "queryString": [
                dict(zip(("name", "value"), member.split("=")))
                for member in url.partition("?")[2].split("&")
                if member
            ],
            "headersSize": -1,
            "bodySize": len(body),
        }
        if body:
            request["postData"] = {"mimeType": "application/json", "text": body}
        response = {
            "status": status,
            "statusText": "OK" if status == 200 else "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": self.headers(
                ("Date", f"{self.now:%a, %d %b %Y %H:%M:%S} GMT"),
                ("Content-Type", mime_type),
                ("Server", "demo"),
                ("X-Trace-Id", self.guid()),
                ("Transfer-Encoding", "chunked"),
            ),
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(text),
        }
        wait = self.random.randint(20, 400)
        return {
            "startedDateTime": f"{self.now:%Y-%m-%dT%H:%M:%S}.{self.random.randrange(1000):03}Z",
            "time": wait + 2,
            "request": request,
            "response": response,
            "cache": {},
            "timings": {"send": 1, "wait": wait, "receive": 1},
            "serverIPAddress": "127.0.0.1",
        }

    @staticmethod
    def headers(*fields):
        return [{"name": name, "value": value} for name, value in fields]

    def guid(self):
        digits = f"{self.random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=220, help="size of the file (220)")
    parser.add_argument("--mix", choices=MIXES, default="mixed", help="what is in it (mixed)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    traffic = Traffic(options.mix, options.seed)
    left = options.megabytes * 1_000_000
    write = sys.stdout.buffer.write
    left -= write(
        b'{"log":{"version":"1.2","creator":{"name":"make-har.py","version":"1"},'
        b'"pages":[],"entries":[\n'
    )
    separator = b""
    while left > 0:
        left -= write(separator + json.dumps(traffic.next(), ensure_ascii=False).encode())
        separator = b",\n"
    write(b"\n]}}\n")


if __name__ == "__main__":
    main()
