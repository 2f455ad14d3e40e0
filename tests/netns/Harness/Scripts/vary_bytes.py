"""Sends a raw Ethernet frame again and again, some bytes of it counted up: vary_bytes.py DEVICE FRAME OFFSET LENGTH COUNT [IPV4]

FRAME in hexadecimal digits. With IPV4, the offset of an IPv4 header, that header's checksum is made right each time."""
import socket
import sys

device, frame, offset, length, count = sys.argv[1], bytearray.fromhex(sys.argv[2]), *map(int, sys.argv[3:6])
header = int(sys.argv[6]) if len(sys.argv) > 6 else None
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((device, 0))
print("ready", flush=True)
for number in range(1, count + 1):
    frame[offset:offset + length] = number.to_bytes(length, "big")
    if header is not None:
        frame[header + 10:header + 12] = b"\0\0"
        total = sum(int.from_bytes(frame[i:i + 2], "big") for i in range(header, header + 20, 2))
        total = (total & 0xffff) + (total >> 16)
        total = (total & 0xffff) + (total >> 16)
        frame[header + 10:header + 12] = (~total & 0xffff).to_bytes(2, "big")
    link.send(frame)
