#!/usr/bin/env python3
"""Writes the captures of this folder from the recorded sessions in ../shared/captures.

Without arguments it writes them; with --check it says whether they are what it would write (exit 1
if not). Where the recorded sessions are not there, it says so and changes nothing.
"""

import argparse
import json
import re
import sys
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

HERE = Path(__file__).resolve().parent
SESSIONS = HERE.parent.parent / "shared" / "captures"

# What may stand in a capture that anybody can read: identities that are plainly invented.
INVENTED = {
    r"[Aa]ccountName(?:=|\W+:\W+)([\w@.-]+)": r"demo-user|nobody(?:-here)?",
    r"[\w.+-]+(?:@|%40)((?:[\w-]+\.)+[a-z]{2,})": r"(?:\w+\.)*example\.(?:com|org|net)",
    r"\b(S[MN]\d{6,})": r"SM0000000\d",
    r"https?://([\w.-]+)": r"(?:share[12]|shareous1)\.dexcom\.com|(?:[\w-]+\.)?example\.(?:com|org)"
    # Names in user agents and XML name spaces.
    r"|github\.com|schemas\.(?:microsoft|datacontract)\.(?:com|org)|www\.w3\.org",
}


# Reading recorded sessions


def rows(session, numbers):
    """The exchanges of a session, by their numbers, in the order asked for."""
    lines = (SESSIONS / session / "reference.jsonl").read_text("utf-8").splitlines()
    by_number = {row["n"]: row for row in map(json.loads, lines)}
    return [by_number[number] for number in numbers]


def recording(session):
    return (SESSIONS / session / "capture.har").read_bytes()


# Writing HAR


def entry(row):
    """One exchange in the shape of Chrome's HAR 1.2; what was not measured is 0 or -1."""
    target = row["target"]
    # A request through a proxy names the whole address.
    url = target if "://" in target else f"{row['scheme']}://{row['host']}{target}"
    version = {"1.0": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "h2"}[row["httpVersion"]]
    request = {
        "method": row["method"],
        "url": url,
        "httpVersion": version,
        "cookies": [],
        "headers": pairs(row["requestHeaders"]),
        "queryString": pairs(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(row["requestBody"].encode()),
    }
    if row["requestBody"]:
        request["postData"] = {
            "mimeType": field(row["requestHeaders"], "content-type"),
            "text": row["requestBody"],
        }
    return {
        "startedDateTime": row["time"],
        "time": 0,
        "request": request,
        "response": response(row, version),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def response(row, version):
    # Recorders write status 0 where no answer came, and no body where one was cut.
    status = row["status"] or 0
    answer = {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in set(HTTPStatus) else "",
        "httpVersion": version if status else "",
        "cookies": [],
        "headers": pairs(row["responseHeaders"] or []),
        "content": content(row),
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    if not row["complete"]:
        reason = "CONTENT_LENGTH_MISMATCH" if status else "EMPTY_RESPONSE"
        answer["_error"] = f"net::ERR_{reason}"
    return answer


def content(row):
    mime_type = field(row["responseHeaders"] or [], "content-type") or "x-unknown"
    base64 = row.get("responseBodyBase64")
    if not row["complete"]:
        return {"size": 0, "mimeType": mime_type}
    if base64:
        size = len(base64) * 3 // 4 - base64.count("=")
        return {"size": size, "mimeType": mime_type, "text": base64, "encoding": "base64"}
    text = row["responseBody"] or ""
    return {"size": len(text.encode()), "mimeType": mime_type, "text": text}


def pairs(fields):
    return [{"name": name, "value": value} for name, value in fields]


def field(fields, name):
    return next((value for key, value in fields if key.lower() == name), "")


def har(chosen, comment):
    log = {
        "version": "1.2",
        "creator": {"name": "Captures/make.py", "version": "1", "comment": comment},
        "pages": [],
        "entries": [entry(row) for row in sorted(chosen, key=lambda row: row["time"])],
    }
    return (json.dumps({"log": log}, indent=2, ensure_ascii=False) + "\n").encode()


# Moving an exchange to another time and session


def moved(chosen, start, identifiers):
    """The exchanges as if the first had begun at `start`, and other identifiers were in use."""
    # Whole seconds, because uploaders send none but whole ones.
    distance = start - datetime.fromisoformat(chosen[0]["time"])
    delta = timedelta(seconds=ceil(distance.total_seconds()))
    text = json.dumps(chosen)
    for old, new in identifiers.items():
        text = text.replace(old, new)
    for pattern, shape in (
        (r'(?<="time": ")[^"]+', "{:%Y-%m-%dT%H:%M:%S.%fZ}"),
        (r'(?<=\["Date", ")[^"]+', "{:%a, %d %b %Y %H:%M:%S GMT}"),
        (r'(?<=DateThrown=.{3}")[\d-]+ [\d:.]+', "{:%Y-%m-%d %H:%M:%S.%f}0"),
        (r'(?<=DateThrownLocal=.{3}")[\d-]+ [\d:.]+', "{:%Y-%m-%d %H:%M:%S.%f}0"),
    ):
        text = re.sub(pattern, lambda found: shape.format(date(found[0]) + delta), text)
    milliseconds = delta // timedelta(milliseconds=1)
    text = re.sub(r"(?<=\bDate\()\d+", lambda found: str(int(found[0]) + milliseconds), text)
    return json.loads(text)


def date(text):
    if text.endswith("GMT"):
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT")
    # Errors have seven digits after the point; Python reads six.
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d", r"\1", text))


# The captures


def uploader_day():
    """Posts of a day, with the setting up and the looking after followers of another session."""
    day = rows("uploader-day-http-2015", [1, 2, *range(5, 31), *range(148, 162)])
    every = "uploader-all-http-2015"
    account, session = (json.loads(row["responseBody"]) for row in day[:2])
    identifiers = dict(
        zip((json.loads(row["responseBody"]) for row in rows(every, [15, 16])), (account, session))
    )
    began = datetime.fromisoformat(day[0]["time"])

    def part(numbers, after):
        return moved(rows(every, numbers), began + after, identifiers)

    setting_up = part([22, 23, 24, 26, 27, 28, 29, 31, 32], timedelta())
    posted_twice = part([33, 34], timedelta(hours=11, minutes=22))
    followers = part([39, 40, *range(41, 54)], timedelta(hours=1, minutes=7))
    # The first post followed the login at once; here the receiver is set up in between.
    day[2] = moved([day[2]], began + timedelta(seconds=1), {})[0]
    return har(
        day + setting_up + posted_twice + followers,
        "assembled from reference.jsonl of uploader-day-http-2015 and uploader-all-http-2015, the"
        " latter moved in time and to the identifiers of the former",
    )


# One row for each error code in each generation of SubCode, and one for each other failure.
FAULTS = {
    # XML of .NET; also 404, 411, the HTML page of WCF, the zero GUID, and an empty body.
    "uploader-all-http-2015": [4, 6, 8, 10, 11, 12, 13, 17, 18, 19, 20, 25, 30, 34, 35, 44],
    "lockout-http-2018": [5],
    "faults-tls12-2018": [4],
    "curl-nolength-http-2018": [2],
    "uploader-all-tls12-2020-04": [6, 7],
    # XML of Java, malformed for InvalidArgument; also answers cut or missing, and 401.
    "cut-http-2023": [3, 7],
    "uploader-all-tls12-2024-07": [4, 6, 7, 8, 11, 15, 16, 17, 18, 23, 28, 32, 33, 42],
    "connect-errors-http-2024": [2],
    "faults-pydexcom-http-2024": [1, 4, 7],
    "drift-new-status-2024-07": [1],
    # JSON text; also what an edge and an outage answer, null, and a byte order mark.
    "uploader-all-http-2025-11": [4, 6, 7, 8, 11, 15, 16, 17, 18, 23, 28, 32, 33, 42],
    "faults-http-2025": [3, 6, 9, 12, 15, 18, 21, 24, 25, 28, 31, 34, 37, 40, 41, 44],
    "signed-integrity-http-2025": [12],
}


def faults():
    chosen = [row for session, numbers in FAULTS.items() for row in rows(session, numbers)]
    return har(chosen, "assembled from reference.jsonl of " + ", ".join(FAULTS))


def damaged():
    """A Chromium recording with one entry of wrong types, cut inside a later one."""
    whole = recording("har-odd-brokenentry-2024")
    return whole[: whole.index(b"/Publisher/ListPublisherAccountSubscriptions")]


def packets(session, file="capture.pcap"):
    return lambda: (SESSIONS / session / file).read_bytes()


CAPTURES = {
    "uploader-day.har": uploader_day,
    "follower.har": lambda: recording("har-playwright-embed-2023"),
    "faults.har": faults,
    "undocumented.har": lambda: recording("har-mitm-mixed-2024"),
    "damaged.har": damaged,
    "http1.pcap": packets("dexpy-http-2018"),
    "http1-loss.pcap": packets("odd-loss-http"),
    "h2c-upgrade.pcap": packets("curl-h2c-upgrade-2024"),
    "tls12-some-keys.pcap": packets("odd-somekeys-tls"),
    "tls12-some-keys.keys": packets("odd-somekeys-tls", "keys.log"),
    "tls13-key-update.pcapng": packets("keyupdate-tls13-2024", "capture.pcapng"),
    "tls13-http2.pcapng": packets("curl-calls-h2-tls13-2025", "capture.pcapng"),
    "proxy-connect.pcapng": packets("proxy-connect-2025", "capture.pcapng"),
}


def identities(name, data):
    """What in a capture looks like an identity and not like an invented one."""
    # In packets what can be read in plain.
    text = data.decode(errors="replace")
    for pattern, invented in INVENTED.items():
        for found in sorted(set(re.findall(pattern, text))):
            if not re.fullmatch(invented, found):
                yield f"{name}: {found!r} does not look invented"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if not fresh")
    options = parser.parse_args()
    if not SESSIONS.is_dir():
        print("Captures: ../shared/captures is not there; left as they are")
        return 0
    complaints = []
    for name, make in CAPTURES.items():
        data, file = make(), HERE / name
        complaints += identities(name, data)
        if not options.check:
            file.write_bytes(data)
        elif not file.exists() or file.read_bytes() != data:
            complaints.append(f"{name}: not what make.py writes; run `make generated`")
    print(*complaints or [f"Captures: {len(CAPTURES)} are fresh"], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
