using System.Diagnostics;
using Falcon.Engine.Frames;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Testing.Lanes;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>One of two uplinks is stuck.</summary>
public sealed class TwoUplinksTests
{
    [Fact]
    public void Traffic_by_the_other_uplink_goes_on()
    {
        using var host = new MemoryHost();
        using var umem = Umem.Allocate(1024);
        var pool = new FramePool(umem);
        var behindSecond = new MacAddress(0x0200_0000_0102);
        host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));
        host.State.Fdb.AddStatic(0, behindSecond, FdbTarget.Vtep(1));
        RouteBySecond(host.State.Vteps[1]);

        Queue<byte[]> waiting = [];
        long[] sent = new long[2];
        MemoryUplinkLane[] wires = [.. Enumerable.Range(0, 2).Select(uplink =>
            new MemoryUplinkLane(umem, Nothing, (in Frame _, ReadOnlySpan<byte> _) => sent[uplink]++))];
        int FromPorts(Span<byte> room, out ushort port)
        {
            port = 0;
            if (!waiting.TryDequeue(out byte[]? frame)) return 0;
            frame.CopyTo(room);
            return frame.Length;
        }

        var ports = new MemoryPortLane(umem, FromPorts, (in Frame _, ReadOnlySpan<byte> _) => { });
        var context = new WorkerContext(umem, pool.CreateCache(), host.State, wires, ports, host.Strangers.Writer);
        var pipeline = new Pipeline(context);
        wires[0].TransmitRoom = 0;
        long now = Stopwatch.GetTimestamp();
        pipeline.Turn(now);
        now += (long)(UplinkPatience.Longest.TotalSeconds * Stopwatch.Frequency);

        for (int i = 0; i < 500; i++)
        {
            waiting.Enqueue(TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote));
            waiting.Enqueue(TestFrames.Udp(MemoryHost.PortMac(0), behindSecond));
        }

        while (pipeline.Turn(now) > 0) { }
        Assert.Equal([0, 500], sent);
        Assert.Equal(500, context.Drops.Port(0)[Counters.DropCounters.IndexOf(StageId.Encapsulate, (byte)EncapsulateDrop.RingFull)]);
        Assert.Equal(pool.Total, pool.Free);
    }

    private static void RouteBySecond(Vtep vtep)
    {
        var nextHop = new MacAddress(0x0200_0000_0902);
        var own = new MacAddress(0x0200_0000_0801);
        var header = new OuterHeader(own, nextHop, MemoryHost.Local, MemoryHost.PeerB, 4789, udpChecksum: false);
        vtep.Route = new VtepRoute(1, nextHop, MemoryHost.Local, header);
    }

    private static int Nothing(Span<byte> room, out ushort port)
    {
        port = 0;
        return 0;
    }
}
