using System.Globalization;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

/// <summary>
/// The whole path from the packet socket's messages to the packet sockets' sends, fed with messages that no honest kernel and container
/// would produce. For more messages: <c>FALCON_FUZZ_MESSAGES=10000000 scripts/test.sh --filter hostile_messages</c>.
/// </summary>
public sealed class HostileMessageTests
{
    private const int ChecksEvery = 4096;

    private static readonly long s_messages =
        long.Parse(Environment.GetEnvironmentVariable("FALCON_FUZZ_MESSAGES") ?? "300000", CultureInfo.InvariantCulture);

    private static readonly PacketSendError[] s_errors =
        [.. Enum.GetValues<PacketSendError>().Where(error => error != PacketSendError.None)];

    /// <summary>Runs with many free frames, and with so few that the offers use them up.</summary>
    [Theory]
    [InlineData(MemoryHost.Mtu, 2048, 16_384, 1)]
    [InlineData(MemoryHost.Mtu, 2048, 3_000, 2)]
    [InlineData(3_756, 4096, 8_192, 3)]
    public void Hostile_messages_raise_nothing_and_every_frame_is_accounted_for(int mtu, int chunkSize, int frames, int seed)
    {
        using var host = new MemoryHost();
        host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        using var umem = Umem.Allocate(frames, chunkSize);
        var pool = new FramePool(umem);
        var hostile = new HostileMessages(seed);
        long left = 0;
        PacketSendError Take(in PacketMessage message, ReadOnlySpan<UmemSlice> parts)
        {
            if (hostile.OneIn(64)) return hostile.OneOf(s_errors);
            left++;
            return PacketSendError.None;
        }

        int slices = PacketPortLane.SlicesPerMessage(mtu);
        using var ports = new ChannelPortLane(new MemoryChannel(umem, slices, hostile.Next, Take), umem, host.State, mtu);
        var transmitter = new PacketTransmitter(umem, new MemoryChannel(umem, WireRuns.MostFrames, hostile.Next, Take), ifIndex: 5);
        using var wire = new XskUplinkLane(0, [], transmitter);
        var context = new WorkerContext(umem, pool.CreateCache(), host.State, [wire], ports, host.Strangers.Writer);
        var pipeline = new Pipeline(context);

        for (long turn = 1; hostile.Made < s_messages / 3; turn++)
        {
            pipeline.Turn();
            if (turn % ChecksEvery == 0) AssertConserved(pool, ports, context);
        }

        AssertConserved(pool, ports, context);
        Assert.InRange(left, hostile.Made / 8, long.MaxValue); // enough messages are whole to reach every stage
        CollectDrop[] expected = [CollectDrop.Malformed, CollectDrop.Vlan, CollectDrop.TooLong];
        Assert.All(expected, reason => Assert.True(Dropped(context, StageId.Collect, (byte)reason) > 0, $"{reason}"));
        Assert.True(Assert.Single(ports.KernelDrops).Frames > 0); // from devices that are no port's
        Assert.True(Dropped(context, StageId.Encapsulate, (byte)EncapsulateDrop.BadPartialChecksum) > 0);
        Assert.True(Dropped(context, StageId.Deliver, (byte)DeliverDrop.Refused) > 0);
    }

    private static void AssertConserved(FramePool pool, ChannelPortLane ports, WorkerContext context) =>
        Assert.Equal(pool.Total, pool.Free + ports.FramesInRings + context.FramesInStages);

    private static long Dropped(WorkerContext context, StageId stage, byte reason)
    {
        long dropped = 0;
        for (int port = 0; port < 3; port++) dropped += context.Drops.Port(port)[DropCounters.IndexOf(stage, reason)];
        return dropped;
    }
}
