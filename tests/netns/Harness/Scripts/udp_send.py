"""Sends datagrams: udp_send.py ADDRESS PORT TEXT COUNT [SOURCE-PORT…]; broadcast addresses are fine."""
import socket
import sys

address, port, text, count = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode(), int(sys.argv[4])
for source in map(int, sys.argv[5:] or ["0"]):
    sender = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sender.bind(("", source))
    for _ in range(count):
        sender.sendto(text, (address, port))
