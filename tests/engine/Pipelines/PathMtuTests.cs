using System.Buffers.Binary;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>A path that carries less than the overlay: 1350 bytes of inner packet to peer A, through an uplink that carries 1450.</summary>
public sealed class PathMtuTests : IDisposable
{
    private const int Path = 1350, Link = 1400, Overhead = 28;

    private readonly MemoryHost _host = new();

    public PathMtuTests()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1)))); // known, so not flooded
        _host.ToPorts.Clear();
        Vtep vtep = _host.State.Vteps[0];
        vtep.Route = vtep.Route! with { PathMtu = Path, LinkMtu = Link };
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void What_fits_the_path_passes()
    {
        _host.Send(0, Packet(Path, dontFragment: true), Packet(Path, dontFragment: false));
        Assert.Equal(2, _host.ToWire.Count);
        Assert.Empty(_host.ToPorts);
    }

    [Fact]
    public void A_packet_that_must_not_be_fragmented_is_answered_with_what_fits_the_path()
    {
        _host.Send(0, Packet(Path + 1, dontFragment: true));
        Assert.Empty(_host.ToWire);
        byte[] answer = Assert.Single(_host.ToPorts).Bytes;
        Assert.Equal([3, 4], answer[34..36]);
        Assert.Equal(Path, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(40)));
        Assert.Equal(1, Drops());
    }

    [Fact]
    public void An_ipv6_packet_is_answered_with_what_fits_the_path()
    {
        _host.Send(0, Ipv6Packet(Path + 1));
        Assert.Empty(_host.ToWire);
        byte[] answer = Assert.Single(_host.ToPorts).Bytes;
        Assert.Equal(2, answer[54]);
        Assert.Equal(Path, (int)BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(58)));
        Assert.Equal(1, Drops());
    }

    [Fact]
    public void A_packet_that_may_be_fragmented_leaves_for_the_routers_to_fragment()
    {
        _host.Send(0, [.. Enumerable.Range(0, 100).Select(_ => Packet(Link, dontFragment: false))]);
        Assert.Equal(100, _host.ToWire.Count);
        Assert.All(_host.ToWire, outer => Assert.Equal(0, outer[20]));
        Assert.All(_host.ToWire, outer => Assert.Equal(0xFFFF, InternetChecksum.Sum(outer.AsSpan(14, 20))));
        Assert.Equal(100, _host.ToWire.Select(outer => BinaryPrimitives.ReadUInt16BigEndian(outer.AsSpan(18))).Distinct().Count());
    }

    [Fact]
    public void One_that_not_even_the_uplink_carries_is_dropped_and_counted()
    {
        _host.Send(0, Packet(Link + 1, dontFragment: false));
        Assert.Empty(_host.ToWire);
        Assert.Equal(1, Drops());
    }

    [Fact]
    public void What_must_not_be_fragmented_says_so_outside_too()
    {
        _host.Send(0, Packet(500, dontFragment: true), Ipv6Packet(500), Arp());
        Assert.All(_host.ToWire, outer => Assert.Equal(0x40, outer[20]));
        Assert.NotEmpty(_host.ToWire);
    }

    private long Drops() => _host.PortDrops(0, StageId.Encapsulate, (byte)EncapsulateDrop.AbovePathMtu);

    private static byte[] Packet(int length, bool dontFragment)
    {
        byte[] frame = TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, length - Overhead);
        if (dontFragment) frame[20] |= 0x40;
        return frame;
    }

    private static byte[] Ipv6Packet(int length)
    {
        byte[] frame = new byte[14 + length];
        TestFrames.Remote.Write(frame);
        MemoryHost.PortMac(0).Write(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), EtherTypes.Ipv6);
        frame[14] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(18), (ushort)(length - 40));
        (frame[20], frame[21]) = (17, 64);
        (frame[22], frame[38]) = (0xFD, 0xFD);
        (frame[37], frame[53]) = (1, 2);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(58), (ushort)(length - 40));
        return frame;
    }

    private static byte[] Arp()
    {
        byte[] frame = new byte[60];
        TestFrames.Remote.Write(frame);
        MemoryHost.PortMac(0).Write(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), EtherTypes.Arp);
        return frame;
    }
}
