"""Connections of TCP, written packet by packet as classic pcap or pcapng."""

import struct

MSS = 1448
FIN, SYN, PSH, ACK = 0x01, 0x02, 0x08, 0x10
# Ethernet, IPv4 and TCP with its timestamps, in one.
HEADERS = struct.Struct(">12sHBBHHHBBH4s4sHHIIBBHHHHBBII")
SYN_OPTIONS = bytes([2, 4, MSS + 12 >> 8, MSS + 12 & 0xFF, 4, 2, 1, 3, 3, 7])


class Recorder:
    """A file of packets, and the clock that stands on each of them (µs since 1970)."""

    def __init__(self, write, is_pcapng, start):
        self.write = write
        self.is_pcapng = is_pcapng
        self.now = start
        self.size = 0
        if is_pcapng:
            self.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
            self.block(1, struct.pack("<HHI", 1, 0, 1 << 18))
        else:
            self.put(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))

    def put(self, data):
        self.write(data)
        self.size += len(data)

    def block(self, kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack("<I", len(body) + 12)
        self.put(struct.pack("<I", kind) + length + body + length)

    def secrets(self, key_log):
        """A decryption-secrets block; it stands before the packets that it opens."""
        self.block(10, b"KSLT" + struct.pack("<I", len(key_log)) + key_log)

    def packet(self, data):
        size = len(data)
        if self.is_pcapng:
            times = (self.now >> 32, self.now & 0xFFFFFFFF)
            self.block(6, struct.pack("<IIIII", 0, *times, size, size) + data)
        else:
            times = divmod(self.now, 1_000_000)
            self.put(struct.pack("<IIII", *times, size, size) + data)


class Connection:
    """A connection between a client (0) and a server (1).

    What takes time is a generator of the microseconds until it goes on.
    """

    def __init__(self, recorder, random, client, server):
        self.recorder, self.random = recorder, random
        self.ends = (client, server)
        self.sequence = [random.getrandbits(32), random.getrandbits(32)]
        self.identification = random.getrandbits(16)
        self.half_trip = random.randint(4_000, 40_000)
        macs = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
        self.macs = macs[1] + macs[0], macs[0] + macs[1]

    def open(self):
        self.send_packet(0, SYN)
        self.sequence[0] += 1
        yield self.half_trip
        self.send_packet(1, SYN | ACK)
        self.sequence[1] += 1
        yield self.half_trip
        self.send_packet(0, ACK)

    def send(self, side, data):
        """Sends bytes, which the other end acknowledges after each second packet."""
        for start in range(0, len(data), MSS):
            part = data[start : start + MSS]
            is_last = start + MSS >= len(data)
            self.send_packet(side, ACK | (PSH if is_last else 0), part)
            if self.random.random() < 0.002:
                self.recorder.now += 200
                self.send_packet(side, ACK, part)
            self.sequence[side] += len(part)
            number = start // MSS
            if number % 2 or is_last:
                self.recorder.now += 20
                self.send_packet(1 - side, ACK)
            # A window of packets is under way before the next one may be sent.
            yield self.half_trip if number % 32 == 31 else 12

    def close(self):
        for side in (0, 1):
            self.send_packet(side, FIN | ACK)
            self.sequence[side] += 1
            yield self.half_trip
        self.send_packet(0, ACK)

    def send_packet(self, side, flags, payload=b""):
        (source, source_port), (destination, port) = self.ends[side], self.ends[1 - side]
        self.identification = self.identification + 1 & 0xFFFF
        options = SYN_OPTIONS if flags & SYN else b""
        options += bytes(-len(options) % 4)
        length = 52 + len(options) + len(payload)
        total = 0x4500 + length + self.identification + 0x4000 + 0x4006
        for address in (source, destination):
            total += (address[0] << 8) + address[1] + (address[2] << 8) + address[3]
        total = (total & 0xFFFF) + (total >> 16)
        checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        clock = self.recorder.now // 1000 & 0xFFFFFFFF
        acknowledged = self.sequence[1 - side] & 0xFFFFFFFF if flags & ACK else 0
        self.recorder.packet(
            HEADERS.pack(
                self.macs[side], 0x0800, 0x45, 0, length, self.identification, 0x4000, 64, 6,
                checksum, source, destination, source_port, port, self.sequence[side] & 0xFFFFFFFF,
                acknowledged, 0x80 + (len(options) << 2), flags, 502, 0, 0, 0x0101, 8, 10,
                clock, max(clock - 7, 0),
            )
            + options
            + payload
        )
