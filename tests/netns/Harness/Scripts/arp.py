"""Speaks ARP on eth0: `arp.py announce MAC ADDRESS COUNT`, `arp.py probe MAC ADDRESS COUNT`, or `arp.py ask MAC ADDRESS TARGET`,
which fails when nobody answers. A request a second. Not arping, of which there are two with the same name and other options."""
import select
import socket
import sys

REQUEST, REPLY, ETHERTYPE = 1, 2, 0x0806
verb, mac, address, last = sys.argv[1:]
mac, address = bytes.fromhex(mac.replace(":", "")), socket.inet_aton(address)
asks = verb == "ask"
sender = bytes(4) if verb == "probe" else address
target = socket.inet_aton(last) if asks else address
count = 3 if asks else int(last)

arp = bytes.fromhex("0001080006040001") + mac + sender + bytes(6) + target
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPE))
wire.bind(("eth0", ETHERTYPE))


def is_answer(frame):
    return frame[20:22] == REPLY.to_bytes(2, "big") and frame[28:32] == target


for _ in range(count):
    wire.send(b"\xff" * 6 + mac + ETHERTYPE.to_bytes(2, "big") + arp)
    while select.select([wire], [], [], 1)[0]:
        if is_answer(wire.recv(128)) and asks:
            sys.exit(0)
sys.exit(1 if asks else 0)
