#!/usr/bin/python3
"""Writes frames.txt beside this script: what a container may and may not send, built by scapy, so by none of our code.

The container has the MAC address 02:00:00:00:02:00, 192.168.1.1 and fd00::1, may use 192.168.1.100 with 00:00:5e:00:01:01 and
fd00:0:0:9::/64, and is neither router nor DHCP server. Each line: verdict | name | hex bytes. Needs python3-scapy.
"""
import pathlib

from scapy.all import (ARP, BOOTP, DHCP, DHCP6_Advertise, DHCP6_Solicit, ICMP, ICMPv6EchoRequest, ICMPv6MLReport, ICMPv6MLReport2,
                       ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6ND_RA, ICMPv6ND_Redirect, ICMPv6ND_RS, ICMPv6NDOptDstLLAddr,
                       ICMPv6NDOptPrefixInfo, ICMPv6NDOptSrcLLAddr, IP, LLC, SNAP, TCP, UDP, Dot1AD, Dot1Q, Dot3, Ether, IPOption_LSRR,
                       IPOption_Router_Alert, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN,
                       Raw, RouterAlert, raw)

ME, YOU, VIRTUAL = "02:00:00:00:02:00", "02:00:00:00:02:01", "00:00:5e:00:01:01"
IP_ME, IP_YOU, IP_VIRTUAL = "192.168.1.1", "192.168.1.2", "192.168.1.100"
IP6_ME, IP6_YOU = "fd00::1", "fd00::2"
LL_ME, LL_YOU, LL_VIRTUAL = "fe80::ff:fe00:200", "fe80::ff:fe00:201", "fe80::200:5eff:fe00:101"
LL_PRIVATE, LL_PRIVATE_YOU = "fe80::4a1b:33c2:17de:9f01", "fe80::77:88:99:aa"  # the test lets the neighbour claim the second one first
ALL_NODES = "33:33:00:00:00:01"
FRAMES = []


def frame(verdict, name, packet):
    FRAMES.append(f"{verdict} | {name} | {raw(packet).hex()}\n")


def ether(src=ME, dst=YOU, **more):
    return Ether(src=src, dst=dst, **more)


def v4(src=IP_ME, dst=IP_YOU, **more):
    return ether() / IP(src=src, dst=dst, **more)


def v6(src=IP6_ME, dst=IP6_YOU, **more):
    return ether() / IPv6(src=src, dst=dst, **more)


def nd(message, src=LL_ME, dst="ff02::1"):
    return ether(dst=ALL_NODES) / IPv6(src=src, dst=dst, hlim=255) / message


def arp(src=ME, dst="ff:ff:ff:ff:ff:ff", **fields):
    return ether(src=src, dst=dst) / ARP(**{"hwsrc": ME, "psrc": IP_ME, "pdst": IP_YOU, **fields})


def nested(*packets):
    """The last packet's bytes behind the others, unaltered."""
    return Raw(b"".join(raw(packet) for packet in packets))


UDP_DATA, ECHO6 = UDP(sport=5000, dport=53) / b"data", ICMPv6EchoRequest(id=1, seq=1, data=b"data")
SLLA, TLLA = ICMPv6NDOptSrcLLAddr, ICMPv6NDOptDstLLAddr

# What every container sends.
frame("pass", "tcp4", v4() / TCP(sport=40000, dport=80))
frame("pass", "udp4", v4() / UDP_DATA)
frame("pass", "icmp4-echo", v4() / ICMP(id=1, seq=1) / b"data")
frame("pass", "udp4-options", v4(options=[IPOption_Router_Alert()]) / UDP_DATA)
frame("pass", "udp4-virtual-address", v4(src=IP_VIRTUAL) / UDP_DATA)
frame("pass", "vrrp-virtual-mac", ether(src=VIRTUAL) / IP(src=IP_ME, dst="224.0.0.18", proto=112) / b"\x31\x01\xff\x01")
frame("pass", "igmp", v4(dst="224.0.0.22", proto=2, options=[IPOption_Router_Alert()]) / b"\x22\x00\xf9\xfd\x00\x00\x00\x00")
frame("pass", "igmp-unspecified", v4(src="0.0.0.0", dst="224.0.0.22", proto=2) / b"\x22\x00\xf9\xfd\x00\x00\x00\x00")
frame("pass", "fragment4-first", v4(flags="MF") / UDP_DATA)
frame("pass", "fragment4-last", v4(frag=4, proto=17) / (b"\x00\x43\x00\x44" * 4))
frame("pass", "tcp6", v6() / TCP(sport=40000, dport=80))
frame("pass", "udp6-virtual-prefix", v6(src="fd00:0:0:9::77") / UDP_DATA)
frame("pass", "icmp6-echo", v6() / ECHO6)
frame("pass", "icmp6-echo-link-local", v6(src=LL_ME) / ECHO6)
frame("pass", "icmp6-echo-link-local-of-virtual-mac", v6(src=LL_VIRTUAL) / ECHO6)
frame("pass", "icmp6-echo-stable-privacy", v6(src=LL_PRIVATE) / ECHO6)
frame("pass", "udp6-destination-options", v6() / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\x00" * 4)]) / UDP_DATA)
frame("pass", "fragment6-first", v6() / IPv6ExtHdrFragment(m=1, id=7) / UDP_DATA)
frame("pass", "fragment6-last", v6() / IPv6ExtHdrFragment(offset=4, nh=17, id=7) / (b"\x02\x23\x02\x22" * 4))
frame("pass", "fragment6-last-destination-options", v6() / IPv6ExtHdrFragment(offset=4, nh=60, id=7) / (b"\x3a\x00\x00\x00" * 4))
frame("pass", "fragment6-atomic", v6() / IPv6ExtHdrFragment(id=7) / UDP_DATA)
frame("pass", "mld", v6(src=LL_ME, dst="ff02::16") / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6MLReport2())
frame("pass", "mld-unspecified", v6(src="::", dst="ff02::16") / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6MLReport2())
frame("pass", "mld1-unspecified", v6(src="::", dst="ff02::1:2") / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6MLReport(mladdr="ff02::1:2"))
frame("pass", "dhcp4-discover", ether() / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67) / BOOTP(chaddr=b"\x02\0\0\0\x02\0") / DHCP(options=[("message-type", "discover"), "end"]))
frame("pass", "dhcp4-renew", v4() / UDP(sport=68, dport=67) / BOOTP(ciaddr=IP_ME) / DHCP(options=[("message-type", "request"), "end"]))
frame("pass", "dhcp6-solicit", v6(src=LL_ME, dst="ff02::1:2") / UDP(sport=546, dport=547) / DHCP6_Solicit())

# MAC and IP sources.
frame("spoofed-mac", "mac-of-neighbour", ether(src=YOU) / IP(src=IP_ME, dst=IP_YOU) / UDP_DATA)
frame("spoofed-mac", "mac-of-group", ether(src="03:00:00:00:02:00") / IP(src=IP_ME, dst=IP_YOU) / UDP_DATA)
frame("spoofed-mac", "mac-zero", ether(src="00:00:00:00:00:00") / IP(src=IP_ME, dst=IP_YOU) / UDP_DATA)
frame("spoofed-mac", "mac-of-neighbour-other-protocol", ether(src=YOU, type=0x88B5) / (b"\0" * 46))
frame("spoofed-ip", "ip4-of-neighbour", v4(src=IP_YOU) / UDP_DATA)
frame("spoofed-ip", "ip4-of-neighbour-tcp", v4(src=IP_YOU) / TCP(sport=40000, dport=80))
frame("spoofed-ip", "ip4-unspecified", v4(src="0.0.0.0") / UDP_DATA)
frame("spoofed-ip", "ip4-unspecified-from-server", v4(src="0.0.0.0") / UDP(sport=67, dport=68) / b"data")
frame("spoofed-ip", "ip4-unspecified-fragment", v4(src="0.0.0.0", frag=1, proto=17) / b"\x00\x44\x00\x43data")
frame("spoofed-ip", "ip4-broadcast", v4(src="255.255.255.255") / UDP_DATA)
frame("spoofed-ip", "ip4-group", v4(src="224.0.0.1") / UDP_DATA)
frame("spoofed-ip", "ip4-source-route", v4(src=IP_YOU, options=[IPOption_LSRR(routers=[IP_ME])]) / UDP_DATA)
frame("spoofed-ip", "ip4-first-fragment", v4(src=IP_YOU, flags="MF") / UDP_DATA)
frame("spoofed-ip", "ip4-later-fragment", v4(src=IP_YOU, frag=4, proto=17) / b"datadata")
frame("spoofed-ip", "ip4-other-protocol", v4(src=IP_YOU, proto=47) / b"datadata")
frame("spoofed-ip", "ip6-of-neighbour", v6(src=IP6_YOU) / UDP_DATA)
frame("spoofed-ip", "ip6-privacy-address", v6(src="fd00::1234:5678:9abc:def0") / ECHO6)
frame("spoofed-ip", "ip6-eui64-address", v6(src="fd00::ff:fe00:200") / ECHO6)
frame("spoofed-ip", "ip6-link-local-of-neighbour", v6(src=LL_YOU) / UDP_DATA)
frame("spoofed-ip", "ip6-stable-privacy-of-neighbour", v6(src=LL_PRIVATE_YOU) / UDP_DATA)
frame("spoofed-ip", "ip6-link-local-anycast", v6(src="fe80::") / UDP_DATA)
frame("spoofed-ip", "ip6-link-local-other-prefix", v6(src="fe80:1::1") / UDP_DATA)
frame("spoofed-ip", "ip6-unspecified-udp", v6(src="::") / UDP_DATA)
frame("spoofed-ip", "ip6-unspecified-echo", v6(src="::") / ECHO6)
frame("spoofed-ip", "ip6-group", v6(src="ff02::1") / UDP_DATA)
frame("spoofed-ip", "ip6-mapped", v6(src="::ffff:192.168.1.1") / UDP_DATA)
frame("spoofed-ip", "ip6-hop-by-hop", v6(src=IP6_YOU) / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / UDP_DATA)
frame("spoofed-ip", "ip6-mld", v6(src=LL_YOU, dst="ff02::16") / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6MLReport2())
frame("spoofed-ip", "ip6-first-fragment", v6(src=IP6_YOU) / IPv6ExtHdrFragment(m=1) / UDP_DATA)
frame("spoofed-ip", "ip6-later-fragment", v6(src=IP6_YOU) / IPv6ExtHdrFragment(offset=4, nh=17) / b"datadata")
frame("spoofed-ip", "ip6-later-fragment-of-icmp", v6(src=IP6_YOU) / IPv6ExtHdrFragment(offset=4, nh=58) / b"datadata")

# ARP.
frame("pass", "arp-request", arp())
frame("pass", "arp-reply", arp(op=2, dst=YOU, hwdst=YOU))
frame("pass", "arp-gratuitous", arp(pdst=IP_ME))
frame("pass", "arp-announcement-reply", arp(op=2, pdst=IP_ME, hwdst=ME))
frame("pass", "arp-probe", arp(psrc="0.0.0.0", pdst=IP_ME))
frame("pass", "arp-virtual", arp(src=VIRTUAL, hwsrc=VIRTUAL, psrc=IP_VIRTUAL, pdst=IP_VIRTUAL))
frame("pass", "arp-padded", nested(arp(), Raw(b"\0" * 18)))
frame("spoofed-arp", "arp-sender-ip", arp(psrc=IP_YOU))
frame("spoofed-arp", "arp-sender-mac", arp(hwsrc=YOU))
frame("spoofed-arp", "arp-reply-for-neighbour", arp(op=2, psrc=IP_YOU, dst=YOU))
frame("spoofed-arp", "arp-gratuitous-for-neighbour", arp(psrc=IP_YOU, pdst=IP_YOU))
frame("spoofed-arp", "arp-probe-for-neighbour", arp(psrc="0.0.0.0", pdst=IP_YOU))
frame("spoofed-arp", "arp-reply-without-sender", arp(op=2, psrc="0.0.0.0", pdst=IP_ME))
frame("spoofed-arp", "arp-reverse", arp(op=3))
frame("spoofed-arp", "arp-inverse", arp(op=8))
frame("spoofed-arp", "arp-ieee802-hardware", arp(hwtype=6, psrc=IP_YOU))
frame("spoofed-arp", "arp-long-addresses", arp(hwlen=8))
frame("spoofed-arp", "arp-group-as-sender", arp(psrc="224.0.0.1"))
frame("spoofed-mac", "arp-from-another-mac", arp(src=YOU))
frame("malformed", "arp-truncated", Raw(raw(arp(psrc=IP_YOU))[:41]))

# Neighbour discovery.
frame("pass", "nd-dad", nd(ICMPv6ND_NS(tgt=IP6_ME), src="::", dst="ff02::1:ff00:1"))
frame("pass", "nd-dad-link-local", nd(ICMPv6ND_NS(tgt=LL_ME), src="::"))
frame("pass", "nd-dad-stable-privacy", nd(ICMPv6ND_NS(tgt=LL_PRIVATE), src="::"))
frame("pass", "nd-solicitation", nd(ICMPv6ND_NS(tgt=IP6_YOU) / SLLA(lladdr=ME), src=IP6_ME))
frame("pass", "nd-solicitation-unicast", nd(ICMPv6ND_NS(tgt=IP6_YOU), src=IP6_ME, dst=IP6_YOU))
frame("pass", "nd-advertisement", nd(ICMPv6ND_NA(tgt=IP6_ME, R=0) / TLLA(lladdr=ME), src=IP6_ME))
frame("pass", "nd-advertisement-from-link-local", nd(ICMPv6ND_NA(tgt=LL_ME, R=0) / TLLA(lladdr=ME)))
frame("pass", "nd-advertisement-virtual", nd(ICMPv6ND_NA(tgt="fd00:0:0:9::1") / TLLA(lladdr=VIRTUAL)))
frame("pass", "nd-router-solicitation", nd(ICMPv6ND_RS() / SLLA(lladdr=ME), dst="ff02::2"))
frame("pass", "nd-router-solicitation-unspecified", nd(ICMPv6ND_RS(), src="::", dst="ff02::2"))
frame("spoofed-nd", "nd-dad-for-neighbour", nd(ICMPv6ND_NS(tgt=IP6_YOU), src="::"))
frame("spoofed-nd", "nd-dad-for-neighbours-link-local", nd(ICMPv6ND_NS(tgt=LL_YOU), src="::"))
frame("spoofed-nd", "nd-dad-with-option", nd(ICMPv6ND_NS(tgt=IP6_ME) / SLLA(lladdr=ME), src="::"))
frame("spoofed-nd", "nd-solicitation-option", nd(ICMPv6ND_NS(tgt=IP6_YOU) / SLLA(lladdr=YOU), src=IP6_ME))
frame("spoofed-nd", "nd-solicitation-second-option", nd(ICMPv6ND_NS(tgt=IP6_YOU) / SLLA(lladdr=ME) / SLLA(lladdr=YOU), src=IP6_ME))
frame("spoofed-nd", "nd-advertisement-target", nd(ICMPv6ND_NA(tgt=IP6_YOU) / TLLA(lladdr=ME)))
frame("spoofed-nd", "nd-advertisement-target-link-local", nd(ICMPv6ND_NA(tgt=LL_YOU)))
frame("spoofed-nd", "nd-advertisement-target-stable-privacy", nd(ICMPv6ND_NA(tgt=LL_PRIVATE_YOU)))
frame("spoofed-nd", "nd-advertisement-option", nd(ICMPv6ND_NA(tgt=IP6_ME) / TLLA(lladdr=YOU)))
frame("spoofed-nd", "nd-advertisement-unspecified", nd(ICMPv6ND_NA(tgt=IP6_ME), src="::"))
frame("spoofed-nd", "nd-router-solicitation-option", nd(ICMPv6ND_RS() / SLLA(lladdr=YOU)))
frame("spoofed-nd", "nd-router-solicitation-unspecified-option", nd(ICMPv6ND_RS() / SLLA(lladdr=ME), src="::"))
frame("spoofed-nd", "nd-option-without-length", nd(ICMPv6ND_NS(tgt=IP6_YOU) / Raw(b"\x01\x00" + b"\0" * 6), src=IP6_ME))
frame("spoofed-nd", "nd-option-cut", nd(ICMPv6ND_NS(tgt=IP6_YOU) / Raw(b"\x01\x01\x02\0"), src=IP6_ME))
frame("spoofed-nd", "nd-option-long", nd(ICMPv6ND_NS(tgt=IP6_YOU) / Raw(b"\x01\x02\x02\0\0\0\x02\0" + b"\0" * 8), src=IP6_ME))
frame("spoofed-nd", "nd-cut", v6(nh=58) / Raw(b"\x88" + b"\0" * 15))
frame("spoofed-nd", "nd-behind-hop-by-hop", v6(src=LL_ME) / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6ND_NA(tgt=IP6_YOU))
frame("spoofed-nd", "nd-behind-destination-options", v6(src=LL_ME) / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)]) / ICMPv6ND_NA(tgt=IP6_YOU))
frame("spoofed-nd", "nd-fragment", v6(src=LL_ME) / IPv6ExtHdrFragment(m=1) / ICMPv6ND_NA(tgt=IP6_ME))
frame("spoofed-nd", "nd-atomic-fragment", v6(src=LL_ME) / IPv6ExtHdrFragment() / ICMPv6ND_NA(tgt=IP6_YOU))
frame("spoofed-ip", "nd-solicitation-source", nd(ICMPv6ND_NS(tgt=IP6_YOU) / SLLA(lladdr=ME), src="fd00::3"))
frame("spoofed-ip", "nd-advertisement-source", nd(ICMPv6ND_NA(tgt=IP6_YOU) / TLLA(lladdr=ME), src=IP6_YOU))

# Routers and DHCP servers.
frame("rogue-router", "router-advertisement", nd(ICMPv6ND_RA() / ICMPv6NDOptPrefixInfo(prefix="fd00:bad::", prefixlen=64) / SLLA(lladdr=ME)))
frame("rogue-router", "router-advertisement-behind-hop-by-hop", v6(src=LL_ME) / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / ICMPv6ND_RA())
frame("rogue-router", "router-advertisement-fragment", v6(src=LL_ME) / IPv6ExtHdrFragment(m=1) / ICMPv6ND_RA())
frame("rogue-router", "router-advertisement-of-neighbour", nd(ICMPv6ND_RA(), src=LL_YOU))
frame("rogue-router", "redirect6", nd(ICMPv6ND_Redirect(tgt=LL_ME, dst=IP6_YOU)))
frame("rogue-router", "redirect4", v4() / ICMP(type=5, code=1, gw=IP_ME) / IP(src=IP_YOU, dst="192.168.1.9") / UDP_DATA)
frame("rogue-router", "router-advertisement4", v4(dst="224.0.0.1") / ICMP(type=9) / (b"\0" * 8))
frame("rogue-dhcp", "dhcp4-offer", v4(dst="255.255.255.255") / UDP(sport=67, dport=68) / BOOTP(op=2) / DHCP(options=[("message-type", "offer"), "end"]))
frame("rogue-dhcp", "dhcp4-offer-from-another-port", v4(dst="255.255.255.255") / UDP(sport=1067, dport=68) / BOOTP(op=2))
frame("rogue-dhcp", "dhcp4-relay", v4() / UDP(sport=67, dport=67) / BOOTP(giaddr=IP_ME))
frame("rogue-dhcp", "dhcp4-offer-options", v4(options=[IPOption_Router_Alert()]) / UDP(sport=67, dport=68) / BOOTP(op=2))
frame("rogue-dhcp", "dhcp4-offer-first-fragment", v4(flags="MF") / UDP(sport=67, dport=68, len=308) / (b"\0" * 32))
frame("rogue-dhcp", "dhcp6-advertise", v6(src=LL_ME) / UDP(sport=547, dport=546) / DHCP6_Advertise())
frame("rogue-dhcp", "dhcp6-advertise-from-another-port", v6(src=LL_ME) / UDP(sport=1547, dport=546) / DHCP6_Advertise())
frame("rogue-dhcp", "dhcp6-advertise-behind-options", v6(src=LL_ME) / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)]) / UDP(sport=547, dport=546) / DHCP6_Advertise())
frame("rogue-dhcp", "dhcp6-advertise-first-fragment", v6(src=LL_ME) / IPv6ExtHdrFragment(m=1) / UDP(sport=547, dport=546, len=100) / (b"\0" * 32))

# What hides who speaks.
LONG_OPTIONS = IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 180)])
frame("unverifiable", "other-protocol", ether(type=0x88B5) / (b"\0" * 46))
frame("unverifiable", "reverse-arp", ether(type=0x8035) / ARP(op=3, hwsrc=ME))
frame("unverifiable", "snap-arp", Dot3(src=ME, dst=YOU) / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(code=0x0806) / ARP(psrc=IP_YOU))
frame("unverifiable", "llc", Dot3(src=ME, dst=YOU) / LLC(dsap=0x42, ssap=0x42, ctrl=3) / (b"\0" * 40))
frame("unverifiable", "old-qinq", ether(type=0x9100) / Raw(b"\x00\x05\x08\x00") / IP(src=IP_YOU, dst=IP_ME) / UDP_DATA)
frame("unverifiable", "routing-header", v6() / IPv6ExtHdrRouting(addresses=[IP6_YOU], segleft=1) / UDP(sport=547, dport=546) / b"data")
frame("unverifiable", "nine-extension-headers", v6(nh=60) / nested(*[IPv6ExtHdrDestOpt(nh=60, options=[PadN(optdata=b"\0" * 4)])] * 8, IPv6ExtHdrDestOpt(nh=58, options=[PadN(optdata=b"\0" * 4)]), ICMPv6ND_RA()))
frame("unverifiable", "icmp6-behind-long-options", v6(src=LL_ME) / LONG_OPTIONS / ICMPv6ND_RA())
frame("unverifiable", "udp6-behind-long-options", v6(src=LL_ME) / LONG_OPTIONS / UDP(sport=547, dport=546) / b"data")
frame("unverifiable", "icmp6-behind-first-fragment", v6(src=LL_ME) / IPv6ExtHdrFragment(m=1, nh=60) / IPv6ExtHdrDestOpt(nh=58, options=[PadN(optdata=b"\0" * 4)]))
frame("unverifiable", "udp4-tiny-first-fragment", v4(flags="MF", proto=17))
frame("unverifiable", "icmp4-tiny-first-fragment", v4(flags="MF", proto=1))
frame("vlan", "vlan", ether() / Dot1Q(vlan=5) / IP(src=IP_YOU, dst=IP_ME) / UDP_DATA)
frame("vlan", "qinq", ether() / Dot1AD(vlan=5) / Dot1Q(vlan=6) / IP(src=IP_YOU, dst=IP_ME) / UDP_DATA)
frame("vlan", "three-tags", ether() / Dot1Q(vlan=5) / Dot1Q(vlan=6) / Dot1Q(vlan=7) / IP(src=IP_YOU, dst=IP_ME) / UDP_DATA)

(pathlib.Path(__file__).parent / "frames.txt").write_text("".join(FRAMES))
