using System.Diagnostics;
using Falcon.Netns.Tests.Harness;
using Falcon.Netns.Tests.Packets;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// The gates of the uplink's XDP program on golden frames, by BPF_PROG_TEST_RUN: what they stop, when they open, what they count.
/// </summary>
public sealed class ReceiverGateTests : IDisposable
{
    private const uint Drop = 1;
    private const uint Pass = 2;
    private const ushort Port = 9000;
    private const int Burst = 3;
    private const int Containers = 3;
    private const int Container = 2;
    private static readonly long s_tick = Stopwatch.Frequency; // a machine without its CPU delays the program's clock
    private static readonly long s_later = Stopwatch.Frequency * 3600;

    private readonly ReceiverGates _gates = ReceiverGates.Create(Containers);
    private readonly UplinkProgram _uplink;

    public ReceiverGateTests()
    {
        _uplink = UplinkProgram.Load(VxlanFrames.Port, 1, gates: _gates);
        _uplink.AddVtep(VxlanFrames.Vtep4);
        _uplink.AddVni(VxlanFrames.Vni);
        _uplink.AddVni(VxlanFrames.Vni + 1);
    }

    public void Dispose()
    {
        _uplink.Dispose();
        _gates.Dispose();
    }

    [Fact]
    public void A_closed_gate_stops_its_receiver_and_counts()
    {
        Assert.Equal(Pass, Run(Udp(Port)));

        Close(until: s_later);

        Assert.Equal(Drop, Run(Udp(Port), repeat: 5));
        Assert.Equal([0, 0, 5], Enumerable.Range(0, Containers).Select(_gates.DropsOf));
    }

    [Fact]
    public void Datagrams_over_IPv6_are_stopped_as_well()
    {
        Close(until: s_later);
        Assert.Equal(Drop, Run(Inner(Segment(tcp: false, ipv6: true))));
    }

    [Fact]
    public void Nobody_else_is_stopped()
    {
        Close(until: s_later);

        Assert.Equal(Pass, Run(Udp(Port + 1)));
        Assert.Equal(Pass, Run(Udp(Port, VxlanFrames.Vni + 1)));
        Assert.Equal(Pass, Run(Udp(Port, mac: ContainerLink.RemoteMac)));
        Assert.Equal(Pass, Run(Inner(Segment(tcp: true, ipv6: false)))); // TCP to the same port number
        Assert.Equal(0, _gates.DropsOf(Container));
    }

    [Fact]
    public void A_fragment_and_a_datagram_cut_short_pass()
    {
        Close(until: s_later);
        byte[] fragment = Udp(Port);
        fragment[^(VxlanFrames.InnerLength - 20)] |= 0x20; // more fragments
        Assert.Equal(Pass, Run(fragment));

        byte[] whole = Udp(Port);
        for (int length = VxlanFrames.InnerOffset; length < VxlanFrames.InnerOffset + UdpFrame.HeaderLength; length++)
            Assert.Equal(Pass, Run(whole[..length]));
    }

    [Fact]
    public void An_open_gate_lets_a_burst_through_and_closes_behind_it()
    {
        Close(until: 0);

        for (int i = 0; i < Burst; i++) Assert.Equal(Pass, Run(Udp(Port)));
        Assert.Equal(Drop, Run(Udp(Port)));
        Assert.Equal(Drop, Run(Udp(Port)));
        Assert.Equal((Burst, 2), (Gate.Left, _gates.DropsOf(Container)));
    }

    [Fact]
    public void It_opens_when_its_span_is_over()
    {
        Close(until: Stopwatch.Frequency / 50);
        OpensAt(Gate.Opens, () => Run(Udp(Port)));
    }

    [Fact]
    public void Who_is_slower_than_the_span_never_finds_it_closed()
    {
        Close(until: 0);
        Gate.Span = Stopwatch.Frequency / 1000;
        for (int i = 0; i < 4 * Burst; i++)
        {
            long last = Environment.TickCount64; // milliseconds of the program's own clock, which is late by up to a tick
            SpinWait.SpinUntil(() => Environment.TickCount64 > last + 1);
            Assert.Equal(Pass, Run(Udp(Port)));
        }
    }

    [Fact]
    public void Gates_that_nobody_watches_stand_open()
    {
        Close(until: s_later);
        using var later = ReceiverGates.Create(Containers);
        using var uplink = UplinkProgram.Load(VxlanFrames.Port, 1, gates: later);
        uplink.AddVtep(VxlanFrames.Vtep4);
        uplink.AddVni(VxlanFrames.Vni);
        Assert.Equal(Pass, uplink.Program.TestRun(Udp(Port)).ReturnValue);

        later.At(Receiver) = Gate;
        long until = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 50;
        later.WatchUntil(until);
        OpensAt(until, () => uplink.Program.TestRun(Udp(Port)).ReturnValue);
    }

    /// <summary>
    /// Checks when a gate opens: a dropped frame was sent before a time, and a passed frame returned after it, however long the machine
    /// takes in between.
    /// </summary>
    private static void OpensAt(long time, Func<uint> run)
    {
        uint verdict;
        do
        {
            long asked = Stopwatch.GetTimestamp();
            verdict = run();
            long answered = Stopwatch.GetTimestamp();
            Assert.True(
                verdict == Drop ? asked < time + s_tick : answered >= time,
                $"verdict {verdict} between {asked} and {answered}, opens at {time}");
        }
        while (verdict == Drop);
    }

    private static ReceiverKey Receiver => ReceiverKey.Of(ContainerLink.ContainerMac, Port);

    private ref ReceiverGate Gate => ref _gates.At(Receiver);

    private void Close(long until)
    {
        long now = Stopwatch.GetTimestamp();
        Gate = new ReceiverGate
        {
            Receiver = Receiver.Value,
            Vni = VxlanFrames.Vni,
            Container = Container,
            Opens = now + until,
            Span = s_later,
            Burst = Burst,
            Left = Burst,
        };
        _gates.WatchUntil(now + s_later);
    }

    // No queue has a socket: what is not dropped passes.
    private uint Run(byte[] frame, int repeat = 1) => _uplink.Program.TestRun(frame, repeat: repeat).ReturnValue;

    private static byte[] Udp(ushort port, uint vni = VxlanFrames.Vni, byte[]? mac = null) =>
        Inner([.. UdpFrame.Headers(4000, port, 18, mac), .. new byte[18]], vni);

    private static byte[] Inner(byte[] inner, uint vni = VxlanFrames.Vni) =>
        [.. VxlanFrames.Build(vni: vni)[..VxlanFrames.InnerOffset], .. inner];

    private static byte[] Segment(bool tcp, bool ipv6) => new Segment
    {
        Tcp = tcp,
        Ipv6 = ipv6,
        ToMac = ContainerLink.ContainerMac,
        FromMac = ContainerLink.RemoteMac,
        ToPort = Port,
    }.Build();
}
