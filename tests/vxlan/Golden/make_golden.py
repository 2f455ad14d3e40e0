#!/usr/bin/python3
"""Writes the golden packets beside this script, built by scapy, so by none of our code.

Each line of a fixture: name | key=value ... | hex bytes. Needs python3-scapy. The output is the same on every run.
"""
import pathlib
import random

from scapy.all import (ARP, ICMP, IP, TCP, UDP, Dot1AD, Dot1Q, Ether, GRE, ICMPv6EchoRequest, ICMPv6ND_NS, IPOption_Router_Alert,
                       IPOption_Timestamp, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, LLC, STP,
                       Dot3, PadN, Padding, Raw, VXLAN, fragment, in4_chksum, in6_chksum, raw)
from scapy.utils import checksum

HERE = pathlib.Path(__file__).parent
A, B = "02:00:00:00:01:01", "02:00:00:00:02:01"
ETHER = Ether(src=A, dst=B)
V4 = IP(src="192.168.100.11", dst="192.168.100.21", ttl=64, id=7)
V6 = IPv6(src="fd00:100::11", dst="fd00:100::21", hlim=64)
PAYLOAD = Raw(bytes(range(1, 60)))
SEGMENT = TCP(sport=40000, dport=5201, seq=0xDEADBEEF, ack=0x01020304, flags="PA", window=501,
              options=[("NOP", None), ("NOP", None), ("Timestamp", (123456, 654321))])
DATAGRAM = UDP(sport=40001, dport=53)
TRANSPORTS = {6: (20, "Tcp"), 17: (8, "Udp"), 1: (8, "Icmp"), 58: (8, "Icmp")}
IPV6_EXTENSIONS = (IPv6ExtHdrHopByHop, IPv6ExtHdrDestOpt, IPv6ExtHdrRouting, IPv6ExtHdrFragment)


def write(name, lines):
    (HERE / name).write_text("".join(f"{line}\n" for line in lines))


def frame_line(name, packet, verify=True):
    data = raw(packet)
    packet = Dot3(data) if Dot3 in packet else Ether(data)
    padding = len(packet[Padding].load) if Padding in packet else 0
    values, flags = {"padding": padding}, []
    l3 = 14 + sum(4 for layer in packet.layers() if layer in (Dot1Q, Dot1AD))
    if l3 > 14:
        flags.append("Vlan")
    values["l3"], values["total"] = l3, len(data) - padding
    values["l4"], values["payload"], values["protocol"] = 0, l3, 0
    if ARP in packet:
        flags.append("Arp")
    if IP in packet:
        ip = packet[IP]
        flags.append("Ipv4")
        if ip.ihl > 5:
            flags.append("IpOptions")
        end_of_ip, protocol = l3 + ip.ihl * 4, ip.proto
        fragmented = ip.frag != 0 or bool(ip.flags.MF)
    elif IPv6 in packet:
        ip, fragmented = packet[IPv6], False
        flags.append("Ipv6")
        if isinstance(ip.payload, IPV6_EXTENSIONS):
            flags.append("IpOptions")
        end_of_ip = l3 + 40
        while isinstance(ip.payload, IPV6_EXTENSIONS):
            ip = ip.payload
            end_of_ip += len(raw(ip)) - len(raw(ip.payload))
            if isinstance(ip, IPv6ExtHdrFragment):
                fragmented = ip.offset != 0 or ip.m != 0
        protocol = ip.nh
    if IP in packet or IPv6 in packet:
        values["protocol"], values["payload"] = protocol, end_of_ip
        if fragmented:
            flags += ["Fragment"] if "first" in name else ["Fragment", "LaterFragment"]
            values["l4"] = end_of_ip if "first" in name else 0
        elif protocol in TRANSPORTS:
            size, flag = TRANSPORTS[protocol]
            flags.append(flag)
            values["l4"] = end_of_ip
            values["payload"] = end_of_ip + (packet[TCP].dataofs * 4 if TCP in packet else size)
    values["flags"] = ",".join(flags) or "None"
    values["intact"] = verify
    return f"{name} | {' '.join(f'{k}={v}' for k, v in values.items())} | {data.hex()}"


def corrupt(packet, offset):
    data = bytearray(raw(packet))
    data[offset] ^= 0x40
    return Ether(bytes(data))


def frames():
    tcp4, udp4, tcp6, udp6 = (ETHER / ip / l4 / PAYLOAD for ip in (V4, V6) for l4 in (SEGMENT, DATAGRAM))
    options = V4.copy()
    options.options = [IPOption_Router_Alert(), IPOption_Timestamp()]
    yield frame_line("tcp4", tcp4)
    yield frame_line("udp4", udp4)
    yield frame_line("udp4-odd-payload", ETHER / V4 / DATAGRAM / Raw(b"xyz"))
    yield frame_line("udp4-empty-padded", ETHER / V4 / DATAGRAM / Padding(bytes(18)))
    yield frame_line("udp4-full-mtu", ETHER / V4 / DATAGRAM / Raw(random.Random(1).randbytes(1472)))
    yield frame_line("udp4-no-checksum", ETHER / V4 / UDP(sport=1, dport=2, chksum=0) / PAYLOAD)
    yield frame_line("tcp4-corrupt", corrupt(tcp4, len(tcp4) - 1), verify=False)
    yield frame_line("udp4-corrupt", corrupt(udp4, len(udp4) - 1), verify=False)
    yield frame_line("tcp4-syn-padded", ETHER / V4 / TCP(flags="S", options=[("MSS", 1410)]) / Padding(bytes(6)))
    yield frame_line("icmp4-echo", ETHER / V4 / ICMP(id=1, seq=2) / PAYLOAD)
    yield frame_line("icmp4-corrupt", corrupt(ETHER / V4 / ICMP(id=1, seq=2) / PAYLOAD, 60), verify=False)
    yield frame_line("tcp4-ip-options", ETHER / options / SEGMENT / PAYLOAD)
    yield frame_line("gre4", ETHER / V4 / GRE() / V4 / DATAGRAM / PAYLOAD)
    yield frame_line("tcp6", tcp6)
    yield frame_line("udp6", udp6)
    yield frame_line("udp6-no-checksum", ETHER / V6 / UDP(sport=1, dport=2, chksum=0) / PAYLOAD, verify=False)
    yield frame_line("tcp6-corrupt", corrupt(tcp6, len(tcp6) - 2), verify=False)
    yield frame_line("icmp6-echo", ETHER / V6 / ICMPv6EchoRequest(id=3, seq=4) / PAYLOAD)
    yield frame_line("icmp6-neighbour-solicitation", ETHER / IPv6(src="fe80::1", dst="ff02::1:ff00:2", hlim=255) / ICMPv6ND_NS(tgt="fe80::2"))
    yield frame_line("udp6-hop-by-hop", ETHER / V6 / IPv6ExtHdrHopByHop(options=[PadN(optdata=bytes(12))]) / DATAGRAM / PAYLOAD)
    yield frame_line("tcp6-all-extensions", ETHER / V6 / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() /
                     IPv6ExtHdrRouting(addresses=["fd00::9"], segleft=0) / IPv6ExtHdrDestOpt() / SEGMENT / PAYLOAD)
    yield frame_line("udp6-atomic-fragment", ETHER / V6 / IPv6ExtHdrFragment(id=9) / DATAGRAM / PAYLOAD)
    yield frame_line("vlan-tcp4", ETHER / Dot1Q(vlan=100) / V4 / SEGMENT / PAYLOAD)
    yield frame_line("qinq-udp6", ETHER / Dot1AD(vlan=7) / Dot1Q(vlan=100) / V6 / DATAGRAM / PAYLOAD)
    yield frame_line("arp-request", Ether(src=A, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=A, psrc="192.168.100.11", pdst="192.168.100.21"))
    yield frame_line("vlan-arp", ETHER / Dot1Q(vlan=1) / ARP(op=2, hwsrc=A, psrc="192.168.100.11", hwdst=B, pdst="192.168.100.21"))
    yield frame_line("spanning-tree", Dot3(src=A, dst="01:80:c2:00:00:00") / LLC() / STP())
    parts = fragment(V4 / DATAGRAM / Raw(bytes(100)), fragsize=64)
    yield frame_line("fragment4-first", ETHER / parts[0])
    yield frame_line("fragment4-last", ETHER / parts[-1])
    whole = raw(V6 / DATAGRAM / Raw(bytes(100)))[40:]
    yield frame_line("fragment6-first", ETHER / V6 / IPv6ExtHdrFragment(id=5, m=1, nh=17) / Raw(whole[:64]))
    yield frame_line("fragment6-last", ETHER / V6 / IPv6ExtHdrFragment(id=5, offset=8, nh=17) / Raw(whole[64:]))


INNER = ETHER / V4 / SEGMENT / PAYLOAD
OUTER = Ether(src="02:00:00:00:0a:01", dst="02:00:00:00:0a:02")
OUTER4 = IP(src="10.99.0.1", dst="10.99.0.2", ttl=64, id=0, flags="DF")
OUTER6 = IPv6(src="fd99::1", dst="fd99::2", hlim=64)


# `error` is what comes out by lenient rules, `strict` by strict ones.
def vxlan_line(name, packet, error="None", strict=None, inner=INNER, vni=100, family=4):
    source, destination = ("10.99.0.1", "10.99.0.2") if family == 4 else ("fd99::1", "fd99::2")
    data = raw(packet)
    offset = data.rfind(raw(inner)) if error == "None" else 0
    length = len(raw(inner)) if error == "None" else 0
    return (f"{name} | error={error} strict={strict or error} inner={offset} length={length} vni={vni if error == 'None' else 0} "
            f"source={source} destination={destination} | {data.hex()}")


def vxlan():
    tunnel = UDP(sport=50000, dport=4789) / VXLAN(vni=100, flags=8)
    silent = UDP(sport=50000, dport=4789, chksum=0) / VXLAN(vni=100, flags=8)
    options = OUTER4.copy()
    options.options = [IPOption_Router_Alert()]
    yield vxlan_line("ipv4", OUTER / OUTER4 / tunnel / INNER)
    yield vxlan_line("ipv4-no-checksum", OUTER / OUTER4 / silent / INNER)
    yield vxlan_line("ipv6", OUTER / OUTER6 / tunnel / INNER, family=6)
    yield vxlan_line("ipv6-no-checksum", OUTER / OUTER6 / silent / INNER, strict="ZeroChecksum", family=6)
    yield vxlan_line("ipv4-options", OUTER / options / tunnel / INNER)
    yield vxlan_line("ipv6-hop-by-hop", OUTER / OUTER6 / IPv6ExtHdrHopByHop() / tunnel / INNER, family=6)
    yield vxlan_line("vlan", OUTER / Dot1Q(vlan=5) / OUTER4 / tunnel / INNER, strict="OuterVlan")
    yield vxlan_line("vlan-priority-only", OUTER / Dot1Q(vlan=0, prio=5) / OUTER4 / tunnel / INNER)
    yield vxlan_line("vlan-priority-twice", OUTER / Dot1Q(vlan=0) / Dot1Q(vlan=0) / OUTER4 / tunnel / INNER, strict="OuterVlan")
    yield vxlan_line("qinq", OUTER / Dot1AD(vlan=6) / Dot1Q(vlan=5) / OUTER6 / tunnel / INNER, strict="OuterVlan", family=6)
    yield vxlan_line("padded", OUTER / OUTER4 / tunnel / INNER / Padding(bytes(11)))
    yield vxlan_line("largest-vni", OUTER / OUTER4 / UDP(sport=1, dport=4789) / VXLAN(vni=0xFFFFFF, flags=8) / INNER, vni=0xFFFFFF)
    for name, header, error, strict in (
            ("reserved-bits-set", "faffffff000064ff", "None", "BadFlags"), ("reserved-last-byte", "08000000000064ff", "None", "BadFlags"),
            ("reserved-next-protocol", "0800000100006400", "None", "BadFlags"), ("group-policy", "8800000700006400", "None", "BadFlags"),
            ("gpe-ethernet", "0c00000300006400", "None", "BadFlags"), ("gpe-version", "1800000000006400", "None", "BadFlags"),
            ("gpe-ipv4", "0c00000100006400", "BadFlags", "BadFlags"), ("gpe-ipv6", "0c00000200006400", "BadFlags", "BadFlags"),
            ("gpe-no-protocol", "0c00000000006400", "BadFlags", "BadFlags"), ("gpe-oam", "0900000000006400", "BadFlags", "BadFlags"),
            ("all-flags", "ff00000000006400", "BadFlags", "BadFlags")):
        yield vxlan_line(name, OUTER / OUTER4 / UDP(sport=1, dport=4789) / Raw(bytes.fromhex(header)) / INNER, error, strict)
    yield vxlan_line("no-i-flag", OUTER / OUTER4 / UDP(sport=1, dport=4789) / Raw(bytes.fromhex("f700000000006400")) / INNER, "BadFlags")
    yield vxlan_line("other-port", OUTER / OUTER4 / UDP(sport=1, dport=4790) / VXLAN(vni=100, flags=8) / INNER, "WrongPort")
    yield vxlan_line("tcp", OUTER / OUTER4 / TCP(dport=4789) / PAYLOAD, "NotUdp")
    yield vxlan_line("tcp6", OUTER / OUTER6 / TCP(dport=4789) / PAYLOAD, "NotUdp", family=6)
    yield vxlan_line("arp", OUTER / ARP(hwsrc=A, psrc="10.99.0.1", pdst="10.99.0.2"), "NotIp")
    yield vxlan_line("ip-checksum", OUTER / IP(src="10.99.0.1", dst="10.99.0.2", chksum=0x1234) / tunnel / INNER, "BadOuterChecksum")
    yield vxlan_line("udp-checksum", OUTER / OUTER4 / UDP(sport=50000, dport=4789, chksum=0x1234) / VXLAN(vni=100, flags=8) / INNER,
                     "BadOuterChecksum")
    yield vxlan_line("udp6-checksum", OUTER / OUTER6 / UDP(sport=50000, dport=4789, chksum=0x1234) / VXLAN(vni=100, flags=8) / INNER,
                     "BadOuterChecksum", family=6)
    yield vxlan_line("fragment", OUTER / IP(src="10.99.0.1", dst="10.99.0.2", flags="MF") / tunnel / INNER, "Fragment")
    yield vxlan_line("fragment6", OUTER / OUTER6 / IPv6ExtHdrFragment(m=1) / tunnel / INNER, "Fragment", family=6)
    yield vxlan_line("udp-length-too-long", OUTER / OUTER4 / UDP(sport=1, dport=4789, len=1400) / VXLAN(vni=100, flags=8) / INNER, "BadUdpLength")
    yield vxlan_line("udp-length-too-short", OUTER / OUTER4 / UDP(sport=1, dport=4789, len=7) / VXLAN(vni=100, flags=8) / INNER, "BadUdpLength")
    yield vxlan_line("ip-version", OUTER / IP(version=5, src="10.99.0.1", dst="10.99.0.2") / tunnel / INNER, "BadIpHeader")
    yield vxlan_line("ip-header-length", OUTER / IP(ihl=4, src="10.99.0.1", dst="10.99.0.2") / tunnel / INNER, "BadIpHeader")
    yield vxlan_line("ip-length-jumbo", OUTER / IP(len=65535, src="10.99.0.1", dst="10.99.0.2") / tunnel / INNER, "Truncated")
    yield vxlan_line("ip-length-too-short", OUTER / IP(len=19, src="10.99.0.1", dst="10.99.0.2") / tunnel / INNER, "BadIpHeader")
    yield vxlan_line("ipv6-length-jumbo", OUTER / IPv6(plen=65535, src="fd99::1", dst="fd99::2") / tunnel / INNER, "Truncated", family=6)
    yield vxlan_line("ipv6-mapped-source", OUTER / IPv6(src="::ffff:10.99.0.1", dst="fd99::2") / tunnel / INNER, "MartianSource", family=6)
    yield vxlan_line("ipv6-mapped-destination", OUTER / IPv6(src="fd99::1", dst="::ffff:10.99.0.2") / tunnel / INNER, "BadIpHeader", family=6)
    for number, source in enumerate(("0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "224.0.0.5", "239.255.255.255", "255.255.255.255")):
        yield vxlan_line(f"martian4-{number}", OUTER / IP(src=source, dst="10.99.0.2") / tunnel / INNER, "MartianSource")
    for number, source in enumerate(("::", "::1", "ff02::1", "ffff::1")):
        yield vxlan_line(f"martian6-{number}", OUTER / IPv6(src=source, dst="fd99::2") / tunnel / INNER, "MartianSource", family=6)
    yield vxlan_line("inner-13-bytes", OUTER / OUTER4 / tunnel / Raw(bytes(13)), "InnerTruncated")
    yield vxlan_line("no-vxlan-header", OUTER / OUTER4 / UDP(sport=1, dport=4789) / Raw(bytes(7)), "InnerTruncated")


def outer():
    for name, ip, silent in (("ipv4", OUTER4, True), ("ipv4-checksum", OUTER4, False), ("ipv6", OUTER6, False)):
        for size in (0, 1, 59, 1400):
            inner = ETHER / V4 / DATAGRAM / Raw(random.Random(size).randbytes(size))
            udp = UDP(sport=51234, dport=4789, chksum=0 if silent else None)
            packet = OUTER / ip / udp / VXLAN(vni=0x123456, flags=8) / inner
            yield f"{name}-{size} | local={ip.src} remote={ip.dst} checksum={not silent} class=0 dscp=0 | {raw(packet).hex()}"
    # The inner traffic class, the configured DSCP, and what the outer header gets.
    for name, ip in (("ipv4", OUTER4), ("ipv6", OUTER6)):
        for inner_class, dscp, outer_class in ((1, 0, 1), (2, 0, 2), (3, 0, 2), (184, 0, 0), (186, 0, 2), (187, "inherit", 186), (185, "inherit", 185),
                                               (2, 46, 186), (0, 63, 252), (252, "inherit", 252)):
            outer_ip = ip.copy()
            setattr(outer_ip, "tos" if name == "ipv4" else "tc", outer_class)
            udp = UDP(sport=51234, dport=4789, chksum=0 if name == "ipv4" else None)
            packet = OUTER / outer_ip / udp / VXLAN(vni=0x123456, flags=8) / ETHER / V4 / DATAGRAM / PAYLOAD
            yield f"{name}-class-{inner_class}-{dscp} | local={ip.src} remote={ip.dst} checksum=False class={inner_class} dscp={dscp} | {raw(packet).hex()}"


# RFC 6040, figure 4, by inner and outer field; None is <drop>.
FIGURE_4 = {0: (0, 0, 0, None), 1: (1, 1, 1, 3), 2: (2, 1, 2, 3), 3: (3, 3, 3, 3)}


def ecn():
    for name, ip, field, dscp in (("ipv4", V4, "tos", 0xB8), ("ipv6", V6, "tc", 0x28)):
        for inner, row in FIGURE_4.items():
            for outer, after in enumerate(row):
                packets = []
                for value in (inner, after):
                    marked = ip.copy()
                    setattr(marked, field, dscp | (value or 0))
                    packets.append(raw(ETHER / marked / SEGMENT / PAYLOAD).hex())
                yield f"{name}-{inner}-{outer} | outer={outer} after={'dropped' if after is None else packets[1]} | {packets[0]}"
    arp = raw(ETHER / ARP(op=1, hwsrc=A, psrc="192.168.100.11", pdst="192.168.100.21")).hex()
    for outer in range(4):
        yield f"arp-{outer} | outer={outer} after={'dropped' if outer == 3 else arp} | {arp}"


def checksums():
    generator = random.Random(7348)
    for length in [*range(0, 70), 127, 128, 129, 255, 256, 511, 512, 1023, 1460, 8999, 9000]:
        data = generator.randbytes(length)
        yield f"random-{length} | checksum={checksum(data)} | {data.hex()}"
    for byte in (0x00, 0xFF):
        for length in (64, 1024):
            yield f"all-{byte:02x}-{length} | checksum={checksum(bytes([byte]) * length)} | {(bytes([byte]) * length).hex()}"
    for length in (20, 21, 1000):
        data = generator.randbytes(length)
        yield (f"udp4-{length} | checksum={in4_chksum(17, V4, data)} source={V4.src} destination={V4.dst} protocol=17 | {data.hex()}")
        yield (f"tcp6-{length} | checksum={in6_chksum(6, V6, data)} source={V6.src} destination={V6.dst} protocol=6 | {data.hex()}")


if __name__ == "__main__":
    write("frames.txt", frames())
    write("vxlan.txt", vxlan())
    write("outer.txt", outer())
    write("ecn.txt", ecn())
    write("checksums.txt", checksums())
