using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>The packet lane without its socket: collector and deliverer over any channel.</summary>
internal sealed class ChannelPortLane(IPacketChannel channel, Umem umem, ForwardingState state, int mtu) : IPortLane
{
    private readonly PacketCollector _collector = new(channel, umem, state.HostEnds, mtu);
    private readonly PacketDeliverer _deliverer = new(channel, state);

    public bool TakesTrains => true;

    public int FramesInRings => _collector.FramesOffered;

    public IReadOnlyList<DropCount> KernelDrops => [new("collect", "no-port", _collector.NoPort)];

    public IReadOnlyList<int> PollDescriptors => [];

    public int Receive(Span<Frame> frames, FrameCache cache) => _collector.Receive(frames, cache);

    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason) => _deliverer.Send(frames, cache, out reason);

    public void Flush(FrameCache cache) { }

    public void Dispose() { }
}
