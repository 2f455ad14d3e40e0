using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Packets;

/// <summary>
/// The filter before a packet ring, and the program of an AF_XDP port, by BPF_PROG_TEST_RUN: whose frames they refuse, and what they count.
/// </summary>
public sealed class RingGuardTests : IDisposable
{
    private const int Loopback = 1; // the device that such runs seem to come from
    private const int Header = 14;  // not counted in a socket filter's run
    private const int Ports = 4;

    private readonly PortHolds _holds;

    public RingGuardTests()
    {
        Requirements.Check();
        _holds = PortHolds.Create(Ports);
    }

    public void Dispose() => _holds.Dispose();

    [Fact]
    public void A_busy_port_gets_most_of_an_empty_ring_and_more_when_some_of_it_is_taken_out()
    {
        using PacketRingGuard guard = Open(port: 0);
        Assert.Equal(80, Accepted(guard, 100)); // 8 times the ten that are free
        Assert.Equal((20, 80), (guard.RefusedOf(0), guard.WaitingOf(0).Frames));

        guard.CountOut(0, new RingAmount { Frames = 10 });
        Assert.Equal(10, Accepted(guard, 100));
        Assert.Equal(110, guard.RefusedOf(0));
    }

    [Theory]
    [InlineData(80, 9)]
    [InlineData(88, 2)]
    [InlineData(89, 1)]
    [InlineData(90, 0)]
    public void A_port_that_comes_late_finds_room_until_there_is_none(int others, int accepted)
    {
        using PacketRingGuard guard = Open(port: 1);
        guard.CountOut(0, new RingAmount { Frames = -others }); // another port's that wait
        Assert.Equal(accepted, Accepted(guard, 1, times: 9));
    }

    [Fact]
    public void Large_frames_share_the_queue_by_their_bytes()
    {
        using PacketRingGuard guard = Open(port: 0);
        Assert.Equal(8, Accepted(guard, 100, length: 1000)); // of 9,000 bytes
        Assert.Equal((8, 8000), (guard.WaitingOf(0).Frames, guard.WaitingOf(0).Bytes));
        Assert.Equal(10, Accepted(guard, 10)); // small ones are in the ring
        Assert.Equal(92, guard.RefusedOf(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Ports)]
    [InlineData(int.MaxValue)]
    public void A_device_that_is_no_ports_is_counted_and_uses_up_nothing(int port)
    {
        using PacketRingGuard guard = Open(port);
        Assert.Equal(0, Accepted(guard, 100));
        Assert.Equal(100, guard.NoPort);
        Assert.All(Enumerable.Range(0, Ports), known => Assert.Equal((0, 0), (guard.RefusedOf(known), guard.WaitingOf(known).Frames)));
    }

    [Fact]
    public void What_no_header_describes_uses_up_nothing()
    {
        using PacketRingGuard guard = Open(port: 0);
        for (int i = 0; i < 100; i++) Assert.Equal(0u, guard.Program.TestFilter(new byte[1000], segmentSize: 500));
        Assert.Equal((100, 0, 0), (guard.Indescribable, guard.WaitingOf(0).Frames, guard.RefusedOf(0)));
    }

    [Fact]
    public void Without_ports_nobody_has_a_share()
    {
        using var guard = PacketRingGuard.Open(null);
        guard.SetCapacity(slots: 1, slotBytes: 1, queueBytes: 1);
        Assert.Equal(100, Accepted(guard, 100));
        Assert.Equal(0, guard.RefusedOf(0));
    }

    [Fact]
    public void A_held_port_may_send_a_burst_and_then_one_frame_at_a_time()
    {
        using PacketRingGuard guard = Open(port: 2);
        _holds.Hold(1, TimeSpan.FromHours(1)); // another port
        Assert.Equal(50, Accepted(guard, 50));

        _holds.Hold(2, TimeSpan.FromHours(1));
        Assert.Equal(17, Accepted(guard, 20));
        Assert.Equal((3, 0, 0), (_holds.DroppedOf(2), _holds.DroppedOf(1), guard.RefusedOf(2)));
        Assert.Equal(67, guard.WaitingOf(2).Frames);

        _holds.Release(2);
        Assert.Equal(5, Accepted(guard, 5));
    }

    [Fact]
    public void A_held_port_gets_on()
    {
        using PacketRingGuard guard = Open(port: 0);
        guard.SetCapacity(slots: int.MaxValue, slotBytes: 500, queueBytes: 0);
        _holds.Hold(0, TimeSpan.FromMilliseconds(5));
        long passed = 0;
        Eventually.True(() => (passed += Accepted(guard, 100)) > 30, "it is held for ever");
        Assert.InRange(_holds.DroppedOf(0), 1, long.MaxValue);
    }

    [Fact]
    public void The_program_of_an_xdp_port_holds_it_too()
    {
        using var bpf = BpfObject.Open(typeof(BpfObject).Assembly, "port.bpf.o");
        bpf.SetConstants(3);
        _holds.ShareWith(bpf);
        BpfProgram program = bpf.Load().Program("falcon_port");
        program.TestRun(new byte[64], repeat: 30);
        Assert.Equal(0, _holds.DroppedOf(3));

        _holds.Hold(3, TimeSpan.FromHours(1));
        program.TestRun(new byte[64], repeat: 20);
        Assert.Equal(3, _holds.DroppedOf(3));
    }

    private PacketRingGuard Open(int port)
    {
        var guard = PacketRingGuard.Open(new PacketPorts(Loopback - port, Ports, _holds));
        guard.SetCapacity(slots: 90, slotBytes: 500, queueBytes: 9000);
        return guard;
    }

    /// <summary>How many of these frames the filter lets through.</summary>
    private static int Accepted(PacketRingGuard guard, int frames, int length = 100, int times = 1) =>
        Enumerable.Range(0, frames * times).Count(_ => guard.Program.TestFilter(new byte[Header + length], segmentSize: 0) > 0);
}
