"""A bad wire between two devices: lossy_relay.py DEVICE DEVICE

Of 1,000 frames it loses 10, doubles 3, delays 3 behind the next ones and changes a byte of 1 inside the tunnel. SIGINT prints how many.
"""
import random
import select
import signal
import socket
import sys

SOL_PACKET, PACKET_IGNORE_OUTGOING, PACKET_QDISC_BYPASS = 263, 23, 20
SO_RCVBUFFORCE, ETH_P_ALL = 33, 3
INNER_IP = 14 + 20 + 8 + 8 + 14


def open_device(name):
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    link.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    link.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
    link.bind((name, ETH_P_ALL))
    link.setblocking(False)
    return link


def corrupt(frame):
    changed = bytearray(frame)
    changed[random.randrange(INNER_IP, len(changed))] ^= random.randrange(1, 256)
    return changed


def relay(frame, to, held):
    """Sends a frame on, or does something bad to it; what is held back goes out behind it."""
    chance = random.random()
    if chance < 0.010:
        counts["lost"] += 1
    elif chance < 0.013:
        counts["doubled"] += 1
        send(to, frame)
        send(to, frame)
    elif chance < 0.016:
        counts["delayed"] += 1
        held.append((frame, random.randrange(1, 8)))
        return
    elif chance < 0.017 and len(frame) > INNER_IP + 40:
        counts["corrupted"] += 1
        send(to, corrupt(frame))
    else:
        send(to, frame)
    for i in range(len(held) - 1, -1, -1):
        late, wait = held[i]
        held[i] = (late, wait - 1)
        if wait == 0:
            send(to, late)
            del held[i]


def send(to, frame):
    try:
        to.send(frame)
        counts["sent"] += 1
    except OSError:
        counts["refused"] += 1


def stop(*_):
    print(" ".join(f"{name}={count}" for name, count in counts.items()), flush=True)
    sys.exit(0)


random.seed(1)
counts = {"sent": 0, "lost": 0, "doubled": 0, "delayed": 0, "corrupted": 0, "refused": 0}
left, right = map(open_device, sys.argv[1:3])
peers = {left: (right, []), right: (left, [])}
signal.signal(signal.SIGINT, stop)
print("ready", flush=True)
while True:
    for link in select.select([left, right], [], [])[0]:
        for _ in range(64):
            try:
                relay(link.recv(2048), *peers[link])
            except BlockingIOError:
                break
