#!/usr/bin/env python3
"""Records the conversations of this folder on loopback: openssl s_client and s_server with a proxy
between them that writes down what passes. Needs openssl 3.0. See README.md for the format.

    make.py OUT [NAME]
"""

import hashlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

OUT = pathlib.Path(sys.argv[1])
ONLY = sys.argv[2:]
WORK = pathlib.Path(tempfile.mkdtemp())
NO_EMS = "openssl_conf=a\n[a]\nssl_conf=b\n[b]\nsystem_default=c\n[c]\nOptions=-ExtendedMasterSecret\n"
QUESTION = "GET /ShareWebServices HTTP/1.1"


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, cwd=WORK, capture_output=True)


def make_certificates():
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=share.example.com", "-days", "3650", "-keyout", "ec.key", "-out", "ec.pem")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes",
            "-subj", "/CN=share.example.com", "-days", "3650", "-keyout", "rsa.key", "-out", "rsa.pem")
    (WORK / "no-ems.cnf").write_text(NO_EMS)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxy:
    """Passes one connection at a time on to a port, and keeps what passes."""

    def __init__(self, target):
        self.target, self.lines, self.lock = target, [], threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            self.lines = []
            self.threads = [threading.Thread(target=self.copy, args=pair)
                            for pair in ((client, server, ">"), (server, client, "<"))]
            for thread in self.threads:
                thread.start()

    def copy(self, source, sink, mark):
        try:
            while data := source.recv(1 << 16):
                with self.lock:
                    self.lines.append((mark, data))
                sink.sendall(data)
        except OSError:
            pass
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def write(name, proxy, keys, said):
    for thread in proxy.threads:
        thread.join(5)
    with open(OUT / (name + ".conversation"), "w") as file:
        for line in keys:
            file.write(line + "\n")
        for text in said:
            if text:
                file.write(f"expect {len(text)} {hashlib.sha256(text).hexdigest()}\n")
        for mark, data in proxy.lines:
            file.write(f"{mark} {data.hex()}\n")


def key_lines(path):
    lines = path.read_text().splitlines() if path.exists() else []
    return ["key " + line for line in lines if not line.startswith("#") and "EXPORTER" not in line]


def converse(name, version, server=(), client=(), steps=(QUESTION,), key="ec", keep_keys=True,
             private_key=False, configuration=None, answers=True):
    """One s_server that turns each line round, and the connections of the `client`s to it: a list
    of options, or several lists. A step of one letter is a command to s_client."""
    clients = client if client and isinstance(client[0], (list, tuple)) else [client]
    port, log = free_port(), WORK / (name + ".keys")
    environment = dict(os.environ)
    if configuration:
        environment["OPENSSL_CONF"] = str(WORK / configuration)
    daemon = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-key", key + ".key", "-cert",
         key + ".pem", "-rev", "-" + version, *server],
        cwd=WORK, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    proxy = Proxy(port)
    for number, options in enumerate(clients, 1):
        log.unlink(missing_ok=True)
        process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{proxy.port}", "-servername",
             "share.example.com", "-keylogfile", log, "-" + version, *options],
            cwd=WORK, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        time.sleep(0.3)
        asked = answered = b""
        for step in steps:
            try:
                process.stdin.write(step.encode() + b"\n")
                process.stdin.flush()
            except BrokenPipeError:
                break
            if len(step) > 1:
                asked += step.encode() + b"\n"
                answered += step.encode()[::-1] + b"\n"
            time.sleep(0.2)
        try:
            process.stdin.write(b"Q\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass
        process.wait(5)
        time.sleep(0.1)
        keys = key_lines(log) if keep_keys is True or keep_keys == number else []
        if private_key:
            pem = (WORK / (key + ".key")).read_text().replace("\n", "|")
            keys.append("private-key " + pem)
        said = (asked, answered) if answers else ()
        write(name if len(clients) == 1 else f"{name}-{number}", proxy, keys, said)
    daemon.kill()
    daemon.wait()


def early(name, accepted):
    """Early data: a server that speaks from its standard input, since -rev takes none."""
    port, log, session = free_port(), WORK / "early.keys", WORK / "session"
    (WORK / "early.txt").write_text(QUESTION + "\n")

    def serve(*options):
        process = subprocess.Popen(
            ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-key", "ec.key", "-cert",
             "ec.pem", "-tls1_3", "-no_anti_replay", *options], cwd=WORK, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.3)
        return process

    daemon = serve("-early_data")
    proxy = Proxy(port)
    for options in (["-sess_out", session], ["-sess_in", session, "-early_data", "early.txt"]):
        if "-sess_in" in options and not accepted:
            daemon.kill()
            daemon.wait()
            daemon = serve()
        log.unlink(missing_ok=True)
        process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{proxy.port}", "-tls1_3",
             "-keylogfile", log, *options], cwd=WORK, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.4)
        daemon.stdin.write(b"the answer\n")
        daemon.stdin.flush()
        process.stdin.write(b"more\n")
        process.stdin.flush()
        time.sleep(0.3)
        process.stdin.write(b"Q\n")
        process.stdin.flush()
        process.wait(5)
        time.sleep(0.1)
    daemon.kill()
    daemon.wait()
    asked = (QUESTION + "\n").encode() if accepted else b""
    write(name, proxy, key_lines(log), (asked + b"more\n", b"the answer\n"))


CBC = "ECDHE-ECDSA-AES128-SHA256"
OLD = "@SECLEVEL=0"
LONG = [("%04d " % number) * 600 for number in range(3)]
CONVERSATIONS = {
    "tls13-aes128-gcm": ("tls1_3", [], ["-ciphersuites", "TLS_AES_128_GCM_SHA256"]),
    "tls13-aes256-gcm-long": ("tls1_3", [], ["-ciphersuites", "TLS_AES_256_GCM_SHA384"], LONG),
    "tls13-chacha20": ("tls1_3", [], ["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"]),
    "tls13-ccm": ("tls1_3", ["-ciphersuites", "TLS_AES_128_CCM_SHA256"],
                  ["-ciphersuites", "TLS_AES_128_CCM_SHA256"]),
    "tls13-ccm8": ("tls1_3", ["-ciphersuites", "TLS_AES_128_CCM_8_SHA256"],
                   ["-ciphersuites", "TLS_AES_128_CCM_8_SHA256"]),
    "tls13-retry": ("tls1_3", ["-groups", "P-384"], ["-groups", "X25519:P-384"]),
    "tls13-key-update": ("tls1_3", [], [], [QUESTION, "K", "after K", "k", "after k", "K", "end"]),
    "tls13-psk": ("tls1_3", ["-psk", "0badcafe", "-nocert"], ["-psk", "0badcafe"]),
    "tls13-resumed": ("tls1_3", [], [["-sess_out", "s13"], ["-sess_in", "s13"]]),
    "tls13-padded": ("tls1_3", ["-record_padding", "64"], ["-record_padding", "100"]),
    "tls13-pinned": ("tls1_3", [], ["-verify_return_error"]),
    "tls12-gcm": ("tls1_2", [], ["-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"]),
    "tls12-chacha20": ("tls1_2", [], ["-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"]),
    "tls12-ccm": ("tls1_2", ["-cipher", "ECDHE-ECDSA-AES256-CCM"],
                  ["-cipher", "ECDHE-ECDSA-AES256-CCM"]),
    "tls12-ccm8": ("tls1_2", ["-cipher", "ECDHE-ECDSA-AES128-CCM8"],
                   ["-cipher", "ECDHE-ECDSA-AES128-CCM8"]),
    "tls12-cbc-sha1": ("tls1_2", ["-no_etm"], ["-cipher", "ECDHE-ECDSA-AES128-SHA"]),
    "tls12-cbc-sha256": ("tls1_2", ["-no_etm"], ["-cipher", CBC]),
    "tls12-cbc-sha384": ("tls1_2", ["-no_etm"], ["-cipher", "ECDHE-ECDSA-AES256-SHA384"]),
    "tls12-cbc-sha256-etm": ("tls1_2", [], ["-cipher", CBC]),
    "tls12-cbc-sha384-etm": ("tls1_2", [], ["-cipher", "ECDHE-ECDSA-AES256-SHA384"]),
    "tls12-null": ("tls1_2", ["-cipher", "ECDHE-ECDSA-NULL-SHA" + OLD],
                   ["-cipher", "ECDHE-ECDSA-NULL-SHA" + OLD]),
    "tls12-renegotiated": ("tls1_2", ["-client_renegotiation"],
                           ["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], [QUESTION, "R", "after"]),
    "tls12-pinned": ("tls1_2", [], ["-verify_return_error"]),
    "tls11-cbc": ("tls1_1", ["-cipher", "ALL" + OLD],
                  ["-cipher", "ECDHE-ECDSA-AES256-SHA" + OLD]),
    "tls10-cbc": ("tls1", ["-cipher", "ALL" + OLD, "-no_etm"],
                  ["-cipher", "ECDHE-ECDSA-AES128-SHA" + OLD], [QUESTION, "second", "third"]),
    "tls10-cbc-etm": ("tls1", ["-cipher", "ALL" + OLD],
                      ["-cipher", "ECDHE-ECDSA-AES128-SHA" + OLD], [QUESTION, "second", "third"]),
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    make_certificates()
    for name, (version, *rest) in CONVERSATIONS.items():
        if not ONLY or name in ONLY:
            converse(name, version, *rest, answers="pinned" not in name)
    pair = [["-sess_out", "s12"], ["-sess_in", "s12"]]
    jobs = {
        # Only the first connection has its key in the log.
        "tls12-ticket": lambda n: converse(n, "tls1_2", [], pair, keep_keys=1),
        "tls12-session": lambda n: converse(n, "tls1_2", ["-no_ticket"], pair, keep_keys=1),
        "tls12-rsa": lambda n: converse(n, "tls1_2", [], ["-cipher", "AES128-SHA256"], key="rsa",
                                        keep_keys=False, private_key=True),
        "tls12-rsa-no-ems": lambda n: converse(
            n, "tls1_2", [], ["-cipher", "AES128-GCM-SHA256"], key="rsa", keep_keys=False,
            private_key=True, configuration="no-ems.cnf"),
        "tls13-early": lambda n: early(n, True),
        "tls13-early-refused": lambda n: early(n, False),
    }
    for name, job in jobs.items():
        if not ONLY or name in ONLY:
            job(name)


if __name__ == "__main__":
    main()
