using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.KernelPath;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// Who pays for a softirq. The tracepoints' programs are run by BPF_PROG_TEST_RUN on one CPU, and the kernel path's between them; real
/// softirqs are not measured. Times are compared with each other, or are at least what the test has slept.
/// </summary>
public sealed class SoftirqClockTests : IDisposable
{
    private static readonly byte[] s_toNeighbour = Inner(Own, Neighbour).Build(), s_toVtep = Inner(Own, Behind4).Build();
    private static readonly byte[] s_fromVtep = Outer(Inner(Behind4, Own).Build());
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(3);

    private readonly KernelPathBench _bench;
    private readonly SoftirqClock _clock;

    public SoftirqClockTests()
    {
        Requirements.Check();
        _bench = new KernelPathBench().Fill();
        _clock = SoftirqClock.Load(_bench.Tables.Times);
    }

    private SoftirqTimes Times => _clock.Times;

    public void Dispose()
    {
        _clock.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void What_comes_before_the_first_frame_is_paid_by_its_payer() => OnOneCpu(() =>
    {
        Softirq(Work, () => _bench.RunFromWire(s_fromVtep));
        AssertPaid(own: 1);
    });

    [Fact]
    public void Between_two_containers_the_sender_pays_up_to_the_hand_over_and_then_the_receiver() => OnOneCpu(() =>
    {
        Softirq(Work, () => _bench.RunFromPort(s_toNeighbour), Work, Work);
        AssertPaid(own: 1, neighbour: 2);
    });

    [Fact]
    public void Whose_the_frame_is_pays_until_the_next_frame() => OnOneCpu(() =>
    {
        Softirq(() => _bench.RunFromPort(s_toVtep), Work, () => _bench.RunFromWire(Outer(Inner(Behind4, Neighbour).Build())), Work, Work);
        AssertPaid(own: 1, neighbour: 2);
    });

    /// <summary>Left to the engine: what is too large for its receiver, and what nobody has.</summary>
    [Fact]
    public void What_is_left_to_the_engine_is_paid_by_its_container_if_it_is_known_or_else_by_the_host() => OnOneCpu(() =>
    {
        byte[] tooLarge = Outer((Inner(Behind4, Own) with { Payload = new byte[Mtu - 39] }).Build());
        Assert.Equal(Next, _bench.RunFromWire(tooLarge).Verdict);
        Softirq(() => _bench.RunFromWire(tooLarge), Work, () => _bench.RunFromWire(Outer(Inner(Behind4, Unknown).Build())), Work, Work);
        AssertPaid(own: 1, host: 2);
    });

    [Fact]
    public void The_hosts_own_frames_are_not_paid_by_the_container_before_them() => OnOneCpu(() =>
    {
        byte[] noVxlan = Inner(Behind4, Own).Build();
        Assert.Equal(Next, _bench.RunFromWire(noVxlan).Verdict);
        Softirq(() => _bench.RunFromWire(s_fromVtep), Work, () => _bench.RunFromWire(noVxlan), Work, Work);
        AssertPaid(own: 1, host: 2);
    });

    [Fact]
    public void A_softirq_without_a_frame_is_the_hosts() => OnOneCpu(() =>
    {
        Softirq(Work);
        AssertPaid(host: 1);
    });

    [Fact]
    public void Frames_and_ends_outside_of_a_softirq_cost_nobody_anything() => OnOneCpu(() =>
    {
        _bench.RunFromWire(s_fromVtep);
        _clock.Exit.TestTracepoint(0);
        AssertPaid();
        Softirq(() => _bench.RunFromWire(s_fromVtep));
        long paid = Times.Of(SoftirqTimes.OfPort(0));
        _bench.RunFromWire(Outer(Inner(Behind4, Neighbour).Build()));
        _clock.Exit.TestTracepoint(0);
        Assert.Equal((paid, 0), (Times.Total, Times.Of(SoftirqTimes.OfPort(1))));
    });

    /// <summary>It is in the worker's CPU time: with a payer, the worker has to know of it; without, it stays there.</summary>
    [Fact]
    public void On_top_of_a_worker_only_what_has_a_payer_is_billed_apart() => OnOneCpu(cpu =>
    {
        _clock.EnterWorker();
        Softirq(Work);
        Assert.Equal((0, 0, 0), (Times.Of(SoftirqTimes.Host), Times.Billed, Times.BilledOverWorker(cpu)));
        Assert.InRange(Times.OverWorkers, Nanoseconds(1), long.MaxValue);
        Softirq(() => _bench.RunFromWire(s_fromVtep), Work);
        Assert.InRange(Times.Of(SoftirqTimes.OfPort(0)), Nanoseconds(1), long.MaxValue);
        Assert.Equal(Times.Of(SoftirqTimes.OfPort(0)), Times.BilledOverWorker(cpu));
        Assert.Equal((Times.Total, Times.BilledOverWorker(cpu)), (Times.OverWorkers, Times.Billed));
        OnOneCpu(() => Softirq(Work)); // another thread of the same CPU
        Assert.InRange(Times.Of(SoftirqTimes.Host), Nanoseconds(1), long.MaxValue);
        Assert.Equal(Times.Total, Times.OverWorkers + Times.Of(SoftirqTimes.Host));
    });

    [Fact]
    public void Nothing_is_lost_and_nothing_is_paid_twice_whatever_comes() => OnOneCpu(() =>
    {
        var random = new Random(28);
        Action[] steps =
        [
            () => _bench.RunFromWire(s_fromVtep), () => _bench.RunFromPort(s_toNeighbour), () => _bench.RunFromPort(s_toVtep),
            () => _bench.RunFromWire(Outer(Inner(Behind4, Unknown).Build())),
            () => _bench.RunFromWire(Outer(Inner(Behind4, Neighbour).Build())),
        ];
        for (int softirq = 0; softirq < 300; softirq++)
        {
            if (softirq == 150) _clock.EnterWorker();
            Softirq([.. Enumerable.Range(0, random.Next(6)).Select(_ => steps[random.Next(steps.Length)])]);
        }

        Assert.All((int[])[SoftirqTimes.Host, SoftirqTimes.OfPort(0), SoftirqTimes.OfPort(1)], payer => Assert.True(Times.Of(payer) > 0));
        AssertComplete();
        Assert.InRange(Times.BilledOverWorkers, 1, Times.OverWorkers - 1);
    });

    /// <summary>Frames of real devices, and real softirqs.</summary>
    [Fact]
    public void What_the_tracepoints_measure_is_divided_among_host_and_ports()
    {
        using var lab = new KernelPathLab();
        lab.Fill();
        SoftirqTimes times = lab.Tables.Times;
        using (SoftirqClock.Start(times))
        {
            lab.Container(0).Exec("ping", "-q", "-c", "300", "-i", "0.002", KernelPathLab.AddressOf(2, ipv6: false)).Succeeds();
            lab.Container(1).Exec("ping", "-q", "-c", "300", "-i", "0.002", KernelPathLab.AddressOf(0, ipv6: true)).Succeeds();
        }

        // The programs have ended: nothing grows any more.
        Assert.Equal(times.Total, Enumerable.Range(0, 1 + lab.Tables.Ports).Sum(times.Of));
        Assert.All((int[])[0, 1, 2], payer => Assert.True(times.Of(payer) > 0, $"payer {payer} has nothing"));
        Assert.All((int[])[3, 4], payer => Assert.Equal(0, times.Of(payer)));
        Assert.Equal(0, times.OverWorkers);
    }

    private static void Work() => Thread.Sleep(s_while);

    private static long Nanoseconds(int times) => times * (long)s_while.TotalNanoseconds;

    private static void OnOneCpu(Action test) => OnOneCpu(_ => test());

    private static void OnOneCpu(Action<int> test) => OneCpu.Run(test);

    private void Softirq(params ReadOnlySpan<Action> steps)
    {
        _clock.Entry.TestTracepoint(3);
        foreach (Action step in steps) step();
        _clock.Exit.TestTracepoint(3);
    }

    /// <summary>Checks who has paid for how often <see cref="Work"/> at least; all others have paid nothing.</summary>
    private void AssertPaid(int host = 0, int own = 0, int neighbour = 0)
    {
        foreach ((int payer, int works) in ((int, int)[])[
            (SoftirqTimes.Host, host), (SoftirqTimes.OfPort(0), own), (SoftirqTimes.OfPort(1), neighbour)])
        {
            if (works == 0) Assert.Equal(0, Times.Of(payer));
            else Assert.InRange(Times.Of(payer), Nanoseconds(works), long.MaxValue);
        }

        AssertComplete();
    }

    private void AssertComplete()
    {
        Assert.Equal(Times.Billed, Enumerable.Range(0, 1 + _bench.Tables.Ports).Sum(Times.Of));
        Assert.Equal(Times.Total, Times.Billed + Times.OverWorkers - Times.BilledOverWorkers);
    }
}
