"""Sends every UDP datagram back with a prefix: udp_echo_server.py PORT [PREFIX]"""
import socket
import sys

server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
server.bind(("::", int(sys.argv[1])))
prefix = sys.argv[2].encode() if len(sys.argv) > 2 else b""
print("ready", flush=True)
while True:
    data, peer = server.recvfrom(65536)
    server.sendto(prefix + data, peer)
