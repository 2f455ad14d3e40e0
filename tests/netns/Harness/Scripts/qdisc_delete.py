"""Deletes a device's queueing discipline every millisecond: qdisc_delete.py DEVICE SECONDS"""
import socket
import struct
import sys
import time

RTM_DELQDISC, NLM_F_REQUEST, TC_H_ROOT = 37, 1, 0xffffffff

netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
netlink.setblocking(False)
message = struct.pack("IHHIIBBHiIII", 36, RTM_DELQDISC, NLM_F_REQUEST, 1, 0, 0, 0, 0, socket.if_nametoindex(sys.argv[1]), 0, TC_H_ROOT, 0)
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    try:
        netlink.send(message)
        while True:
            netlink.recv(4096)
    except OSError:
        pass  # nothing to delete, no answer yet
    time.sleep(0.001)
