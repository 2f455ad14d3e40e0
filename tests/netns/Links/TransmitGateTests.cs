using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Links;

public sealed class TransmitGateTests : IDisposable
{
    private const int Many = 20_000; // a closed gate would take minutes for them

    private readonly ContainerLink _pair = new();
    private readonly Socket _sender;

    public TransmitGateTests() => _sender = _pair.Container.Handle.Run(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Connect(IPAddress.Parse(ContainerLink.RemoteIp), 9);
        return socket;
    });

    public void Dispose()
    {
        _sender.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void A_socket_behind_a_closed_gate_blocks_and_loses_nothing()
    {
        Gate(open: false);
        var clock = Stopwatch.StartNew();
        int sent = SendUntilBlocked(most: 100_000);
        Assert.InRange(sent, 10, 99_999);
        long early = Arrived();
        Assert.InRange(early, 0, MostIn(clock.Elapsed));

        Gate(open: true);
        Assert.True(Eventually(() => Arrived() >= sent), $"{Arrived()} of {sent} arrived");
        int left = Many; // in steps, because a slow machine takes them away slowly
        Assert.True(Eventually(() => (left -= SendUntilBlocked(most: left)) == 0), $"{left} of {Many} cannot be sent");
        Assert.True(Eventually(() => Arrived() >= sent + Many), $"{Arrived()} of {sent} and {Many} arrived");
    }

    [Fact]
    public void A_closed_gate_lets_a_message_through_now_and_then()
    {
        Gate(open: false);
        SendUntilBlocked(most: 100_000);
        var clock = Stopwatch.StartNew();
        long before = Arrived();
        Assert.True(Eventually(() => Arrived() >= before + 50), $"{Arrived() - before} arrived in {clock.Elapsed}");
        Assert.InRange(Arrived() - before, 50, MostIn(clock.Elapsed));
    }

    /// <summary>100 a second, and a few that the gate may pass at once.</summary>
    private static long MostIn(TimeSpan time) => 10 + (long)(100 * time.TotalSeconds);

    [Fact]
    public void Somebody_elses_queueing_discipline_is_left_alone()
    {
        new Command("tc", ["-n", _pair.Container.Name, "qdisc", "add", "dev", "eth0", "root", "pfifo", "limit", "77"]).Run().Succeeds();
        Assert.Throws<RtNetlinkException>(() => Gate(open: false));
        Assert.Contains(
            "limit 77p", new Command("tc", ["-n", _pair.Container.Name, "qdisc", "show", "dev", "eth0"]).Run().Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pfifo")]
    [InlineData("handle fa1c: pfifo")] // our handle, another kind
    [InlineData("handle fa1c: tbf rate 4gbit burst 1mb limit 1mb")]
    public void A_gate_takes_the_place_of_what_was_put_there_instead_when_it_is_asked_to(string discipline)
    {
        Gate(open: false);
        new Command("tc", ["-n", _pair.Container.Name, "qdisc", "del", "dev", "eth0", "root"]).Run().Succeeds();
        new Command("tc", ["-n", _pair.Container.Name, "qdisc", "add", "dev", "eth0", "root", .. discipline.Split(' ')]).Run().Succeeds();
        _pair.Container.Netlink.ReplaceTransmitGate(_pair.ContainerIfIndex);
        Assert.InRange(SendUntilBlocked(most: 100_000), 10, 99_999);
    }

    [Fact]
    public void What_waits_in_a_gate_stays_there_when_it_is_put_back_though_nobody_took_it_away()
    {
        Gate(open: false);
        int sent = SendUntilBlocked(most: 100_000);
        _pair.Container.Netlink.ReplaceTransmitGate(_pair.ContainerIfIndex);
        Gate(open: true);
        Assert.True(Eventually(() => Arrived() >= sent), $"{Arrived()} of {sent} arrived");
    }

    private void Gate(bool open) => _pair.Container.Netlink.SetTransmitGate(_pair.ContainerIfIndex, open);

    private int SendUntilBlocked(int most)
    {
        for (int sent = 0; sent < most; sent++)
        {
            _sender.Send(new byte[100], SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock) return sent;
            Assert.Equal(SocketError.Success, error);
        }

        return most;
    }

    private long Arrived() => DeviceCounters.Received(_pair.Host, ContainerLink.HostDevice);

    private static bool Eventually(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60));
}
