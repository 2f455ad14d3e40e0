using System.Buffers.Binary;
using System.Net;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>
/// Ethernet frames that no honest sender sends: of every kind that the parsers know and some that they do not, with other containers'
/// addresses, cut, and with random bytes in the headers. Built from templates, so that a mutation costs little. One thread.
/// </summary>
/// <param name="seed">The same seed gives the same frames.</param>
/// <param name="sender">The container that the frames claim to come from, unless they claim to be another's.</param>
/// <param name="victims">The containers that they are sent to, and whose addresses they forge.</param>
internal sealed class HostileFrameSource(int seed, Container sender, IReadOnlyList<Container> victims)
{
    /// <summary>Bytes of the longest frame without a tunnel.</summary>
    public const int Longest = 1_450;

    private const int Templates = 4_096;
    private const int Headers = 120;
    private const ushort Ipv6Type = 0x86DD;
    private const ushort ArpType = 0x0806;
    private const ushort VlanType = 0x8100;
    private const ushort ServiceVlanType = 0x88A8;
    private const byte Tcp = 6;
    private const byte Icmpv6 = 58;

    private static readonly string[] s_groups =
        ["ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "33:33:00:00:00:01", "33:33:ff:00:00:01", "01:80:c2:00:00:00", "02:ee:00:00:00:01"];

    private static readonly byte[] s_ipv6Extensions = [0, 43, 44, 51, 59, 60, 135, 139, 253];

    private readonly Random _random = new(seed);
    private byte[][] _templates = [];
    private TunnelHeaders? _outer;

    /// <summary>Writes one frame and returns its length, 14 to <see cref="Longest"/> bytes.</summary>
    public int Write(Span<byte> frame)
    {
        if (_templates.Length == 0) _templates = [.. Enumerable.Range(0, Templates).Select(_ => Template())];
        byte[] template = _templates[_random.Next(Templates)];
        template.CopyTo(frame);
        return _random.Next(4) == 0 ? template.Length : Mutate(frame, 0, template.Length);
    }

    /// <summary>Writes a VXLAN frame from one host to another and returns its length.</summary>
    public int WriteTunnelled(Span<byte> frame, Host from, Host to)
    {
        int inner = Write(frame[TunnelHeaders.Length..]);
        _outer ??= new TunnelHeaders(from, to, sender.Vni);
        _outer.Write(frame, inner, (ushort)_random.Next(0xC000, 0x10000));
        int length = TunnelHeaders.Length + inner;
        return _random.Next(3) == 0 ? Mutate(frame, 0, length) : length;
    }

    /// <summary>The virtio header of a frame: mostly empty, otherwise random.</summary>
    public VirtioNetHeader VirtioHeader(int length)
    {
        if (_random.Next(2) == 0) return default;
        return new VirtioNetHeader
        {
            Flags = (byte)_random.Next(2),
            GsoType = One(
                VirtioNetHeader.GsoNone, VirtioNetHeader.GsoTcp4, VirtioNetHeader.GsoUdp, VirtioNetHeader.GsoTcp6,
                VirtioNetHeader.GsoUdpL4),
            HeaderLength = (ushort)One(42, 54, 66, _random.Next(length)),
            GsoSize = (ushort)One(1, 8, 536, 1_400, _random.Next(65_536)),
            ChecksumStart = (ushort)One(34, 34, 54, _random.Next(length)),
            ChecksumOffset = (ushort)One(6, 16, _random.Next(64)),
        };
    }

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public int Next(int limit) => _random.Next(limit);

    private int Mutate(Span<byte> frame, int first, int length)
    {
        int end = Math.Min(length, Headers);
        for (int changes = _random.Next(5); changes > 0; changes--)
        {
            ref byte changed = ref frame[_random.Next(first, end)];
            changed = One((byte)_random.Next(256), (byte)(changed ^ 1 << _random.Next(8)), byte.MaxValue, byte.MinValue);
        }

        return _random.Next(8) == 0 ? Math.Max(14, _random.Next(length + 1)) : length;
    }

    private byte[] Template()
    {
        Container target = victims[_random.Next(victims.Count)];
        Container source = _random.Next(4) == 0 ? victims[_random.Next(victims.Count)] : sender;
        string destination = _random.Next(4) == 0 ? One(s_groups) : target.Mac;
        byte[] payload = Payload(_random.Next(3) == 0 ? 1_300 : 200);
        return _random.Next(12) switch
        {
            0 or 1 => FrameBuilder.Ethernet(
                destination, source.Mac, FrameBuilder.Ipv4Type,
                Ipv4(source, target, payload, Udp(source.Ipv4, target.Ipv4, payload))),
            2 =>
                FrameBuilder.Ethernet(
                    destination, source.Mac, FrameBuilder.Ipv4Type, Ipv4(source, target, payload, [.. Payload(40), .. payload])),
            3 => FrameBuilder.Ethernet(
                destination, source.Mac, Ipv6Type,
                Ipv6(source, target, FrameBuilder.UdpProtocol, Udp(source.Ipv6, target.Ipv6, payload))),
            4 => FrameBuilder.Ethernet(destination, source.Mac, Ipv6Type, Ipv6(source, target, Tcp, [.. Payload(40), .. payload])),
            5 => FrameBuilder.Ethernet(destination, source.Mac, Ipv6Type, Ipv6(source, target, One(s_ipv6Extensions), Extensions())),
            6 => FrameBuilder.Ethernet(
                destination, source.Mac, Ipv6Type,
                Ipv6(source, target, Icmpv6, [(byte)_random.Next(133, 138), .. Payload(64)])),
            7 => FrameBuilder.Ethernet(destination, source.Mac, ArpType, Arp(source, target)),
            8 => FrameBuilder.Tagged(
                FrameBuilder.Ethernet(destination, source.Mac, FrameBuilder.Ipv4Type, Ipv4(source, target, payload, payload)),
                (ushort)_random.Next(4_096)),
            9 => FrameBuilder.Ethernet(
                destination, source.Mac,
                One(VlanType, ServiceVlanType, (ushort)_random.Next(1_536), (ushort)_random.Next(65_536)),
                payload),
            10 => Nested(destination, source, target),
            _ => Payload(Longest),
        };
    }

    private byte[] Ipv4(Container source, Container target, byte[] payload, byte[] transport)
    {
        byte[] options = _random.Next(4) == 0 ? new byte[_random.Next(11) * 4] : [];
        _random.NextBytes(options);
        ushort fragment = _random.Next(6) == 0 ? (ushort)_random.Next(65_536) : (ushort)0x4000;
        return FrameBuilder.Ipv4(source.Ipv4, target.Ipv4, payload.Length == 0 ? Payload(20) : transport, options, fragment);
    }

    private static byte[] Ipv6(Container source, Container target, byte next, byte[] payload) =>
    [
        0x60, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, next, 64,
        .. IPAddress.Parse(source.Ipv6).GetAddressBytes(), .. IPAddress.Parse(target.Ipv6).GetAddressBytes(), .. payload,
    ];

    /// <summary>A chain of extension headers that may be longer than the frame, or end nowhere.</summary>
    private byte[] Extensions()
    {
        List<byte> chain = [];
        for (int headers = _random.Next(1, 9); headers > 0; headers--)
        {
            byte[] header = Payload(8 * _random.Next(1, 4), whole: true);
            header[0] = One(s_ipv6Extensions);
            header[1] = (byte)(_random.Next(5) == 0 ? _random.Next(256) : header.Length / 8 - 1);
            chain.AddRange(header);
        }

        return [.. chain, .. Payload(60)];
    }

    private byte[] Arp(Container source, Container target)
    {
        Container forged = victims[_random.Next(victims.Count)];
        return
        [
            0, 1, 8, 0, 6, 4, 0, (byte)_random.Next(1, 4),
            .. FrameBuilder.Mac(One(source, forged).Mac),
            .. IPAddress.Parse(forged.Ipv4).GetAddressBytes(),
            .. FrameBuilder.Mac(target.Mac), .. IPAddress.Parse(target.Ipv4).GetAddressBytes(), .. new byte[18],
        ];
    }

    /// <summary>A tunnel in a tunnel.</summary>
    private byte[] Nested(string destination, Container source, Container target)
    {
        byte[] inner = FrameBuilder.Ethernet(
            target.Mac, source.Mac, FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(source.Ipv4, target.Ipv4, Payload(100)));
        return FrameBuilder.Ethernet(
            destination, source.Mac, FrameBuilder.Ipv4Type,
            FrameBuilder.Ipv4(source.Ipv4, target.Ipv4, FrameBuilder.Udp(50_000, 4_789, FrameBuilder.Vxlan(source.Vni, inner))));
    }

    private byte[] Udp(string from, string to, byte[] payload) =>
        FrameBuilder.Udp((ushort)_random.Next(65_536), (ushort)_random.Next(65_536), payload, from, to);

    private byte[] Payload(int longest, bool whole = false)
    {
        byte[] bytes = new byte[whole ? longest : _random.Next(Math.Min(longest, 14), longest + 1)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T One<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>The outer headers of a tunnel over IPv4, patched for each frame.</summary>
    private sealed class TunnelHeaders
    {
        public const int Length = 50;

        private readonly byte[] _headers;

        public TunnelHeaders(Host from, Host to, uint vni)
        {
            byte[] datagram = FrameBuilder.Udp(0, 4_789, FrameBuilder.Vxlan(vni, []));
            _headers = FrameBuilder.Ethernet(
                to.UplinkMac, from.UplinkMac, FrameBuilder.Ipv4Type, FrameBuilder.Ipv4(from.Address, to.Address, datagram));
        }

        public void Write(Span<byte> frame, int inner, ushort sourcePort)
        {
            _headers.CopyTo(frame);
            BinaryPrimitives.WriteUInt16BigEndian(frame[16..], (ushort)(Length - 14 + inner));
            BinaryPrimitives.WriteUInt16BigEndian(frame[34..], sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(frame[38..], (ushort)(Length - 34 + inner));
            byte[] header = FrameBuilder.WithIpv4Checksum(frame.Slice(14, 20).ToArray());
            header.CopyTo(frame[14..]);
        }
    }
}
