using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Packets;

public sealed class FanoutKeyTests
{
    private const int Flows = 10_000, Sockets = 4, Addresses = 26, Ports = 34; // offsets in a frame of IPv4

    [Fact]
    public void Flows_that_meet_in_one_socket_under_one_key_are_spread_under_another()
    {
        using BpfObject known = Load(key: 1), unknown = Load(key: 2);
        byte[][] colliding = [.. AllFlows().Where(frame => SocketOf(known, frame) == 0).Take(Flows)];
        Assert.Equal(Flows, colliding.Length);

        int[] counts = new int[Sockets];
        foreach (byte[] frame in colliding) counts[SocketOf(unknown, frame)]++;

        Assert.All(counts, count => Assert.InRange(count, Flows / Sockets * 3 / 4, Flows / Sockets * 5 / 4));
    }

    [Fact]
    public void A_flow_stays_where_it_is()
    {
        using BpfObject bpf = Load(key: 1);
        foreach (byte[] frame in AllFlows().Take(100)) Assert.Equal(SocketOf(bpf, frame), SocketOf(bpf, [.. frame, 1, 2, 3]));
    }

    [Fact]
    public void Each_group_has_a_key_of_its_own()
    {
        FanoutKey one = FanoutKey.Random(), other = FanoutKey.Random();
        Assert.False(((ReadOnlySpan<ulong>)one).SequenceEqual(other));
    }

    private static BpfObject Load(int key)
    {
        FanoutKey seeded = default;
        new Random(key).NextBytes(MemoryMarshal.AsBytes((Span<ulong>)seeded));
        var bpf = BpfObject.Open(typeof(PacketFanout).Assembly, "fanout.bpf.o");
        bpf.SetConstants(seeded);
        return bpf.Load();
    }

    private static uint SocketOf(BpfObject bpf, byte[] frame) => bpf.Program("falcon_spread").TestFilter(frame, segmentSize: 0) % Sockets;

    /// <summary>UDP of many containers to many ports.</summary>
    private static IEnumerable<byte[]> AllFlows()
    {
        for (uint n = 0; ; n++)
        {
            byte[] frame = new byte[64];
            frame[12] = 8; // IPv4
            frame[14] = 0x45;
            frame[23] = 17; // UDP
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(Addresses), 0x0A00_0000 + n % 256);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(Ports), 0x8000_0035 + (n / 256 << 16));
            yield return frame;
        }
    }
}
