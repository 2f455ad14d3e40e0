using System.Diagnostics;
using System.Net;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>The uplink's XDP program on golden frames, by BPF_PROG_TEST_RUN: whose frames it drops, and what it counts.</summary>
public sealed class ThrottleTests : IDisposable
{
    private const uint Drop = 1;
    private const uint Pass = 2;
    private const int Slot = 2;
    private const int Neighbour = 1;
    private const long Forever = long.MaxValue;
    private static readonly byte[] s_mac = [0x02, 0, 0, 0, 1, 1];
    private static readonly byte[] s_neighbour = [0x02, 0, 0, 0, 1, 2];

    private readonly ThrottleTable _table = ThrottleTable.Create(3);
    private readonly UplinkProgram _uplink;

    public ThrottleTests()
    {
        _uplink = LoadUplink();
        _table.AddContainer(VxlanFrames.Vni, s_mac, Slot);
        _table.AddContainer(VxlanFrames.Vni, s_neighbour, Neighbour);
    }

    public void Dispose()
    {
        _uplink.Dispose();
        _table.Dispose();
    }

    public static TheoryData<string, IPAddress, ushort[]> Underlays() => new()
    {
        { "IPv4", VxlanFrames.Vtep4, [] },
        { "IPv6", VxlanFrames.Vtep6, [] },
        { "IPv4 behind a VLAN tag", VxlanFrames.Vtep4, [0x8100] },
        { "IPv6 behind two VLAN tags", VxlanFrames.Vtep6, [0x88a8, 0x8100] },
    };

    [Theory]
    [MemberData(nameof(Underlays))]
    public void A_throttled_container_gets_nothing_and_each_frame_is_counted(string kind, IPAddress vtep, ushort[] vlanTypes)
    {
        byte[] frame = Frame(s_mac, vtep, vlanTypes: vlanTypes);
        Assert.True(Run(frame) == Pass, kind);

        _table.Throttle(Slot, Forever);

        Assert.True(Run(frame, repeat: 5) == Drop, kind);
        Assert.Equal(new ThrottleCount(5, 5 * frame.Length, 0), _table.CountOf(Slot));
    }

    [Fact]
    public void Others_get_theirs()
    {
        _table.Throttle(Slot, Forever);

        Assert.Equal(Pass, Run(Frame(s_neighbour)));
        Assert.Equal(Pass, Run(Frame([0x02, 0, 0, 0, 9, 9]))); // an unknown address, behind a port or behind none
        Assert.Equal(Pass, Run(Frame([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])));
        Assert.Equal(Pass, Run(Frame([0x03, 0, 0, 0, 1, 1]))); // the group address that differs in one bit
        Assert.Equal(default, _table.CountOf(Slot));
        Assert.Equal(default, _table.CountOf(Neighbour));
    }

    [Fact]
    public void The_same_address_in_another_overlay_is_another_container()
    {
        _uplink.AddVni(VxlanFrames.Vni + 1);
        _table.AddContainer(VxlanFrames.Vni + 1, s_mac, 0);
        _table.Throttle(Slot, Forever);

        Assert.Equal(Pass, Run(Frame(s_mac, vni: VxlanFrames.Vni + 1)));
        Assert.Equal(Drop, Run(Frame(s_mac)));
    }

    [Fact]
    public void A_frame_cut_short_before_its_inner_address_ends_passes()
    {
        byte[] frame = Frame(s_mac);
        _table.Throttle(Slot, Forever);
        for (int length = 14; length <= frame.Length; length++)
            Assert.Equal(length < VxlanFrames.InnerOffset + 14 ? Pass : Drop, Run(frame[..length]));
    }

    [Fact]
    public void A_frame_of_an_overlay_that_is_not_ours_is_the_hosts()
    {
        _table.AddContainer(VxlanFrames.Vni + 1, s_mac, 0);
        _table.Throttle(0, Forever);
        Assert.Equal(Pass, Run(Frame(s_mac, vni: VxlanFrames.Vni + 1)));
    }

    [Fact]
    public void A_throttle_ends_by_itself()
    {
        const long Tick = 1_000_000_000; // a machine without its CPU delays the program's clock
        long end = Stopwatch.GetTimestamp() + 50_000_000;
        _table.Throttle(Slot, end);
        uint verdict;
        do
        {
            long asked = Stopwatch.GetTimestamp();
            verdict = Run(Frame(s_mac));
            long answered = Stopwatch.GetTimestamp();
            Assert.True(
                verdict == Drop ? asked < end + Tick : answered >= end,
                $"verdict {verdict} between {asked} and {answered}, ends at {end}");
        }
        while (verdict == Drop);
    }

    [Fact]
    public void A_paced_container_gets_a_bunch_at_a_time()
    {
        const long Pause = 2_000_000_000; // longer than a busy machine stands still
        byte[] frame = Frame(s_mac);
        _table.Throttle(Slot, Forever, new FramePace(3, Pause));

        long start = Stopwatch.GetTimestamp();
        Assert.Equal(Pass, Run(frame, repeat: 6)); // a slot that had no frames so far gets one more bunch
        Assert.Equal(Drop, Run(frame, repeat: 4));
        Assert.True(Stopwatch.GetTimestamp() - start < Pause, "the machine stood still");
        Thread.Sleep(2_050);
        Assert.Equal(Pass, Run(frame, repeat: 3));
        Assert.Equal(Drop, Run(frame));

        Assert.Equal(new ThrottleCount(5, 5 * frame.Length, 9), _table.CountOf(Slot));
    }

    [Fact]
    public void A_pace_of_nothing_admits_nothing_whatever_is_left_of_a_bunch()
    {
        _table.Throttle(Slot, Forever, new FramePace(3, 1));
        Assert.Equal(Pass, Run(Frame(s_mac)));

        _table.Throttle(Slot, Forever);

        Assert.Equal(Drop, Run(Frame(s_mac)));
    }

    [Fact]
    public void A_released_container_gets_its_frames_again_and_others_stay_throttled()
    {
        _table.Throttle(Slot, Forever);
        _table.Throttle(Neighbour, Forever - 1);

        _table.Release(Slot);

        Assert.Equal(Pass, Run(Frame(s_mac)));
        Assert.Equal(Drop, Run(Frame(s_neighbour)));
        _table.Release(Neighbour);
        Assert.Equal(Pass, Run(Frame(s_neighbour)));
    }

    [Fact]
    public void Uplinks_share_a_table()
    {
        using UplinkProgram second = LoadUplink();
        _table.Throttle(Slot, Forever);

        Assert.Equal(Drop, Run(Frame(s_mac)));
        Assert.Equal(Drop, second.Program.TestRun(Frame(s_mac)).ReturnValue);
        Assert.Equal(2, _table.CountOf(Slot).Frames);
    }

    [Fact]
    public void A_removed_container_is_nobody()
    {
        _table.Throttle(Slot, Forever);
        Assert.True(_table.RemoveContainer(VxlanFrames.Vni, s_mac));
        Assert.False(_table.RemoveContainer(VxlanFrames.Vni, s_mac));
        Assert.Equal(Pass, Run(Frame(s_mac)));
    }

    [Fact]
    public void A_slot_that_the_table_does_not_have_is_refused()
    {
        Assert.Equal(3, _table.Slots);
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.Throttle(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.Release(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.AddContainer(VxlanFrames.Vni, s_mac, 3));
        Assert.Throws<ArgumentException>(() => _table.AddContainer(VxlanFrames.Vni, [1, 2, 3], 0));
    }

    [Fact]
    public void A_table_that_is_gone_is_refused_before_its_descriptors_are_somebody_elses()
    {
        var table = ThrottleTable.Create(1);
        table.Dispose();

        Assert.Throws<ObjectDisposedException>(() => table.Throttle(0, Forever));
        Assert.Throws<ObjectDisposedException>(() => table.CountOf(0));
        Assert.Throws<ObjectDisposedException>(() => table.AddContainer(VxlanFrames.Vni, s_mac, 0));
    }

    private UplinkProgram LoadUplink()
    {
        var program = UplinkProgram.Load(VxlanFrames.Port, 1, _table);
        program.AddVtep(VxlanFrames.Vtep4);
        program.AddVtep(VxlanFrames.Vtep6);
        program.AddVni(VxlanFrames.Vni);
        return program;
    }

    // No queue has a socket: what is not dropped passes.
    private uint Run(byte[] frame, int repeat = 1) => _uplink.Program.TestRun(frame, repeat: repeat).ReturnValue;

    private static byte[] Frame(byte[] mac, IPAddress? vtep = null, uint vni = VxlanFrames.Vni, params ushort[] vlanTypes)
    {
        byte[] frame = VxlanFrames.Build(vtep, vni: vni, vlanTypes: vlanTypes);
        mac.CopyTo(frame, frame.Length - VxlanFrames.InnerLength);
        return frame;
    }
}
