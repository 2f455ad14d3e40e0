"""Sends one datagram of every size and compares what comes back: udp_echo_client.py ADDRESS PORT FIRST LAST

Two are under way at a time, so that order counts too.
"""
import random
import socket
import sys

address, port, first, last = sys.argv[1], *map(int, sys.argv[2:5])
family = socket.AF_INET6 if ":" in address else socket.AF_INET
client = socket.socket(family, socket.SOCK_DGRAM)
client.settimeout(30)
client.connect((address, port))
random.seed(first * 65537 + last)
faults = []
sizes = list(range(first, last + 1))
for pair in [sizes[i:i + 2] for i in range(0, len(sizes), 2)]:
    sent = [random.randbytes(size) for size in pair]
    for data in sent:
        client.send(data)
    for data in sent:
        try:
            back = client.recv(65536)
        except TimeoutError:
            faults.append(f"{len(data)}: nothing came back")
            continue
        if back != data:
            faults.append(f"{len(data)}: {len(back)} other bytes came back")
    if len(faults) > 5:
        break
print("\n".join(faults))
sys.exit(1 if faults else 0)
