"""Exchanges as the bytes of HTTP/1.1 and HTTP/2."""

import struct

REQUEST_PSEUDO = (":method", ":scheme", ":authority", ":path")


class HTTP1:
    """One exchange after the other, over a connection or its TLS."""

    protocol = b"http/1.1"
    batch = 1

    def __init__(self, transport, random):
        self.transport, self.random = transport, random

    def start(self):
        yield from ()

    def exchange(self, exchanges):
        (exchange,) = exchanges
        request = f"{exchange.method} {exchange.path} HTTP/1.1\r\nHost: {exchange.host}\r\n"
        yield from self.transport.send(
            0, head(request, exchange.request_fields()) + exchange.request_body
        )
        yield exchange.wait
        response = f"HTTP/1.1 {exchange.status} {'OK' if exchange.status == 200 else 'Error'}\r\n"
        fields, body = exchange.response_fields(), exchange.response_body
        if self.random.random() < 0.3:
            fields.append(("Transfer-Encoding", "chunked"))
            body = b"".join(self.chunks(body))
        else:
            fields.append(("Content-Length", str(len(body))))
        yield from self.transport.send(1, head(response, fields) + body)

    def chunks(self, body):
        size = self.random.choice([512, 4096, 8192])
        for start in range(0, len(body), size):
            chunk = body[start : start + size]
            yield b"%x\r\n%b\r\n" % (len(chunk), chunk)
        yield b"0\r\n\r\n"

    def finish(self):
        yield from ()


def head(first, fields):
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"{first}{lines}\r\n".encode()


class HTTP2:
    """Several exchanges at a time, their frames one between the other."""

    protocol = b"h2"
    batch = 3

    DATA, HEADERS, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 4, 6, 7, 8
    END_STREAM, ACK, END_HEADERS = 1, 1, 4

    def __init__(self, transport, random):
        self.transport, self.random = transport, random
        self.tables = (FieldTable(), FieldTable())
        self.stream = 1

    def start(self):
        settings = struct.pack(">HIHIHI", 2, 0, 3, 100, 4, 1 << 24)
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + self.frame(self.SETTINGS, 0, 0, settings)
        preface += self.frame(self.WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 30))
        yield from self.transport.send(0, preface)
        answer = self.frame(self.SETTINGS, 0, 0, struct.pack(">HI", 3, 128))
        yield from self.transport.send(1, answer + self.frame(self.SETTINGS, self.ACK, 0))
        yield from self.transport.send(0, self.frame(self.SETTINGS, self.ACK, 0))

    def exchange(self, exchanges):
        requests, answers = [], []
        for exchange in exchanges:
            pseudo = (exchange.method, "https", exchange.host, exchange.path)
            fields = [*zip(REQUEST_PSEUDO, pseudo), *exchange.request_fields()]
            requests += self.message(0, fields, exchange.request_body)
            fields = [(":status", str(exchange.status)), *exchange.response_fields()]
            fields.append(("content-length", str(len(exchange.response_body))))
            answers.append((self.stream, fields, exchange.response_body))
            self.stream += 2
        yield from self.transport.send(0, b"".join(requests))
        yield max(exchange.wait for exchange in exchanges)
        frames = [self.message(1, fields, body, stream) for stream, fields, body in answers]
        received = 0
        # What was encoded in order is sent in order; only the data may be mixed.
        heads = b"".join(message.pop(0) for message in frames)
        yield from self.transport.send(1, heads)
        while any(frames):
            part = b"".join(message.pop(0) for message in frames if message)
            received += len(part)
            yield from self.transport.send(1, part)
        if received > 20_000:
            update = struct.pack(">I", received)
            yield from self.transport.send(0, self.frame(self.WINDOW_UPDATE, 0, 0, update))
        if self.random.random() < 0.1:
            ping = self.random.randbytes(8)
            yield from self.transport.send(0, self.frame(self.PING, 0, 0, ping))
            yield from self.transport.send(1, self.frame(self.PING, self.ACK, 0, ping))

    def finish(self):
        yield from self.transport.send(1, self.frame(self.GOAWAY, 0, 0, bytes(8)))

    def message(self, side, fields, body, stream=None):
        """The frames of a message: one of its fields, then those of its body."""
        stream = stream or self.stream
        block = b"".join(self.tables[side].encode(name.lower(), value) for name, value in fields)
        ending = 0 if body else self.END_STREAM
        frames = [self.frame(self.HEADERS, self.END_HEADERS | ending, stream, block)]
        for start in range(0, len(body), 8192):
            ending = self.END_STREAM if start + 8192 >= len(body) else 0
            frames.append(self.frame(self.DATA, ending, stream, body[start : start + 8192]))
        return frames

    @staticmethod
    def frame(kind, flags, stream, payload=b""):
        return struct.pack(">BHBBI", len(payload) >> 16, len(payload) & 0xFFFF, kind, flags, stream) + payload


class FieldTable:
    """An encoder of HPACK that has no Huffman coding; only paths and dates stay out of its table."""

    STATIC = {
        (":method", "GET"): 2, (":method", "POST"): 3, (":scheme", "https"): 7,
        (":status", "200"): 8, (":status", "500"): 14,
    }
    STATIC_NAMES = {
        ":authority": 1, ":method": 2, ":path": 4, ":status": 8, "accept": 19,
        "accept-encoding": 16, "content-encoding": 26, "content-length": 28, "content-type": 31,
        "date": 33, "server": 54, "user-agent": 58,
    }
    UNINDEXED = {":path", "date", "content-length", "x-trace-id"}

    def __init__(self):
        self.entries = []
        self.size = 0

    def encode(self, name, value):
        pair = (name, value)
        index = self.STATIC.get(pair)
        if index is None and pair in self.entries:
            index = 62 + self.entries.index(pair)
        if index is not None:
            return self.integer(0x80, 7, index)
        prefix = (0x00, 4) if name in self.UNINDEXED else (0x40, 6)
        index = self.STATIC_NAMES.get(name, 0)
        encoded = self.integer(*prefix, index) + (b"" if index else self.string(name))
        if name not in self.UNINDEXED:
            self.entries.insert(0, pair)
            self.size += len(name) + len(value) + 32
            while self.size > 4096:
                self.size -= sum(map(len, self.entries.pop())) + 32
        return encoded + self.string(value)

    def string(self, text):
        return self.integer(0, 7, len(text)) + text.encode()

    @staticmethod
    def integer(first, bits, value):
        limit = (1 << bits) - 1
        if value < limit:
            return bytes([first | value])
        encoded = [first | limit]
        value -= limit
        while value >= 128:
            encoded.append(value & 127 | 128)
            value >>= 7
        return bytes([*encoded, value])
