"""Sends one datagram and prints the answer, and all that come within half a second after one: udp_ask.py ADDRESS PORT"""
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(30)
client.sendto(b"who are you?", (sys.argv[1], int(sys.argv[2])))
try:
    while True:
        print(client.recv(65536).decode())
        client.settimeout(0.5)
except TimeoutError:
    pass
