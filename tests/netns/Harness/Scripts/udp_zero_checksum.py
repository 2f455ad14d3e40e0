"""Sends a datagram whose UDP checksum comes out as zero, which has to be sent as all ones: udp_zero_checksum.py ADDRESS PORT"""
import socket
import struct
import sys

address, port = sys.argv[1], int(sys.argv[2])
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.connect((address, port))
own, own_port = sender.getsockname()
length = 10
words = struct.unpack("!4H", socket.inet_aton(own) + socket.inet_aton(address)) + (socket.IPPROTO_UDP, length, own_port, port, length)
total = sum(words)
while total > 0xFFFF:
    total = (total & 0xFFFF) + (total >> 16)
sender.send(struct.pack("!H", 0xFFFF - total))
