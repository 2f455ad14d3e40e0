"""Sends raw Ethernet frames, one line of hexadecimal digits each, from standard input: send_frames.py DEVICE"""
import socket
import sys

link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((sys.argv[1], 0))
for line in sys.stdin:
    link.send(bytes.fromhex(line))
