using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>What a container does to its devices, or its absence, is a fault of its own port: no other port notices.</summary>
public sealed class PortFaultTests
{
    public PortFaultTests() => Requirements.Check();

    [Theory]
    [InlineData("packet", false)]
    [InlineData("packet", true)]
    [InlineData("xdp", false)]
    public void A_container_that_has_a_device_of_the_ports_name_does_not_stop_the_start(string lane, bool wait)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        (Host host, Container taken, Container neighbour) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        taken.Exec("ip", "link", "add", "eth0", "type", "bridge").Succeeds();
        if (wait) host.Configuration.Add(taken, "wait: true");
        CommandResult check = host.Exec(Repository.Falcon, "check", "--config", host.Config).Succeeds();
        Assert.Contains("warning: ", check.Error, StringComparison.Ordinal);
        Assert.Contains("has a device eth0 already", check.Error, StringComparison.Ordinal);

        using var daemon = FalconDaemon.Start(host);
        Assert.Contains("already has a device 'eth0'", host.Admin.Port(taken).DownReason, StringComparison.Ordinal);
        Traffic.WarmUp(lab.Container(2), neighbour.Ipv4);
        Assert.Contains("bridge", taken.Exec("ip", "-d", "link", "show", "eth0").Succeeds().Output, StringComparison.Ordinal);

        taken.Exec("ip", "link", "del", "eth0").Succeeds();
        Traffic.WarmUp(lab.Container(2), taken.Ipv4);
        Assert.Single(daemon.LogLines("port-down", taken.Port));
        Assert.Empty(host.Admin.Port(taken).DownReason);
    }

    [Fact]
    public void A_container_that_is_not_there_does_not_stop_the_start()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container late, Container neighbour) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        new Command("ip", ["netns", "del", late.Name]).Run().Succeeds();
        CommandResult check = host.Exec(Repository.Falcon, "check", "--config", host.Config).Succeeds();
        Assert.Contains("warning: ", check.Error, StringComparison.Ordinal);
        using var daemon = FalconDaemon.Start(host);
        Assert.Contains(late.Name, Assert.Single(daemon.LogLines("port-down", late.Port)), StringComparison.Ordinal);
        Traffic.WarmUp(lab.Container(2), neighbour.Ipv4);
        new Command("ip", ["netns", "add", late.Name]).Run().Succeeds();
        Traffic.WarmUp(lab.Container(2), late.Ipv4);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void A_process_that_is_gone_leaves_a_port_down_whatever_its_number_means_later()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container gone, Container neighbour) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        host.Configuration.Replace($"netns: {gone.Name}\n", "netns: pid:4194303\n");
        using var daemon = FalconDaemon.Start(host);
        string reason = host.Admin.Port(gone).DownReason;
        Assert.EndsWith("it stays down until the configuration names another process", reason, StringComparison.Ordinal);
        Traffic.WarmUp(lab.Container(2), neighbour.Ipv4);
        string reload = host.Reload().Succeeds().Output;
        Assert.Contains("nothing to change", reload, StringComparison.Ordinal);
        Assert.Contains($"still down: {gone.Port}: ", reload, StringComparison.Ordinal);
        host.Configuration.Restore();
        Assert.Contains($"port-up {gone.Port}", host.Reload().Succeeds().Output, StringComparison.Ordinal);
        Traffic.WarmUp(lab.Container(2), gone.Ipv4);
    }

    [Fact]
    public void A_reload_changes_what_it_can_and_says_which_ports_are_down()
    {
        using var lab = Lab.Up(new LabShape { Containers = 3, Start = false });
        (Host host, Container stays, Container taken, Container comes) =
            (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2), lab.Container(1, 3));
        host.Configuration.LeaveOut(taken, comes);
        using var daemon = FalconDaemon.Start(host);
        taken.Exec("ip", "link", "add", "eth0", "type", "bridge").Succeeds();
        host.Configuration.Restore();
        string would = host.Reload("--dry-run").Succeeds().Output;
        Assert.Equal(would, host.Reload().Succeeds().Output);
        string reason = $"namespace '{taken.Name}' already has a device 'eth0'";
        Assert.Contains($"port-down {taken.Port}: {reason}", would, StringComparison.Ordinal);
        Assert.Contains($"port-up {comes.Port}", would, StringComparison.Ordinal);
        Assert.Contains($"still down: {taken.Port}: {reason}", host.Reload().Succeeds().Output, StringComparison.Ordinal);
        foreach (Container? works in new[] { stays, comes }) Traffic.WarmUp(lab.Container(2), works.Ipv4);

        host.Configuration.Replace($"netns: {comes.Name}\n", "netns: no-such-container\n");
        string missing = $"port-down {comes.Port}: open network namespace 'no-such-container'";
        Assert.Contains(missing, host.Reload().Succeeds().Output, StringComparison.Ordinal);
        taken.Exec("ip", "link", "del", "eth0").Succeeds();
        foreach (Container? works in new[] { stays, taken }) Traffic.WarmUp(lab.Container(2), works.Ipv4);
        Frames.AreConserved(host.Admin);
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void A_container_that_deletes_renames_and_moves_its_devices_harms_only_itself(string lane)
    {
        // Without a pause, so that it hits the daemon between any two steps.
        const string Hostile = """
            while :; do
                ip link set eth0 down; ip link set eth0 name gone0; ip link set gone0 name eth0
                ip link set eth0 mtu 100; ip link set eth0 address 02:00:00:00:ff:01; ip link set gone0 up; ip link set eth0 down
                ip link set eth0 name gone0; ip link add eth0 type dummy; ip link del gone0; ip link del eth0
            done 2>/dev/null
            """;
        using var lab = Lab.Up(new LabShape { Lane = lane, Start = false });
        (Host host, Container hostile, Container neighbour) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(2), neighbour.Ipv4);
        using (RunningCommand loop = hostile.Start("sh", "-c", Hostile))
        {
            // The daemon tries several times to make the device, and the container takes it away each time.
            Eventually.True(() => daemon.LogLines("port-down", hostile.Port).Count() >= 2, () => daemon.Log, TimeSpan.FromMinutes(1));
            loop.Signal(Signal.Kill);
        }

        hostile.Exec("sh", "-c", "ip link del eth0; ip link del gone0");
        Eventually.True(() => hostile.Devices().Contains("eth0"), () => daemon.Log);
        Eventually.True(() => host.Admin.Port(hostile).Up, () => daemon.Log);
        Traffic.WarmUp(neighbour, lab.Container(2).Ipv4);
        Assert.All(host.Admin.Status().ControlFaults, count => Assert.Equal(0, count.Faults));
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void Descriptors_that_are_used_up_are_a_fault_that_passes()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container restarts) = (lab.Host(1), lab.Container(1, 1));
        using var daemon = FalconDaemon.StartWithDescriptors(host, 340);
        Traffic.WarmUp(lab.Container(2), restarts.Ipv4);
        List<Socket> idle = [];
        try
        {
            for (int i = 0; i < 400; i++) idle.Add(Connect(host));
            restarts.Exec("ip", "link", "del", "eth0").Succeeds();
            Eventually.True(() => daemon.LogLines("port-up", restarts.Port).Count() == 2, () => daemon.Log);
            Traffic.WarmUp(lab.Container(2), restarts.Ipv4);
        }
        finally
        {
            foreach (Socket socket in idle) socket.Dispose();
        }

        Eventually.True(() => host.Reload().ExitCode == 0, "it does not answer any more");
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void With_too_few_descriptors_it_does_not_start_and_says_so()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        CommandResult failure =
            lab.Host(1).Exec("prlimit", "--nofile=96:96", Repository.Falcon, "run", "--config", lab.Host(1).Config).Fails();
        Assert.InRange(failure.ExitCode, 1, 3);
        Assert.NotEmpty(failure.Error);
    }

    private static Socket Connect(Host host)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(host.Admin.SocketPath));
        socket.Send("GET /v1/status HTTP/1.1\r\n"u8);
        return socket;
    }
}
