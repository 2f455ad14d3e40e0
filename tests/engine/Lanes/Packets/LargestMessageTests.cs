using Falcon.Engine.Frames;
using Falcon.Engine.Lanes.Packets;
using Falcon.Testing.Frames;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>A container that has raised its device's <c>gso_max_size</c> sends messages longer than any packet.</summary>
public sealed class LargestMessageTests : IDisposable
{
    private readonly MemoryHost _host = new();
    private readonly Umem _umem = Umem.Allocate(8192);
    private readonly FramePool _pool;
    private readonly FrameCache _cache;

    public LargestMessageTests()
    {
        _pool = new FramePool(_umem);
        _cache = _pool.CreateCache();
    }

    public static TheoryData<int, int> Lengths()
    {
        int[] around = [65_500, 65_550, 65_588, 65_589, 65_590, 65_664, 65_665, 65_700, 65_772, 65_773, 66_000, 90_000, 131_072];
        TheoryData<int, int> lengths = [];
        foreach (int length in around)
        {
            foreach (int size in (int[])[536, 1300, 1376, 1378, 1398, 9000]) lengths.Add(length, size);
        }

        return lengths;
    }

    /// <summary>A message whose packet claims less than there is.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void It_is_carried_up_to_the_largest_packet_and_dropped_as_too_long_above(int length, int size)
    {
        byte[] head = new Segment { Tcp = true, Ipv6 = true, Payload = new byte[100] }.Build();
        bool waits = true;
        bool Produce(Span<byte> room, ref PacketMessage message)
        {
            head.CopyTo(room);
            message.IfIndex = 10;
            message.Length = length;
            message.Truncated = false;
            message.Header = new VirtioNetHeader
            {
                Flags = VirtioNetHeader.NeedsChecksum,
                GsoType = VirtioNetHeader.GsoTcp6,
                GsoSize = (ushort)size,
                ChecksumStart = 54,
                ChecksumOffset = 16,
            };
            bool produced = waits;
            waits = false;
            return produced;
        }

        int mostSlices = PacketPortLane.SlicesPerMessage(MemoryHost.Mtu);
        var channel = new MemoryChannel(_umem, mostSlices, Produce, (in message, slices) => PacketSendError.None);
        using var lane = new ChannelPortLane(channel, _umem, _host.State, MemoryHost.Mtu);
        var frames = new Frame[1024];
        int received = lane.Receive(frames, _cache);

        bool fits = length <= SegmentGuess.LargestMessage && size <= FrameLayout.LargestFrame(_umem.ChunkSize) - 74;
        Assert.Equal(fits ? (length - 74 + size - 1) / size : 1, received);
        Assert.Equal(!fits, (frames[0].Flags & FrameFlags.TooLong) != 0);
        Assert.All(frames[..received], frame => Assert.InRange(frame.Length, 1, _umem.ChunkSize));
        foreach (Frame frame in frames[..received]) _cache.Return(frame.Offset);
        Assert.Equal(_pool.Total, _pool.Free + lane.FramesInRings);
    }

    public void Dispose()
    {
        _umem.Dispose();
        _host.Dispose();
    }
}
