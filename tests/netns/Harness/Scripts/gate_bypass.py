"""Sends a datagram's frame past the device's queueing discipline as fast as it can: gate_bypass.py DEVICE MAC ADDRESS SECONDS [FROM]"""
import socket
import struct
import sys
import time

SOL_PACKET, PACKET_QDISC_BYPASS = 263, 20

link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
link.bind((sys.argv[1], 0))
sender = socket.inet_aton(sys.argv[5]) if len(sys.argv) > 5 else bytes(4)
ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 46, 0, 0, 64, 17, 0, sender, socket.inet_aton(sys.argv[3]))
total = sum(struct.unpack("!10H", ip))
ip = ip[:10] + struct.pack("!H", ~((total & 0xffff) + (total >> 16)) & 0xffff) + ip[12:]
source = link.getsockname()[4]
frame = bytes.fromhex(sys.argv[2].replace(":", "")) + source + b"\x08\x00" + ip + struct.pack("!HHHH", 9, 9, 26, 0) + bytes(18)
end = time.monotonic() + float(sys.argv[4])
while time.monotonic() < end:
    for _ in range(1000):
        try:
            link.send(frame)
        except OSError:
            pass  # no room in the device
