using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Starting, stopping, dying: what a daemon leaves behind is nothing.</summary>
public sealed class LifecycleTests
{
    public LifecycleTests() => Requirements.Check();

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_killed_daemon_leaves_nothing_behind_and_starts_again_at_once(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        var host = lab.Host(1);
        var before = host.Devices();
        using (var daemon = FalconDaemon.Start(host))
        {
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            Assert.NotNull(host.XdpProgram());
            Assert.Equal(before, host.Devices());
            daemon.End("KILL");
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
        for (var i = 0; i < 3; i++)
        {
            using var daemon = FalconDaemon.Start(lab.Host(1));
            Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
            daemon.End("KILL");
        }
    }

    [Theory]
    [InlineData("packet", "TERM")]
    [InlineData("xdp", "TERM")]
    [InlineData("packet", "INT")]
    public void A_daemon_told_to_stop_ends_with_0_and_leaves_nothing_behind(string lane, string signal)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        var host = lab.Host(1);
        var before = host.Devices();
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        using var traffic = lab.Container(2).Start("ping", "-q", "-i", "0.002", lab.Container(1).Ipv4);
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
        var host = lab.Host(1);
        using var program = ForeignProgram.Attach(host);
        var failure = FalconDaemon.FailsToStart(host, host.Config);
        Assert.Equal(3, failure.ExitCode);
        Assert.Contains(ForeignProgram.Name, failure.Error, StringComparison.Ordinal);
        Assert.Contains(Host.Uplink, failure.Error, StringComparison.Ordinal);
        Assert.Equal(program.Id, host.XdpProgram());
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_container_that_vanishes_takes_its_port_down_and_nothing_else(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Containers = 3, Start = false });
        using var daemon = FalconDaemon.Start(lab.Host(1));
        var (stays, losesDevice, losesNamespace) = (lab.Container(1, 1), lab.Container(1, 2), lab.Container(1, 3));
        Traffic.WarmUp(lab.Container(2), losesDevice.Ipv4);
        Traffic.WarmUp(lab.Container(2), losesNamespace.Ipv4);

        losesDevice.Exec("ip", "link", "del", "eth0").Succeeds();
        Command.Run("ip", ["netns", "del", losesNamespace.Name]).Succeeds();

        foreach (var gone in new[] { losesDevice, losesNamespace })
        {
            Eventually.True(() => !lab.Host(1).Admin.Port(gone).Up, $"port {gone.Port} is still up");
            Assert.NotEmpty(lab.Host(1).Admin.Port(gone).DownReason);
            lab.Container(2).Exec("ping", "-c", "3", "-i", "0.1", "-W", "0.1", gone.Ipv4).Fails();
            Assert.Single(daemon.LogLines("port-down", gone.Port));
        }

        Assert.True(lab.Host(1).Admin.Port(stays).Up);
        Traffic.WarmUp(stays, lab.Container(2).Ipv4);
        Traffic.SendFile(stays, lab.Container(2), lab.Container(2).Ipv4, 5 * Traffic.Megabyte);
        Frames.AreConserved(lab.Host(1).Admin);
        Assert.Equal(0, daemon.End("TERM").ExitCode);
    }

    private static void LeftNothingBehind(Lab lab, IReadOnlyList<string> devices)
    {
        Assert.Null(lab.Host(1).XdpProgram());
        Assert.Equal(devices, lab.Host(1).Devices());
        // The kernel takes namespaces apart, and the veth pairs in them, in its own time.
        foreach (var container in new[] { lab.Container(1, 1), lab.Container(1, 2) })
            Eventually.True(() => !container.Devices().Contains("eth0"), $"{container} still has its eth0");
        Traffic.Ping(lab.Host(2), lab.Host(1).Address);
    }
}
