"""Sends with UDP_SEGMENT what standard input says, a line "SIZE BYTES" each: udp_segment.py ADDRESS PORT

SIZE 0 sends one plain datagram. Prints source port, length and hash of each datagram that should arrive.
"""
import hashlib
import random
import socket
import sys

SOL_UDP, UDP_SEGMENT = 17, 103
address, port = sys.argv[1], int(sys.argv[2])
sender = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
sender.connect((address, port))
source = sender.getsockname()[1]
random.seed(port)
for line in sys.stdin:
    size, total = map(int, line.split())
    data = random.randbytes(total)
    sender.setsockopt(SOL_UDP, UDP_SEGMENT, size)
    sender.send(data)
    for i in range(0, total, size or total):
        part = data[i:i + (size or total)]
        print(source, len(part), hashlib.sha256(part).hexdigest())
