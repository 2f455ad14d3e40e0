using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Starting, stopping, dying: a daemon leaves nothing behind.</summary>
public sealed class LifecycleTests
{
    public LifecycleTests() => Requirements.Check();

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_killed_daemon_leaves_nothing_behind_and_starts_again_at_once(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        Host host = lab.Host(1);
        IReadOnlyList<string> before = host.Devices();
        using (var daemon = FalconDaemon.Start(host))
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Assert.NotNull(host.XdpProgram());
            Assert.Equal(before, host.Devices());
            daemon.End(Signal.Kill);
            LeftNothingBehind(lab, before);
        }

        using (FalconDaemon.Start(host))
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
        }
    }

    [Fact]
    public void A_daemon_restarts_at_once_while_the_kernel_still_cleans_up_after_the_killed_one()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        for (int i = 0; i < 3; i++)
        {
            using var daemon = FalconDaemon.Start(lab.Host(1));
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            daemon.End(Signal.Kill);
        }
    }

    [Theory]
    [InlineData("packet", Signal.Terminate)]
    [InlineData("xdp", Signal.Terminate)]
    [InlineData("packet", Signal.Interrupt)]
    public void A_daemon_told_to_stop_ends_with_0_and_leaves_nothing_behind(string lane, Signal signal)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        Host host = lab.Host(1);
        IReadOnlyList<string> before = host.Devices();
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        using RunningCommand traffic = lab.Container(2).Start("ping", "-q", "-i", "0.002", lab.Container(1).Ipv4);
        Traffic.Ping(lab.Container(1), lab.Container(2).Ipv4);
        Assert.Equal(0, daemon.End(signal).ExitCode);
        Assert.False(File.Exists(host.Admin.SocketPath), "the admin socket is still there");
        LeftNothingBehind(lab, before);
    }

    [Fact]
    public void A_foreign_xdp_program_on_the_uplink_is_named_and_left_alone()
    {
        Requirements.Tools("clang");
        using var lab = Lab.Up(new LabShape { Start = false });
        Host host = lab.Host(1);
        using var program = ForeignProgram.Attach(host);
        CommandResult failure = FalconDaemon.FailsToStart(host, host.Config);
        Assert.Equal(3, failure.ExitCode);
        Assert.Contains(ForeignProgram.Name, failure.Error, StringComparison.Ordinal);
        Assert.Contains(Host.Uplink, failure.Error, StringComparison.Ordinal);
        Assert.Equal(program.Id, host.XdpProgram());
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_container_that_comes_back_gets_its_port_back(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Workers = "0,1", Start = false });
        IReadOnlyList<string> before = lab.Host(1).Devices();
        using var daemon = FalconDaemon.Start(lab.Host(1));
        (Container restarts, Container stays) = (lab.Container(1, 1), lab.Container(1, 2));
        Traffic.WarmUp(lab.Container(2), restarts.Ipv4);

        for (int time = 1; time <= 3; time++)
        {
            new Command("ip", ["netns", "del", restarts.Name]).Run().Succeeds();
            Eventually.True(() => !lab.Host(1).Admin.Port(restarts).Up, "the port is still up");
            new Command("ip", ["netns", "add", restarts.Name]).Run().Succeeds();
            Eventually.True(() => lab.Host(1).Admin.Port(restarts).Up, "the port stays down");
            Assert.Empty(lab.Host(1).Admin.Port(restarts).DownReason);
            Assert.Equal(time + 1, daemon.LogLines("port-up", restarts.Port).Count());
            Assert.Equal(time, daemon.LogLines("port-down", restarts.Port).Count());

            Traffic.WarmUp(lab.Container(2), restarts.Ipv4);
            Traffic.WarmUp(stays, restarts.Ipv4);
            Traffic.SendFile(lab.Container(2), restarts, restarts.Ipv4, 5 * Traffic.Megabyte);
            Traffic.SendFile(restarts, lab.Container(2), lab.Container(2).Ipv6, 5 * Traffic.Megabyte);
        }

        Frames.AreConserved(lab.Host(1).Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
        LeftNothingBehind(lab, before);
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_device_that_is_deleted_is_made_again_and_somebody_elses_is_left_alone(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        using var daemon = FalconDaemon.Start(lab.Host(1));
        Container container = lab.Container(1);
        Traffic.WarmUp(lab.Container(2), container.Ipv4);

        container.Exec("ip", "link", "del", "eth0").Succeeds();
        Eventually.True(() => daemon.LogLines("port-up", container.Port).Count() == 2, "the device is not made again");
        Traffic.WarmUp(lab.Container(2), container.Ipv4);

        container.Exec("sh", "-c", "ip link del eth0 && ip link add eth0 type bridge").Succeeds();
        Eventually.True(
            () => daemon.LogLines("port-down", container.Port, "already has a device 'eth0'").Any(), "nobody hears of the other device");
        Assert.Contains("already has a device 'eth0'", lab.Host(1).Admin.Port(container).DownReason, StringComparison.Ordinal);
        Assert.Contains("bridge", container.Exec("ip", "-d", "link", "show", "eth0").Succeeds().Output, StringComparison.Ordinal);

        container.Exec("ip", "link", "del", "eth0").Succeeds();
        Traffic.WarmUp(lab.Container(2), container.Ipv4);
        Assert.Single(daemon.LogLines("port-down", container.Port, "already has a device"));
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_port_that_waits_comes_up_with_its_container(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        (Container late, Container early) = (lab.Container(1, 1), lab.Container(1, 2));
        new Command("ip", ["netns", "del", late.Name]).Run().Succeeds();
        using var daemon = FalconDaemon.Start(lab.Host(1), late, "wait: true");
        Assert.Single(daemon.LogLines("port-down", late.Port, "is not there yet"));
        Traffic.WarmUp(lab.Container(2), early.Ipv4);

        new Command("ip", ["netns", "add", late.Name]).Run().Succeeds();
        Traffic.WarmUp(lab.Container(2), late.Ipv4);
        Traffic.WarmUp(early, late.Ipv4);
        Assert.Empty(lab.Host(1).Admin.Port(late).DownReason);
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_container_that_vanishes_takes_its_port_down_and_nothing_else(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Containers = 3, Start = false });
        using var daemon = FalconDaemon.Start(lab.Host(1));
        (Container stays, Container losesDevice, Container losesNamespace) =
            (lab.Container(1, 1), lab.Container(1, 2), lab.Container(1, 3));
        Traffic.WarmUp(lab.Container(2), losesDevice.Ipv4);
        Traffic.WarmUp(lab.Container(2), losesNamespace.Ipv4);

        // Another device of that name keeps the port from coming back.
        losesDevice.Exec("sh", "-c", "ip link del eth0 && ip link add eth0 type bridge").Succeeds();
        new Command("ip", ["netns", "del", losesNamespace.Name]).Run().Succeeds();

        foreach (Container? gone in new[] { losesDevice, losesNamespace })
        {
            Eventually.True(() => !lab.Host(1).Admin.Port(gone).Up, $"port {gone.Port} is still up");
            Assert.NotEmpty(lab.Host(1).Admin.Port(gone).DownReason);
            lab.Container(2).Exec("ping", "-c", "3", "-i", "0.1", "-W", "0.1", gone.Ipv4).Fails();
            // The other device in the way causes one more event.
            Assert.Single(daemon.LogLines(gone == losesDevice ? ["port-down", gone.Port, "is gone"] : ["port-down", gone.Port]));
        }

        Assert.True(lab.Host(1).Admin.Port(stays).Up);
        Traffic.WarmUp(stays, lab.Container(2).Ipv4);
        Traffic.SendFile(stays, lab.Container(2), lab.Container(2).Ipv4, 5 * Traffic.Megabyte);
        Frames.AreConserved(lab.Host(1).Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    private static void LeftNothingBehind(Lab lab, IReadOnlyList<string> devices)
    {
        Assert.Null(lab.Host(1).XdpProgram());
        Assert.Equal(devices, lab.Host(1).Devices());
        // The kernel takes its time to remove namespaces and the veth pairs in them.
        foreach (Container? container in new[] { lab.Container(1, 1), lab.Container(1, 2) })
            Eventually.True(() => !container.Devices().Contains("eth0"), $"{container} still has its eth0");
        Traffic.Ping(lab.Host(2), lab.Host(1).Address);
    }
}
