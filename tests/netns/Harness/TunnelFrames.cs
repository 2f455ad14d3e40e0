namespace Falcon.Netns.Tests.Harness;

/// <summary>VXLAN frames from one host to another over IPv4, with a named fault or oddity.</summary>
public sealed class TunnelFrames
{
    /// <summary>A filter that passes the inner datagram, whatever happened to it.</summary>
    public const string InnerFilter = "udp port 31999 or ether src 00:00:00:00:00:00 or ether dst 01:80:c2:00:00:02 or vlan";

    private const ushort VxlanPort = 4789;
    private const ushort InnerPort = 31_999;
    private const ushort UnusedSourcePort = 50_000;
    private const uint ForeignVni = 4_242;
    private const uint LastVni = 0xff_ffff;
    private const int OuterIp = 14;
    private const int OuterUdp = OuterIp + 20;
    private const int InnerStart = OuterUdp + 8 + 8;
    private const int InnerIp = InnerStart + 14;
    private const int InnerUdp = InnerIp + 20;

    private readonly string _from;
    private readonly string _to;
    private readonly string _fromMac;
    private readonly string _toMac;
    private readonly uint _vni;
    private readonly Container _receiver;
    private readonly byte[] _plain;

    public TunnelFrames(Host from, Host to, Container sender, Container receiver)
    {
        (_from, _to, _fromMac, _toMac, _vni, _receiver) = (from.Address, to.Address, from.UplinkMac, to.UplinkMac, sender.Vni, receiver);
        byte[] datagram = FrameBuilder.Udp(InnerPort, InnerPort, new byte[32], sender.Ipv4, receiver.Ipv4);
        Inner = FrameBuilder.Ethernet(
            receiver.Mac, sender.Mac, FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(sender.Ipv4, receiver.Ipv4, datagram));
        _plain = Tunnel(Inner);
    }

    /// <summary>The inner frame without a fault.</summary>
    public byte[] Inner { get; }

    /// <summary>
    /// Addresses that no peer can have: zero, loopback, multicast, broadcast, the receiver's own, and the broadcast address of its /24
    /// subnet.
    /// </summary>
    private IEnumerable<byte[]> Martians =>
        [[0, 0, 0, 0], [127, 0, 0, 1], [224, 0, 0, 5], [255, 255, 255, 255], Address(_to), [.. Address(_to)[..3], 255]];

    public static byte[] InnerOf(byte[] frame) => frame[InnerStart..];

    /// <summary>The frame without a fault from other outer sources; each has its own inner source.</summary>
    public IEnumerable<byte[]> From(IEnumerable<string> sources) => sources.Select((source, i) => FrameBuilder.With(
        FrameBuilder.With(_plain, OuterIp, FrameBuilder.WithIpv4Checksum(FrameBuilder.With(_plain[OuterIp..], 12, Address(source)))),
        InnerStart + 6, 0x02, 0xEE, 0, 0, (byte)(i >> 8), (byte)i));

    public IReadOnlyList<byte[]> With(string kind) => kind switch
    {
        "plain" => [_plain],
        "ip-options" => [Outer(FrameBuilder.Ipv4(_from, _to, Datagram(Inner), options: [1, 1, 1, 0]))],
        "ethernet-padding" => [[.. _plain, .. new byte[18]]],
        "udp-checksum" =>
            [Outer(
                FrameBuilder.Ipv4(_from, _to, FrameBuilder.Udp(UnusedSourcePort, VxlanPort, FrameBuilder.Vxlan(_vni, Inner), _from, _to)))],
        "priority-tagged" => [FrameBuilder.Tagged(_plain, vlan: 0)],

        "reserved-bits" => [Tunnel(Inner, flags: 0x88), FrameBuilder.With(_plain, OuterUdp + 8 + 7, 0xFF)],
        "gpe-ipv4" => [FrameBuilder.With(Tunnel(Inner[14..], flags: 0x0C), OuterUdp + 8 + 3, 0x01)],
        "vlan-tagged" => [FrameBuilder.Tagged(_plain, vlan: 5)],
        "foreign-mac" => [FrameBuilder.With(_plain, 3, 0x99, 0x99, 0x99)],
        "group-mac" =>
            [FrameBuilder.With(
                _plain, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), FrameBuilder.With(_plain, 0, 0x01, 0x00, 0x5E, 0x00, 0x00, 0x05)],
        "martian-source" =>
        [
            .. Martians.Select(source =>
                FrameBuilder.With(_plain, OuterIp, FrameBuilder.WithIpv4Checksum(FrameBuilder.With(_plain[OuterIp..], 12, source))))
        ],

        "wrong-flags" => [Tunnel(Inner, flags: 0x00)],
        "unknown-vni" => [Tunnel(Inner, vni: ForeignVni)],
        "last-vni" => [Tunnel(Inner, vni: LastVni)],
        "fragment" => [Fragment(flagsAndOffset: 0x2000), Fragment(flagsAndOffset: 0x0004)],

        "cut-short" => [.. Enumerable.Range(OuterIp, _plain.Length - OuterIp).Select(length => _plain[..length])],
        "inner-cut-short" => [.. Enumerable.Range(0, 14).Select(length => Tunnel(Inner[..length]))],
        "jumbo-ip-length" => [WithOuterIp(_plain, 2, 0xFF, 0xFF)],
        "small-ip-length" => [WithOuterIp(_plain, 2, 0, 19)],
        "jumbo-udp-length" => [FrameBuilder.With(_plain, OuterUdp + 4, 0xFF, 0xFF)],
        "small-udp-length" => [FrameBuilder.With(_plain, OuterUdp + 4, 0, 7)],
        "wrong-ip-checksum" => [FrameBuilder.With(_plain, OuterIp + 10, 0xAB, 0xCD)],
        "wrong-udp-checksum" => [FrameBuilder.With(_plain, OuterUdp + 6, 0xAB, 0xCD)],

        "inner-jumbo-ip-length" => [FrameBuilder.With(_plain, InnerIp + 2, 0xFF, 0xFF)],
        "inner-small-ip-header" => [FrameBuilder.With(_plain, InnerIp, 0x43)],
        "inner-jumbo-udp-length" => [FrameBuilder.With(_plain, InnerUdp + 4, 0xFF, 0xFF)],
        "inner-vlan" => [Tunnel(FrameBuilder.Tagged(Inner, vlan: 5))],
        "inner-source-of-local-port" => [FrameBuilder.With(_plain, InnerStart + 6, FrameBuilder.Mac(_receiver.Mac))],
        "inner-source-zero" => [FrameBuilder.With(_plain, InnerStart + 6, new byte[6])],
        "inner-source-group" => [FrameBuilder.With(_plain, InnerStart + 6, 0x03)],
        "inner-destination-link-local" => [FrameBuilder.With(_plain, InnerStart, FrameBuilder.Mac("01:80:c2:00:00:02"))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Frames with up to eight random bytes changed, and every fourth of them cut. The MAC addresses stay.</summary>
    public IEnumerable<byte[]> Mutations(int seed, int count)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] frame = (byte[])_plain.Clone();
            for (int changes = random.Next(1, 9); changes > 0; changes--)
            {
                int offset = random.Next(12, frame.Length);
                if (offset is < InnerStart or >= InnerStart + 12) frame[offset] = (byte)random.Next(256);
            }

            yield return random.Next(4) == 0 ? frame[..random.Next(OuterIp, frame.Length)] : frame;
        }
    }

    private static byte[] Address(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    private byte[] Tunnel(byte[] inner, uint? vni = null, byte flags = 0x08) =>
        Outer(FrameBuilder.Ipv4(_from, _to, Datagram(inner, vni, flags)));

    private byte[] Datagram(byte[] inner, uint? vni = null, byte flags = 0x08) =>
        FrameBuilder.Udp(UnusedSourcePort, VxlanPort, FrameBuilder.Vxlan(vni ?? _vni, inner, flags));

    private byte[] Fragment(ushort flagsAndOffset) => Outer(FrameBuilder.Ipv4(_from, _to, Datagram(Inner), flagsAndOffset: flagsAndOffset));

    private byte[] Outer(byte[] packet) => FrameBuilder.Ethernet(_toMac, _fromMac, FrameBuilder.Ipv4Type, packet);

    private static byte[] WithOuterIp(byte[] frame, int offset, params byte[] bytes) =>
        [.. frame[..OuterIp], .. FrameBuilder.WithIpv4Checksum(FrameBuilder.With(frame[OuterIp..], offset, bytes))];
}
