using System.Net;
using Falcon.Testing.Frames;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>
/// Makes frames that are nearly right: whole frames with changed bytes, cut or stretched frames, and noise. Deterministic; allocates
/// nothing per frame.
/// </summary>
internal sealed class FrameMutator
{
    private readonly Random _random;
    private readonly byte[][] _wire;
    private readonly byte[][] _ports;

    public FrameMutator(int seed)
    {
        _random = new Random(seed);
        _ports =
        [
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)),
            TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote),
            TestFrames.Udp(MemoryHost.PortMac(1), MacAddress.Broadcast, payload: 300),
            TestFrames.Udp(MemoryHost.PortMac(2), MemoryHost.PortMac(0), etherType: 0x86DD, payload: 60),
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), etherType: 0x0806),
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), etherType: 0x8100),
        ];
        _wire =
        [
            .. _ports.Select(inner => TestFrames.Vxlan(inner)),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1), payload: 1400)),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(2)), vni: 200),
            .. HostileFrames(),
        ];
    }

    public int FromWire(Span<byte> room, out ushort port)
    {
        port = 0;
        return Next(_wire, room);
    }

    public int FromPorts(Span<byte> room, out ushort port)
    {
        port = (ushort)_random.Next(3);
        return Next(_ports, room);
    }

    /// <summary>
    /// Frames that may arrive on a wire unasked, one of each kind: congestion marks, tags, foreign addresses, other headers, partial
    /// checksums.
    /// </summary>
    private static IEnumerable<byte[]> HostileFrames()
    {
        Segment tcp = new() { Tcp = true, ServiceType = 2, Payload = new byte[200] };
        Segment[] segments = [tcp, tcp with { Ipv6 = true }, tcp with { Tcp = false }, tcp with { Tcp = false, Ipv6 = true }];
        foreach (Segment segment in segments)
        {
            yield return TestFrames.Vxlan(segment.BuildPartial());
            for (byte outer = 0; outer < 4; outer++) yield return TestFrames.Vxlan(segment.Build(), trafficClass: outer);
        }

        byte[] whole = TestFrames.Vxlan(tcp.Build());
        yield return [.. whole[..12], 0x81, 0x00, 0x00, 0x05, .. whole[12..]];
        yield return [.. whole[..12], 0x88, 0xA8, 0x00, 0x05, 0x81, 0x00, 0x00, 0x00, .. whole[12..]];
        yield return [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. whole[6..]];
        yield return [.. whole[..42], 0x0C, 0, 0, 1, .. whole[46..]];
        foreach (string source in (string[])["255.255.255.255", "224.0.0.5", "10.0.0.255", "10.0.0.2", "127.0.0.1"])
            yield return TestFrames.Vxlan(tcp.Build(), from: IPAddress.Parse(source));
        foreach (bool checksum in (bool[])[true, false])
        {
            OuterHeader ipv6 = new(new(1), MemoryHost.UplinkMac, IPAddress.Parse("fd99::1"), IPAddress.Parse("fd99::2"), 4789, checksum);
            byte[] frame = [.. new byte[ipv6.Length], .. tcp.BuildPartial()];
            ipv6.Write(frame, 100, 50_000);
            if (!checksum) frame.AsSpan(60, 2).Clear();
            yield return frame;
        }
    }

    private int Next(byte[][] corpus, Span<byte> room)
    {
        byte[] original = corpus[_random.Next(corpus.Length)];
        original.CopyTo(room);
        int length = original.Length;
        switch (_random.Next(8))
        {
            case 0 or 1:
                break;
            case 2:
                length = _random.Next(1, length + 1);
                break;
            case 3:
                length = Math.Min(room.Length, length + _random.Next(64));
                break;
            case 4:
                length = _random.Next(1, 256);
                _random.NextBytes(room[..length]);
                break;
            default:
                for (int changes = _random.Next(1, 5); changes > 0; changes--)
                    room[_random.Next(Math.Min(length, 110))] = (byte)_random.Next(256);
                break;
        }

        return length;
    }
}
