"""Sends a raw Ethernet frame again and again, some bytes of it counted up:
vary_bytes.py DEVICE FRAME OFFSET LENGTH COUNT [--ipv4 HEADER] [--rate RATE]

FRAME in hexadecimal digits. With the offset of an IPv4 header, that header's checksum is made right each time. RATE is frames a second
at most; what a machine that stands still misses is not caught up on.
"""
import argparse
import socket
import time

parser = argparse.ArgumentParser()
parser.add_argument("device")
parser.add_argument("frame", type=bytearray.fromhex)
parser.add_argument("offset", type=int)
parser.add_argument("length", type=int)
parser.add_argument("count", type=int)
parser.add_argument("--ipv4", type=int)
parser.add_argument("--rate", type=float)
options = parser.parse_args()
frame, offset, length, header = options.frame, options.offset, options.length, options.ipv4
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((options.device, 0))
print("ready", flush=True)
due = time.monotonic()
for number in range(1, options.count + 1):
    frame[offset:offset + length] = number.to_bytes(length, "big")
    if header is not None:
        frame[header + 10:header + 12] = b"\0\0"
        total = sum(int.from_bytes(frame[i:i + 2], "big") for i in range(header, header + 20, 2))
        total = (total & 0xffff) + (total >> 16)
        total = (total & 0xffff) + (total >> 16)
        frame[header + 10:header + 12] = (~total & 0xffff).to_bytes(2, "big")
    link.send(frame)
    if options.rate and number % 32 == 0:
        due = max(due + 32 / options.rate, time.monotonic() - 0.01)
        time.sleep(max(0, due - time.monotonic()))
