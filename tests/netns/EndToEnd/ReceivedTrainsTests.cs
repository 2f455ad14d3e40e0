using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>The kernel joins frames from the wire for the kernel path, by a tunnel socket of Falcon's.</summary>
public sealed class ReceivedTrainsTests
{
    private const int Datagrams = 1_200, DatagramsOfASend = 40;
    private const string LargerThanTheWire = "tcp and greater 3000";

    public ReceivedTrainsTests() => Requirements.Check();

    [Fact]
    public void A_stream_from_the_wire_comes_in_trains()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1 });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        Traffic.WarmUp(here, there.Ipv4);
        Eventually.True(() => KernelPathTests.IsCarried(host, here, there), () => host.Admin.StatusJson());
        Assert.True(IsListening(host));
        Assert.Equal("", TrainsFault(host));
        using Capture trains = here.Capture("eth0", LargerThanTheWire, "in", longest: 128);
        Traffic.SendFile(there, here, here.Ipv4, 20 * Traffic.Megabyte);
        Traffic.SendFile(there, here, here.Ipv6, 20 * Traffic.Megabyte);
        CaptureFile file = trains.Stop();
        Assert.InRange(file.Count("ip"), 10, int.MaxValue);
        Assert.InRange(file.Count("ipv6"), 10, int.MaxValue);
        Assert.True(host.Admin.Port(here).KernelPath!.RxFrames > 10_000);
    }

    [Fact]
    public void Without_gro_on_the_uplink_status_says_so()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1 });
        Host host = lab.Host(1);
        host.TurnGroOff();
        Assert.Contains("GRO is off", TrainsFault(host), StringComparison.Ordinal);
        host.Exec("ethtool", "-K", Host.Uplink, "gro", "on").Succeeds();
        Assert.Equal("", TrainsFault(host));
    }

    [Fact]
    public void A_port_that_is_taken_is_said_and_tried_again()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1, Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        host.Exec("ip", "link", "add", "other", "up", "type", "vxlan", "external", "dstport", "4789").Succeeds();
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);
        Traffic.SendFile(there, here, here.Ipv4, Traffic.Megabyte);
        Assert.Contains("4789 is taken", TrainsFault(host), StringComparison.Ordinal);
        Assert.Single(daemon.LogLines("trains-missing", "4789 is taken"));
        host.Exec("ip", "link", "del", "other").Succeeds();
        Eventually.True(() => IsListening(host), "the port is not taken up");
        Eventually.True(() => TrainsFault(host).Length == 0, () => TrainsFault(host));
        Eventually.True(() => daemon.LogLines("trains-there").Any(), () => daemon.Log);
    }

    [Fact]
    public void A_vxlan_device_of_the_host_shares_the_port()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1 });
        (Host host, Host peer) = (lab.Host(1), lab.Host(2));
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        AddDevice(host, peer, "192.0.2.1/24");
        AddDevice(peer, host, "192.0.2.2/24");
        Traffic.WarmUp(host, "192.0.2.2");
        Traffic.SendFile(peer, host, "192.0.2.1", Traffic.Megabyte);
        Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
    }

    [Fact]
    public void Nobody_answers_a_frame_for_the_vni_of_the_socket()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel" });
        (Host host, Host peer, Container here, Container there) = (lab.Host(1), lab.Host(2), lab.Container(1), lab.Container(2));
        Traffic.WarmUp(here, there.Ipv4);
        var frames = new TunnelFrames(peer, host, there, here);
        using Capture answers = host.Capture(Host.Uplink, "icmp", "out");
        using Capture container = here.Capture("eth0", TunnelFrames.InnerFilter, "in");
        long unanswered = Traffic.UdpCount(host, "NoPorts");
        Traffic.SendFrames(peer, Host.Uplink, [.. frames.With("last-vni"), .. frames.With("unknown-vni")]);
        Traffic.Passed(there, here);
        Assert.Equal(0, answers.Stop().Count());
        Assert.Equal(0, container.Stop().Count());
        Assert.Equal(unanswered, Traffic.UdpCount(host, "NoPorts"));
        Assert.Empty(host.Admin.Drops());
        Frames.AreConserved(host.Admin);
    }

    [Fact]
    public void An_overlay_may_have_the_vni_of_the_socket()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", KernelHosts = 0, Containers = 1, Start = false });
        foreach (int number in (int[])[1, 2]) lab.Host(number).Configuration.Replace("vni: 100", "vni: 16777215");
        using FalconDaemon one = FalconDaemon.Start(lab.Host(1)), two = FalconDaemon.Start(lab.Host(2));
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        Assert.True(IsListening(lab.Host(1)));
        Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
    }

    [Fact]
    public void Trains_of_datagrams_from_the_wire_reach_a_socket_that_wants_none()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1 });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        host.Exec("ethtool", "-K", Host.Uplink, "rx-udp-gro-forwarding", "on").Succeeds();
        Traffic.WarmUp(here, there.Ipv4);
        Eventually.True(() => KernelPathTests.IsCarried(host, here, there), () => host.Admin.StatusJson());
        int port = Traffic.NextPort();
        using RunningCommand receiver = here.StartScript("udp_receive.py", $"{port}", $"{Datagrams}").Says("ready");
        string sends = string.Concat(Enumerable.Repeat($"1000 {DatagramsOfASend * 1000}\n", Datagrams / DatagramsOfASend));
        string sent = there.Script("udp_segment.py", sends, here.Ipv4, $"{port}").Succeeds().Output;
        string[] received = receiver.Ends().Succeeds().Lines;
        Assert.Equal(sent.Split('\n', StringSplitOptions.RemoveEmptyEntries), received[1..^1]);
        Assert.Contains(host.Admin.Port(here).KernelPath!.Missed, missed => missed is { Reason: "segments", Frames: > 0 });
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Kill)]
    public void The_socket_goes_with_the_daemon(Signal signal)
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1, Start = false });
        Host host = lab.Host(1);
        using (var daemon = FalconDaemon.Start(host))
        {
            Eventually.True(() => IsListening(host), "the socket is not there");
            daemon.End(signal);
        }

        using (var next = FalconDaemon.Start(host)) // while the kernel may still clear up
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Assert.Equal("", TrainsFault(host));
            next.End(signal);
        }

        Eventually.True(() => !IsListening(host), "the socket stays");
    }

    [Fact]
    public void There_is_no_socket_while_no_overlay_uses_the_kernel_path()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Containers = 1, Start = false });
        (Host host, LabConfig config) = (lab.Host(1), lab.Host(1).Configuration);
        using var daemon = FalconDaemon.Start(host);
        Eventually.True(() => IsListening(host), "the socket is not there");
        config.Replace("path: kernel", "path: engine");
        host.Reload().Succeeds();
        Assert.False(IsListening(host));
        config.Restore();
        host.Reload().Succeeds();
        Assert.True(IsListening(host));
    }

    private static void AddDevice(Host host, Host peer, string address)
    {
        string device = $"link add other up type vxlan id 7 dstport 4789 remote {peer.Address} local {host.Address}";
        host.Exec("ip", device.Split(' ')).Succeeds();
        host.Exec("ip", "addr", "add", address, "dev", "other").Succeeds();
    }

    private static bool IsListening(Host host) => host.Exec("ss", "-Huan", "sport = :4789").Succeeds().Output.Contains("UNCONN");

    private static string TrainsFault(Host host) => host.Admin.Status().Uplinks[0].TrainsFault;
}
