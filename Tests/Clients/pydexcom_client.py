"""What pydexcom makes of a stand-in: one line of JSON, from a pydexcom that is not changed in any way.

Its hosts lead to the stand-in; any other address is refused.
usage: pydexcom_client.py PORT CONTROL_URL STEP…
"""

import json
import socket
import sys
import urllib.request

HOSTS = {"share2.dexcom.com", "shareous1.dexcom.com", "share.dexcom.jp"}
port, control, steps = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
look_up = socket.getaddrinfo


def only_here(host, service, *rest, **options):
    if host in HOSTS:
        return look_up("127.0.0.1", port, *rest, **options)
    if host in ("127.0.0.1", "localhost"):
        return look_up(host, service, *rest, **options)
    raise OSError(f"refused: {host} is not this machine")


socket.getaddrinfo = only_here

import pydexcom  # noqa: E402


def log_in(name="demo-user", password="demo-Passw0rd", **options):
    try:
        return pydexcom.Dexcom(name, password, **options)
    except TypeError:
        return pydexcom.Dexcom(username=name, password=password, **options)


def ask(action):
    urllib.request.urlopen(urllib.request.Request(control + action, method="POST")).read()


def readings(client, **options):
    found = client.get_glucose_readings(**options) or []
    assert all(39 <= reading.mg_dl <= 401 for reading in found), "a value out of range"
    assert all(reading.trend_arrow for reading in found), "a trend without an arrow"
    return len(found)


def expired():
    client = log_in()
    ask("advance?by=25h")
    return readings(client, minutes=60)


STEPS = {
    "read": lambda: readings(log_in()),
    "one": lambda: readings(log_in(), minutes=10, max_count=1),
    "expired": expired,
    "wrong-password": lambda: log_in(password="wrong"),
    "unknown-user": lambda: log_in(name="nobody-here"),
}




def outcome(step):
    try:
        return STEPS[step]()
    except Exception as error:
        detail = error.args[0] if error.args else ""
        return f"{type(error).__name__}: {getattr(detail, 'value', detail)}"


print(json.dumps({step: outcome(step) for step in steps}))
