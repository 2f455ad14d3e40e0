"""Binds a UDP port, with a buffer that is soon full, and never reads: udp_mute.py PORT"""
import signal
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
server.bind(("0.0.0.0", int(sys.argv[1])))
print("ready", flush=True)
signal.pause()
