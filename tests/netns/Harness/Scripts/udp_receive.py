"""Prints source port, length and hash of each datagram: udp_receive.py PORT COUNT [gro]

Ends when COUNT have come and then none for a moment, or none for long; the last line is the most datagrams that came in one piece.
"""
import hashlib
import socket
import struct
import sys

SO_RCVBUFFORCE, SOL_UDP, UDP_GRO = 33, 17, 104
port, count, gro = int(sys.argv[1]), int(sys.argv[2]), "gro" in sys.argv[3:]
server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
server.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 128 << 20)
if gro:
    server.setsockopt(SOL_UDP, UDP_GRO, 1)
server.bind(("::", port))
print("ready", flush=True)
received, most = [], 0
while True:
    server.settimeout(30 if len(received) < count else 0.3)
    try:
        data, control, _, peer = server.recvmsg(65536, 64)
    except TimeoutError:
        break
    sizes = [struct.unpack("=i", value[:4])[0] for level, kind, value in control if (level, kind) == (SOL_UDP, UDP_GRO)]
    size = sizes[0] if sizes else max(1, len(data))
    parts = [data[i:i + size] for i in range(0, max(1, len(data)), size)]
    received += [(peer[1], part) for part in parts]
    most = max(most, len(parts))
for source, data in received:
    print(source, len(data), hashlib.sha256(data).hexdigest())
print(most)
