"""Sends frames with segmentation offload, TCP over IPv6, of many sizes: send_large_frames.py DEVICE FROM_MAC TO_MAC FROM_IP TO_IP SIZE..."""
import socket
import struct
import sys

SOL_PACKET, PACKET_VNET_HDR, GSO_TCPV6 = 263, 15, 4
device, from_mac, to_mac, from_ip, to_ip = sys.argv[1:6]
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
link.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
link.bind((device, 0))
mac = lambda text: bytes.fromhex(text.replace(":", ""))
ethernet = mac(to_mac) + mac(from_mac) + b"\x86\xdd"
ip = struct.pack("!IHBB", 6 << 28, 1400, 6, 64) + socket.inet_pton(socket.AF_INET6, from_ip) + socket.inet_pton(socket.AF_INET6, to_ip)
tcp = struct.pack("!HHIIBBHHH", 1000, 2000, 1, 1, 0x50, 0x10, 65535, 0, 0)
sent = 0
for size in map(int, sys.argv[6:]):
    frame = (ethernet + ip + tcp).ljust(size, b"x")
    for segment in (536, 1300, 1378, 1398, 9000):
        sent += link.send(struct.pack("<BBHHHH", 1, GSO_TCPV6, 74, segment, 54, 16) + frame) > 0
print(sent)
