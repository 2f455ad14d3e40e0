using System.Diagnostics;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Programs;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>What the programs of the kernel path drop for a port whose budget is used up, by BPF_PROG_TEST_RUN.</summary>
public sealed class KernelPathBudgetTests : IDisposable
{
    private static readonly byte[] s_toOwn = Outer(Inner(Behind4, Own).Build()), s_toNeighbour = Outer(Inner(Behind4, Neighbour).Build());
    private static readonly byte[] s_notMine = Outer((Inner(Behind4, Neighbour) with { Payload = new byte[Mtu - 39] }).Build());
    private static readonly byte[] s_fromOwn = Inner(Own, Neighbour).Build(), s_toVtep = Inner(Own, Behind4).Build();

    private readonly KernelPathBench _bench;

    public KernelPathBudgetTests()
    {
        Requirements.Check();
        _bench = new KernelPathBench().Fill();
    }

    private static long Later => Stopwatch.GetTimestamp() + Stopwatch.Frequency * 600;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_held_port_gets_nothing_and_nobody_else_notices()
    {
        _bench.Throttles.Throttle(1, Later);
        Assert.Equal((Drop, Drop, Drop), (FromWire(s_toNeighbour), FromWire(s_notMine), FromPort(s_fromOwn)));
        Assert.Equal((Redirect, Redirect), (FromWire(s_toOwn), FromPort(s_toVtep)));
        Assert.Equal((3, 0), (_bench.Throttles.CountOf(1).Frames, _bench.Throttles.CountOf(1).Admitted));
        Assert.Equal((0, 0), (_bench.Throttles.CountOf(0).Frames, _bench.Tables.ReadPort(1).ReceivedFrames));
        Assert.Equal(0, _bench.Tables.ReadPort(0).SentFrames - 1);
        _bench.Throttles.Release(1);
        Assert.Equal((Redirect, Next, Redirect), (FromWire(s_toNeighbour), FromWire(s_notMine), FromPort(s_fromOwn)));
    }

    /// <summary>Its transmit gate and the hold at its host end limit that: see port_holds.h.</summary>
    [Fact]
    public void What_a_held_port_sends_is_not_limited_here()
    {
        _bench.Throttles.Throttle(0, Later);
        Assert.Equal((Redirect, Redirect), (FromPort(s_fromOwn), FromPort(s_toVtep)));
    }

    [Fact]
    public void A_throttle_ends_by_itself()
    {
        _bench.Throttles.Throttle(1, Stopwatch.GetTimestamp() - Stopwatch.Frequency); // a tick's resolution
        Assert.Equal(Redirect, FromWire(s_toNeighbour));
    }

    /// <summary>At the beginning there is an unused bunch as well.</summary>
    [Fact]
    public void A_paced_port_gets_a_bunch_whoever_sends_it_and_what_is_the_engines_is_not_counted()
    {
        _bench.Throttles.Throttle(1, Later, new FramePace(Bunch: 5, Pause: 3_600_000_000_000));
        Assert.Equal((Redirect, Redirect), (FromWire(s_toNeighbour), FromPort(s_fromOwn)));
        Assert.Equal((Next, 2), (FromWire(s_notMine), _bench.Throttles.CountOf(1).Admitted));
        uint[] verdicts = [.. Enumerable.Range(0, 20).Select(_ => FromWire(s_toNeighbour))];
        Assert.Equal(8, verdicts.Count(verdict => verdict == Redirect));
        Assert.Equal(new ThrottleCount(12, 12 * s_toNeighbour.Length, 10), _bench.Throttles.CountOf(1));
        Assert.Equal(Redirect, FromPort(s_toVtep));
    }

    /// <summary>A debt must not grow by what a port does not get, and its neighbours do not pay for it.</summary>
    [Fact]
    public void The_host_pays_for_what_is_dropped() => OneCpu.Run(cpu =>
    {
        using var clock = Falcon.Xsk.KernelPath.SoftirqClock.Load(_bench.Tables.Times);
        _bench.Throttles.Throttle(1, Later);
        clock.Entry.TestTracepoint(3);
        FromWire(s_toNeighbour);
        FromWire(s_notMine);
        FromPort(s_fromOwn);
        clock.Exit.TestTracepoint(3);
        long[] paid = [.. Enumerable.Range(0, 3).Select(clock.Times.Of)];
        Assert.True(paid[0] > 0 && paid[1] > 0 && paid[2] == 0, string.Join(' ', paid)); // who sends pays up to the drop
        clock.Entry.TestTracepoint(3);
        FromWire(s_toNeighbour);
        FromWire(s_notMine);
        clock.Exit.TestTracepoint(3);
        Assert.Equal((paid[1], paid[2]), (clock.Times.Of(1), clock.Times.Of(2)));
        Assert.True(clock.Times.Of(0) > paid[0]);
    });

    private uint FromWire(byte[] frame) => _bench.RunFromWire(frame).Verdict;

    private uint FromPort(byte[] frame) => _bench.RunFromPort(frame).Verdict;
}
