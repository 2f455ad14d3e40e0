using Falcon.Api;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Known flows stay in the kernel, and are the engine's again when it says so.</summary>
public sealed class KernelPathTests
{
    private const int Pings = 500;

    public KernelPathTests() => Requirements.Check();

    [Fact]
    public void Known_flows_stay_in_the_kernel_and_nothing_is_delivered_twice_or_to_nobody()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", KernelHosts = 0 });
        (Container here, Container beside, Container there) = (lab.Container(1, 1), lab.Container(1, 2), lab.Container(2));
        Host host = lab.Host(1);
        Assert.Equal("tc", host.Admin.Status().Uplinks[0].Attach);
        Assert.Null(host.XdpProgram());
        foreach (Container other in (Container[])[beside, there])
        {
            Traffic.WarmUp(here, other.Ipv4);
            Eventually.True(() => IsCarried(host, here, other), () => host.Admin.StatusJson());
            PortSnapshot before = host.Admin.Port(here);
            CommandResult pings = here.Exec("ping", "-q", "-c", $"{Pings}", "-i", "0.002", "-W", "10", other.Ipv4).Succeeds();
            PortSnapshot after = host.Admin.Port(here);
            Assert.Contains($"{Pings} packets transmitted, {Pings} received, 0% packet loss", pings.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("duplicates", pings.Output, StringComparison.Ordinal);
            Assert.InRange(after.KernelPath!.TxFrames - before.KernelPath!.TxFrames, Pings, Pings + 20);
            Assert.InRange(after.KernelPath.RxFrames - before.KernelPath.RxFrames, Pings, Pings + 20);
            Assert.InRange(after.TxFrames - before.TxFrames, 0, 20);
            Assert.InRange(after.RxFrames - before.RxFrames, 0, 20);
        }
    }

    [Fact]
    public void What_a_reload_has_removed_gets_no_frame_after_it_has_returned()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        (Host host, Container here, Container goes) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, goes.Ipv4);
        using RunningCommand flood = here.Start("ping", "-q", "-f", "-i", "0.001", goes.Ipv4);
        for (int time = 0; time < 5; time++)
        {
            Eventually.True(() => IsCarried(host, here, goes), () => host.Admin.StatusJson());
            config.LeaveOut(goes);
            host.Reload().Succeeds();
            long sent = host.Admin.Port(here).KernelPath!.TxFrames, left = Missed(host, here);
            Eventually.True(() => Missed(host, here) > left + 100, "nothing is sent any more");
            Assert.Equal(sent, host.Admin.Port(here).KernelPath!.TxFrames);
            config.Restore();
            host.Reload().Succeeds();
            Traffic.WarmUp(here, goes.Ipv4);
        }

        flood.Signal(Signal.Interrupt);
        flood.Ends();
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void An_overlay_changes_its_path_and_loses_no_frame()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, there.Ipv4);
        using RunningCommand pings = here.Start("ping", "-q", "-i", "0.005", there.Ipv4);
        for (int time = 0; time < 5; time++)
        {
            Eventually.True(() => IsCarried(host, here), () => host.Admin.StatusJson());
            config.Replace("path: kernel", "path: engine");
            Assert.Contains("path", host.Reload().Succeeds().Output, StringComparison.Ordinal);
            PortSnapshot port = host.Admin.Port(here);
            Assert.Null(port.KernelPath);
            Eventually.True(() => host.Admin.Port(here).TxFrames > port.TxFrames + 10, "the engine carries nothing");
            config.Restore();
            host.Reload().Succeeds();
        }

        pings.Signal(Signal.Interrupt);
        string said = pings.Ends().Output;
        Assert.Contains(" 0% packet loss", said, StringComparison.Ordinal);
        Assert.DoesNotContain("duplicates", said, StringComparison.Ordinal);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void A_container_that_comes_back_is_carried_again()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        using var daemon = FalconDaemon.Start(host, here, "wait: true");
        Traffic.WarmUp(there, here.Ipv4);
        here.Exec("ip", "link", "del", "eth0").Succeeds();
        Eventually.True(() => here.Devices().Contains("eth0"), "the port does not come back");
        Traffic.WarmUp(there, here.Ipv4);
        Eventually.True(() => IsCarried(host, here, there), () => host.Admin.StatusJson());
        Traffic.SendFile(there, here, here.Ipv4, Traffic.Megabyte);
    }

    [Fact]
    public void An_uplink_that_comes_back_is_taken_up_again()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", KernelHosts = 0 });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        Traffic.WarmUp(here, there.Ipv4);
        host.Exec("ip", "link", "set", Host.Uplink, "down").Succeeds();
        Eventually.True(() => !host.Admin.Status().Uplinks[0].Up, "the uplink stays up");
        host.Exec("ip", "link", "set", Host.Uplink, "up").Succeeds();
        Traffic.WarmUp(here, there.Ipv4);
        Eventually.True(() => IsCarried(host, here, there), () => host.Admin.StatusJson());
    }

    [Fact]
    public void An_uplink_can_be_attached_at_tc_without_the_kernel_path()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        host.Configuration.Replace("transmit: auto", "transmit: auto, attach: tc");
        using var daemon = FalconDaemon.Start(host);
        Assert.Null(host.XdpProgram());
        Assert.Equal("falcon_divert", Attached(host));
        Traffic.WarmUp(here, there.Ipv4);
        Traffic.SendFile(here, there, there.Ipv4, Traffic.Megabyte);
        Traffic.SendFile(there, here, here.Ipv6, Traffic.Megabyte);
        Traffic.EchoDatagrams(there, here, here.Ipv4, first: 4_990, last: 5_000);
        Frames.AreConserved(host.Admin);
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Kill)]
    public void Nothing_stays_attached_when_the_daemon_ends(Signal signal)
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        Host host = lab.Host(1);
        using (var daemon = FalconDaemon.Start(host))
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Assert.Contains(host.Devices(), IsOurs);
            Assert.Equal("falcon_wire_in falcon_divert", Attached(host));
            daemon.End(signal);
        }

        Eventually.True(() => !host.Devices().Any(IsOurs), () => string.Join(' ', host.Devices()));
        Assert.Empty(Attached(host));
        using var next = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
    }

    [Fact]
    public void A_kernel_that_cannot_has_the_engine_carry_everything()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel", Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.StartWithoutTypeInformation(host);
        Assert.Single(daemon.LogLines("kernel-path-missing"));
        DataplaneSnapshot status = host.Admin.Status();
        Assert.NotEmpty(status.KernelPathFault);
        Assert.Equal("xdp", status.Uplinks[0].Attach);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
        Assert.All(host.Admin.Status().Ports, port => Assert.Null(port.KernelPath));
    }

    [Fact]
    public void Without_a_restart_no_overlay_gets_the_kernel_path()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        Host host = lab.Host(1);
        using var daemon = FalconDaemon.Start(host);
        host.Configuration.Replace("path: engine", "path: kernel");
        CommandResult refused = host.Reload().Fails();
        Assert.Contains("overlays[0].path: kernel needs a restart", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Whether a ping to somebody goes both ways by the kernel path.</summary>
    internal static bool IsCarried(Host host, Container container, Container? to = null)
    {
        PathSnapshot? before = host.Admin.Port(container).KernelPath;
        if (to is not null) container.Exec("ping", "-c", "1", "-W", "1", to.Ipv4);
        else Thread.Sleep(20);
        PathSnapshot? after = host.Admin.Port(container).KernelPath;
        return before is not null && after is not null && after.TxFrames > before.TxFrames && after.RxFrames > before.RxFrames;
    }

    private static long Missed(Host host, Container container) =>
        host.Admin.Port(container).KernelPath!.Missed.Sum(missed => missed.Frames);

    private static bool IsOurs(string device) => device.StartsWith("falcon-", StringComparison.Ordinal);

    /// <summary>The programs at the uplink's tcx, in the order in which they run.</summary>
    private static string Attached(Host host)
    {
        using var there = NetworkNamespace.Open(host.Name);
        return there.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            return string.Join(' ', TcxLink.Query(netlink.FindLink(Host.Uplink)!.IfIndex).Select(program => program.Name));
        });
    }
}
