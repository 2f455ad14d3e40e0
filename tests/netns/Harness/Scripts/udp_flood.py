"""Sends datagrams as fast as it can: udp_flood.py ADDRESS PORT SECONDS"""
import socket
import sys
import time

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.connect((sys.argv[1], int(sys.argv[2])))
end = time.monotonic() + float(sys.argv[3])
while time.monotonic() < end:
    for _ in range(1000):
        try:
            client.send(bytes(100))
        except OSError:
            pass  # no room in the device, or nobody listens any more
