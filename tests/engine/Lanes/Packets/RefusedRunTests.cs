using Falcon.Engine.Frames;
using Falcon.Engine.Lanes.Packets;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>Frames of a flow leave as one message. When the kernel refuses a message, those behind it are described again.</summary>
public sealed class RefusedRunTests : IDisposable
{
    private readonly Umem _umem = Umem.Allocate(1024);
    private readonly FramePool _pool;
    private readonly FrameCache _cache;
    private readonly List<(PacketMessage Message, byte[] Head)> _sent = [];
    private int _refusals;

    public RefusedRunTests()
    {
        _pool = new FramePool(_umem);
        _cache = _pool.CreateCache();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_messages_behind_those_that_are_refused_leave_as_if_none_had_been(int refusals)
    {
        _refusals = refusals;
        using var transmitter = new PacketTransmitter(_umem, new MemoryChannel(_umem, WireRuns.MostFrames, Nothing, Take), ifIndex: 5);
        Frame[] frames = [.. Enumerable.Range(0, 5).SelectMany(flow => Enumerable.Range(0, 4).Select(_ => NewFrame((uint)flow)))];

        Assert.Equal(frames.Length, transmitter.Transmit(frames, _cache));

        Assert.Equal(5 - refusals, _sent.Count);
        Assert.Equal(4 * refusals, transmitter.LostOnTransmit);
        Assert.All(_sent, sent => Assert.Equal(_sent[^1].Head, sent.Head));
        Assert.All(_sent, sent => Assert.Equal((4, 8 + 68), (sent.Message.SliceCount, (int)sent.Message.Header.GsoSize)));
        Assert.Equal(_pool.Total, _pool.Free);
    }

    public void Dispose() => _umem.Dispose();

    private static bool Nothing(Span<byte> head, ref PacketMessage message) => false;

    private PacketSendError Take(in PacketMessage message, ReadOnlySpan<UmemSlice> slices)
    {
        if (_refusals-- > 0) return PacketSendError.DeviceDown;
        _sent.Add((message, _umem.Slice(slices[0].Address, slices[0].Length).ToArray()));
        return PacketSendError.None;
    }

    /// <summary>Makes a frame of 68 bytes in a tunnel: its outer UDP datagram has a VXLAN header of 8 bytes before it.</summary>
    private Frame NewFrame(uint flow)
    {
        Assert.True(_cache.TryTake(out uint chunk));
        byte[] bytes = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0), payload: 26));
        uint offset = chunk + FrameLayout.Headroom;
        bytes.CopyTo(_umem.Slice(offset, bytes.Length));
        return new Frame { Offset = offset, Length = (ushort)bytes.Length, FlowHash = flow };
    }
}
