using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Falcon.Engine.Lanes.Packets;
using Falcon.Vxlan;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>
/// Messages that a hostile container might make the kernel give: nearly right frames, with virtio headers, lengths, tags and devices that
/// may not fit. Deterministic.
/// </summary>
internal sealed class HostileMessages(int seed)
{
    private const int LargestHead = 512;

    private static readonly byte[] s_gsoTypes =
    [
        VirtioNetHeader.GsoNone, VirtioNetHeader.GsoTcp4, VirtioNetHeader.GsoUdp, VirtioNetHeader.GsoTcp6, VirtioNetHeader.GsoUdpL4,
        VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, VirtioNetHeader.GsoTcp6 | VirtioNetHeader.GsoEcn,
    ];

    private static readonly int[] s_sizes = [0, 1, 2, 100, 536, 724, 1000, 1300, 1366, 1378, 1398, 1410, 1422, 9000, 65_535];

    private readonly Random _random = new(seed);
    private readonly byte[] _head = new byte[LargestHead];

    /// <summary>Messages made so far.</summary>
    public long Made { get; private set; }

    /// <inheritdoc cref="MessageProducer"/>
    public bool Next(Span<byte> head, ref PacketMessage message)
    {
        if (OneIn(16)) return false; // so that batches of all sizes occur
        Made++;
        int length = LengthOf();
        bool tcp = OneIn(2), ipv6 = OneIn(2);
        WriteHeaders(length, tcp, ipv6, out int l4);
        if (OneIn(4)) Damage();
        int written = Math.Min(Math.Min(length, LargestHead), head.Length);
        _head.AsSpan(0, written).CopyTo(head);

        message.IfIndex = OneIn(32) ? _random.Next(-1, 100) : 10 + _random.Next(3);
        message.Length = length;
        message.Truncated = OneIn(64);
        message.VlanProtocol = OneIn(32) ? (ushort)0x8100 : (ushort)0;
        message.VlanTag = OneIn(32) ? (ushort)_random.Next(65_536) : (ushort)0;
        message.Header = HeaderOf(length, tcp, ipv6, l4);
        return true;
    }

    /// <summary>Whether to do something that happens once in <paramref name="times"/>, at random.</summary>
    public bool OneIn(int times) => _random.Next(times) == 0;

    /// <summary>One of the choices, at random.</summary>
    public T OneOf<T>(ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private int LengthOf() => _random.Next(12) switch
    {
        0 => _random.Next(0, 120),
        1 => SegmentGuess.LargestMessage + _random.Next(-200, 200),
        2 => _random.Next(60_000, 300_000),
        3 or 4 => _random.Next(1_400, 9_100),
        5 => _random.Next(9_100, 65_536),
        _ => _random.Next(60, 1_515),
    };

    private void WriteHeaders(int length, bool tcp, bool ipv6, out int l4)
    {
        Span<byte> frame = _head;
        frame.Clear();
        Destination().Write(frame);
        (OneIn(8) ? new MacAddress((ulong)_random.NextInt64(1L << 48)) : MemoryHost.PortMac(_random.Next(3))).Write(frame[6..]);
        int etherType = OneIn(32) ? _random.Next(65_536) : ipv6 ? 0x86DD : 0x0800;
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], (ushort)etherType);
        byte protocol = OneIn(32) ? (byte)_random.Next(256) : tcp ? (byte)6 : (byte)17;
        int packet = OneIn(16) ? _random.Next(65_536) : Math.Min(length - 14, 65_535);
        l4 = ipv6 ? WriteIpv6(frame[14..], packet, protocol) : WriteIpv4(frame[14..], packet, protocol);
        WriteTransport(frame[l4..], length - l4, tcp);
    }

    private MacAddress Destination() => _random.Next(6) switch
    {
        0 => MemoryHost.PortMac(0),
        1 or 2 => MemoryHost.PortMac(1),
        3 => MacAddress.Broadcast,
        4 => new MacAddress((ulong)_random.NextInt64(1L << 48)),
        _ => TestFrames.Remote,
    };

    /// <returns>The offset of the transport header in the frame.</returns>
    private int WriteIpv4(Span<byte> ip, int packet, byte protocol)
    {
        int words = OneIn(8) ? _random.Next(16) : 5;
        ip[0] = (byte)(0x40 | words);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)packet);
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], OneIn(16) ? (ushort)_random.Next(65_536) : (ushort)0x4000);
        ip[8] = 64;
        ip[9] = protocol;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], (uint)_random.Next());
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], 0xC0A8_0102);
        return 14 + 4 * Math.Max(words, 5);
    }

    /// <returns>The offset of the transport header in the frame.</returns>
    private int WriteIpv6(Span<byte> ip, int packet, byte protocol)
    {
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)Math.Max(0, packet - 40));
        ip[6] = protocol;
        ip[7] = 64;
        ip[8] = ip[24] = 0xFD;
        ip[23] = (byte)_random.Next(4);
        ip[39] = 2;
        if (!OneIn(8)) return 14 + 40;

        ip[6] = (byte)(_random.Next(4) switch { 0 => 0, 1 => 43, 2 => 44, _ => 60 }); // hop-by-hop, routing, fragment, destination options
        ip[40] = protocol;
        ip[41] = (byte)_random.Next(3);
        return 14 + 48 + 8 * ip[41];
    }

    private void WriteTransport(Span<byte> header, int length, bool tcp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)_random.Next(4));
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 9);
        if (tcp)
        {
            header[12] = (byte)((OneIn(8) ? _random.Next(16) : OneIn(2) ? 8 : 5) << 4);
            header[13] = OneIn(4) ? (byte)_random.Next(256) : (byte)0x10;
        }
        else
        {
            int datagram = OneIn(8) ? _random.Next(65_536) : Math.Clamp(length, 0, 65_535);
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)datagram);
        }
    }

    private void Damage()
    {
        for (int changes = _random.Next(1, 6); changes > 0; changes--) _head[_random.Next(130)] = (byte)_random.Next(256);
    }

    private VirtioNetHeader HeaderOf(int length, bool tcp, bool ipv6, int l4)
    {
        if (OneIn(16))
        {
            Span<byte> noise = stackalloc byte[VirtioNetHeader.Size];
            _random.NextBytes(noise);
            return MemoryMarshal.Read<VirtioNetHeader>(noise);
        }

        byte fitting = tcp ? ipv6 ? VirtioNetHeader.GsoTcp6 : VirtioNetHeader.GsoTcp4 : VirtioNetHeader.GsoUdpL4;
        bool large = length > 1_514 ? !OneIn(4) : OneIn(8);
        return new VirtioNetHeader
        {
            Flags = OneIn(16) ? (byte)_random.Next(256) : large ? VirtioNetHeader.NeedsChecksum : (byte)_random.Next(3),
            GsoType = OneIn(8) ? OneOf<byte>(s_gsoTypes) : large ? fitting : VirtioNetHeader.GsoNone,
            GsoSize = OneIn(8) ? (ushort)_random.Next(65_536) : (ushort)OneOf<int>(s_sizes),
            HeaderLength = (ushort)(OneIn(4) ? _random.Next(65_536) : l4 + 20),
            ChecksumStart = (ushort)(OneIn(8) ? _random.Next(OneIn(2) ? 65_536 : 200) : l4),
            ChecksumOffset = (ushort)(OneIn(8) ? _random.Next(OneIn(2) ? 65_536 : 200) : tcp ? 16 : 6),
        };
    }
}
