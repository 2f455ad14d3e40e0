using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;
using static Falcon.Netns.Tests.Xsk.KernelPathBench;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>What the programs leave to the engine while it may still hold frames of the same flow, by BPF_PROG_TEST_RUN.</summary>
public sealed class KernelPathOrderTests : IDisposable
{
    private const int Header = 14; // not counted in a socket filter's run

    private readonly KernelPathBench _bench = new KernelPathBench().Fill();
    private readonly PortHolds _holds;
    private readonly PacketRingGuard _guard;
    private readonly EngineCounts _engine;

    public KernelPathOrderTests()
    {
        Requirements.Check();
        _holds = PortHolds.Create(_bench.Tables.Ports);
        _guard = PacketRingGuard.Open(new PacketPorts(FirstPort, _bench.Tables.Ports, _holds) { Path = _bench.Programs });
        _guard.SetCapacity(slots: 1_000_000, slotBytes: 2000, queueBytes: 9000);
        _engine = _bench.Tables.CountsOf(0);
    }

    private FlowBuckets Buckets => _bench.Tables.Buckets;

    public void Dispose()
    {
        _guard.Dispose();
        _holds.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public void A_flow_from_the_wire_waits_until_the_engine_has_given_back_its_frames(bool ipv6Underlay, bool ipv6, bool tcp)
    {
        for (ushort flow = 0; flow < 40; flow++)
        {
            byte[] inner = (Inner(ipv6Underlay ? Behind6 : Behind4, Own, tcp, ipv6) with { FromPort = flow }).Build();
            byte[] frame = Outer(inner, ipv6Underlay);
            AssertWaits(Buckets.FromWire(frame), () => _bench.RunFromWire(frame).Verdict == Redirect);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_flow_from_a_container_waits_too(bool ipv6, bool tcp)
    {
        for (ushort flow = 0; flow < 40; flow++)
        {
            byte[] frame = (Inner(Own, Neighbour, tcp, ipv6) with { FromPort = flow }).Build();
            AssertWaits(Buckets.FromPort(0, frame), () => _bench.RunFromPort(frame).Verdict == Redirect);
        }
    }

    [Fact]
    public void Other_flows_do_not_wait()
    {
        byte[] frame = Inner(Own, Neighbour).Build();
        int bucket = Buckets.FromPort(0, frame), others = 0;
        _bench.Tables.Orders[bucket].Left++;
        foreach (bool tcp in (bool[])[false, true])
        {
            for (ushort flow = 1000; flow < 1200; flow++)
            {
                byte[] other = (Inner(Own, Neighbour, tcp) with { FromPort = flow }).Build();
                _bench.Tables.Orders[bucket].Since = _bench.Tables.Orders[bucket].Stuck = 0; // it has just begun to wait
                bool waits = _bench.RunFromPort(other).Verdict == Next;
                Assert.Equal(Buckets.FromPort(0, other) == bucket, waits);
                others += waits ? 0 : 1;
            }
        }

        Assert.InRange(others, 350, 399); // of 64 buckets one waits
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gate_that_goes_on_dropping_does_not_keep_a_flow_from_the_kernel(bool tcp)
    {
        byte[] frame = Inner(Own, Neighbour, tcp).Build();
        int bucket = Buckets.FromPort(0, frame);
        _bench.Tables.Orders[bucket].Left++;
        Assert.Equal(Next, _bench.RunFromPort(frame).Verdict);
        Eventually.True(
            () =>
            {
                _bench.Tables.Orders[bucket].Left++; // the frame before was left to the engine, and dropped
                return _bench.RunFromPort(frame).Verdict == Redirect;
            },
            "it waits for ever");
        Assert.Equal(0, _bench.Tables.HeldOf(bucket));
        _engine.Add(bucket, 3); // the engine had some after all
        Assert.Equal(Redirect, _bench.RunFromPort(frame).Verdict);
        Assert.Equal(0, _bench.Tables.HeldOf(bucket));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_never_comes_back_is_waited_for_once(bool tcp)
    {
        byte[] frame = Inner(Own, Neighbour, tcp).Build();
        int bucket = Buckets.FromPort(0, frame);
        _bench.Tables.Orders[bucket].Left += 5;
        Assert.Equal(Next, _bench.RunFromPort(frame).Verdict);
        Eventually.True(() => _bench.RunFromPort(frame).Verdict == Redirect, "it waits for ever");
        Assert.Equal(Redirect, _bench.RunFromPort(frame).Verdict);
        PathTraffic port = _bench.Tables.ReadPort(0);
        Assert.Equal((0, 1, 2), (_bench.Tables.HeldOf(bucket), port.Overdue, port.SentFrames));
        Assert.True(port.Of(NotMine.Order) > 0);
    }

    [Fact]
    public void What_came_back_without_having_been_left_is_made_even_at_once()
    {
        byte[] frame = Inner(Own, Neighbour).Build();
        _engine.Add(Buckets.FromPort(0, frame), 3);
        Assert.Equal(Redirect, _bench.RunFromPort(frame).Verdict);
        Assert.Equal(0, _bench.Tables.HeldOf(Buckets.FromPort(0, frame)));
    }

    [Fact]
    public void The_filter_counts_what_it_gives_to_the_engine()
    {
        byte[] known = Inner(Own, Neighbour).Build(), unknown = Inner(Own, Unknown).Build();
        int bucket = Buckets.FromPort(0, known);
        Assert.Equal(bucket, Buckets.FromPort(0, unknown)); // the same addresses and ports
        Assert.False(IsEngines(known));
        Assert.Equal(0, _bench.Tables.HeldOf(bucket));

        Assert.True(IsEngines(unknown));
        Assert.Equal(1, _bench.Tables.HeldOf(bucket));
        Assert.True(IsEngines(known));
        Assert.Equal((2, 1), (_bench.Tables.HeldOf(bucket), _bench.Tables.ReadPort(0).Of(NotMine.Order)));

        _engine.Add(bucket, 2);
        Assert.False(IsEngines(known));
        Assert.Equal((0, 0), (_bench.Tables.HeldOf(bucket), _bench.Tables.ReadPort(0).Overdue));
    }

    [Fact]
    public void What_finds_no_room_is_not_counted()
    {
        byte[] unknown = Inner(Own, Unknown).Build();
        _guard.SetCapacity(slots: 0, slotBytes: 2000, queueBytes: 0);
        Assert.False(IsEngines(unknown));
        Assert.Equal((1, 0), (_guard.RefusedOf(0), _bench.Tables.HeldOf(Buckets.FromPort(0, unknown))));
    }

    [Fact]
    public void A_flow_whose_other_frames_are_the_engines_is_not_torn_apart()
    {
        // As single datagrams beside trains, which the kernel cannot send to a VTEP: the wait begins anew with each of those.
        byte[] single = Inner(Own, Behind4, tcp: false).Build(), other = Inner(Own, Unknown, tcp: false).Build();
        int bucket = Buckets.FromPort(0, single);
        Assert.Equal(bucket, Buckets.FromPort(0, other));
        Assert.True(IsEngines(other));
        Assert.True(IsEngines(single));
        Assert.NotEqual(0u, _bench.Tables.Orders[bucket].Since);
        Assert.True(IsEngines(other));
        Assert.Equal(0u, _bench.Tables.Orders[bucket].Since);
    }

    [Fact]
    public void Programs_and_engine_agree_on_the_buckets_of_any_frame()
    {
        var random = new Random(28);
        byte[][] whole =
        [
            .. from ipv6 in (bool[])[false, true] from tcp in (bool[])[false, true]
               select Inner(Own, Unknown, tcp, ipv6).Build(),
        ];
        uint[] expected = new uint[Buckets.Count];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = Mutated(whole[random.Next(whole.Length)], random);
            if (!IsEngines(frame)) continue; // a changed address may be known
            int bucket = Buckets.FromPort(0, frame);
            if (bucket != FlowBuckets.None) expected[bucket]++;
        }

        Assert.True(expected.Sum(frames => frames) > 5_000);
        for (int bucket = 0; bucket < expected.Length; bucket++)
            Assert.True(expected[bucket] == _bench.Tables.Orders[bucket].Left, $"bucket {bucket}");
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        byte[] frame = (byte[])whole.Clone();
        for (int changes = random.Next(4); changes > 0; changes--) frame[12 + random.Next(frame.Length - 12)] = (byte)random.Next(256);
        if (random.Next(4) == 0) frame[14 + (random.Next(2) == 0 ? 9 : 6)] = (byte)(random.Next(2) == 0 ? 58 : 1);
        return random.Next(4) == 0 ? frame[..random.Next(14, frame.Length)] : frame;
    }

    /// <summary>Whether the filter gives a frame to the packet socket.</summary>
    private bool IsEngines(byte[] frame) => _guard.Program.TestFilter([.. new byte[Header], .. frame], segmentSize: 0) > 0;

    private void AssertWaits(int bucket, Func<bool> isCarried)
    {
        Assert.NotEqual(FlowBuckets.None, bucket);
        Assert.True(isCarried());
        _bench.Tables.Orders[bucket].Left += 2;
        Assert.False(isCarried());
        _engine.Add(bucket, 1);
        Assert.False(isCarried());
        _engine.Add(bucket, 1);
        Assert.True(isCarried());
        Assert.Equal(0, _bench.Tables.HeldOf(bucket));
    }
}
