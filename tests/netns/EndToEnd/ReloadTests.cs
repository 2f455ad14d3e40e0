using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A configuration that changes while frames flow: what is in both the old and the new one is not disturbed.</summary>
public sealed class ReloadTests
{
    public ReloadTests() => Requirements.Check();

    [Theory]
    [InlineData("packet", "0")]
    [InlineData("packet", "0,1")]
    [InlineData("xdp", "0,1")]
    public void A_port_comes_and_goes_and_the_others_do_not_notice(string lane, string workers)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Workers = workers, Start = false });
        (Host host, Container stays, Container comes, Container remote) =
            (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2), lab.Container(2));
        LabConfig config = host.Configuration;
        config.LeaveOut(comes);
        using var daemon = FalconDaemon.Start(host);
        Assert.DoesNotContain("eth0", comes.Devices());
        Traffic.WarmUp(remote, stays.Ipv4);
        using var undisturbed = new PingStream(remote, stays.Ipv4);

        for (int time = 1; time <= 3; time++)
        {
            config.Restore();
            string would = host.Reload("--dry-run").Succeeds().Output;
            Assert.DoesNotContain("eth0", comes.Devices());
            Assert.StartsWith($"port-up {comes.Port}: eth0 in namespace {comes.Name}", would, StringComparison.Ordinal);
            Assert.Equal(would, host.Reload().Succeeds().Output);
            Traffic.WarmUp(remote, comes.Ipv4);
            Traffic.WarmUp(stays, comes.Ipv4);
            Traffic.SendFile(remote, comes, comes.Ipv4, 5 * Traffic.Megabyte);
            Traffic.SendFile(comes, remote, remote.Ipv6, 5 * Traffic.Megabyte);
            Assert.Contains(host.Admin.Fdb(), entry => entry.Mac == comes.Mac && entry.Target == comes.Port && entry.Static);
            long frames = host.Admin.Port(comes).RxFrames;
            Assert.True(frames > time * 100, $"its counters began anew: {frames} frames at time {time}");

            config.LeaveOut(comes);
            Assert.StartsWith($"port-removed {comes.Port}: ", host.Reload().Succeeds().Output, StringComparison.Ordinal);
            Assert.DoesNotContain("eth0", comes.Devices());
            Assert.Equal(stays.Port, Assert.Single(host.Admin.Status().Ports).Name);
            Assert.DoesNotContain(host.Admin.Fdb(), entry => entry.Mac == comes.Mac);
            Assert.DoesNotContain($"port=\"{comes.Port}\"", host.Admin.Metrics(), StringComparison.Ordinal);
        }

        Assert.Contains(Bills(host).Containers, bill => bill is { Removed: true, CpuSeconds: > 0 } && bill.Container == comes.Port);
        undisturbed.EndsWithoutLoss();
        Assert.Equal("nothing to change", host.Reload().Succeeds().Output.Trim());
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void Ports_come_and_go_under_a_flood_and_no_frame_is_lost_track_of(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Workers = "0,1", Steering = "shuffle: 5ms, deliver: pipelined", Start = false });
        (Host host, Container comes) = (lab.Host(1), lab.Container(1, 2));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        using RunningCommand flood = lab.Host(2).Start(
            Repository.Falcon,
            lab.PktgenTo(comes, "--rate", "200000", "--flows", "16", "--seconds", "3600"));
        Eventually.True(() => host.Admin.Port(comes).RxFrames > 0, "the flood does not arrive");

        for (int time = 0; time < 25; time++)
        {
            config.LeaveOut(comes);
            host.Reload().Succeeds();
            config.Restore();
            host.Reload().Succeeds();
            long before = host.Admin.Port(comes).RxFrames;
            Eventually.True(() => host.Admin.Port(comes).RxFrames > before, "nothing arrives any more");
        }

        flood.Signal(Signal.Interrupt);
        flood.Ends();
        Traffic.WarmUp(lab.Container(2), comes.Ipv4);
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public async Task Containers_vanish_and_come_back_while_the_configuration_changes(string lane)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Containers = 3, Workers = "0,1", Start = false });
        (Host host, Container comes, Container vanishes) = (lab.Host(1), lab.Container(1, 2), lab.Container(1, 3));
        LabConfig config = host.Configuration;
        config.Add(vanishes, "wait: true");
        using var daemon = FalconDaemon.Start(host);
        using RunningCommand flood = lab.Host(2).Start(
            Repository.Falcon, lab.PktgenTo(vanishes, "--rate", "100000", "--flows", "8", "--seconds", "30"));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        var vanishing = Task.Run(() =>
        {
            var random = new Random(1);
            for (bool there = true; !end.IsCancellationRequested || !there; there = !there)
            {
                new Command("ip", ["netns", there ? "del" : "add", vanishes.Name]).Run().Succeeds();
                Thread.Sleep(random.Next(700));
            }
        });

        while (!vanishing.IsCompleted)
        {
            foreach (string? key in new[] { "wait: true", "wait: true\n        budget: {cpu: 5%}", "coalesce: false\n        wait: true" })
            {
                config.Add(vanishes, key);
                host.Reload().Succeeds();
                config.LeaveOut(vanishes);
                host.Reload().Succeeds();
                config.LeaveOut(comes, vanishes);
                host.Reload().Succeeds();
            }
        }

        await vanishing;
        config.Restore();
        host.Reload().Succeeds();
        flood.Signal(Signal.Interrupt);
        flood.Ends();
        foreach (Container? container in new[] { lab.Container(1, 1), comes, vanishes }) Traffic.WarmUp(lab.Container(2), container.Ipv4);
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void What_cannot_be_done_changes_nothing()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container stays, Container comes) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        LabConfig config = host.Configuration;
        config.LeaveOut(comes);
        using var daemon = FalconDaemon.Start(host);

        Refuses(() => config.Replace("transmit: auto", "transmit: xsk"), $"{host.Config}:", "uplinks: cannot change while Falcon runs");
        Refuses(() => config.Replace("overlays:", "overlay:"), $"{host.Config}:", "overlay: unknown key; did you mean overlays?");
        Refuses(() => config.Replace("mtu: 1450", "mtu: 1451"), "mtu 1451 does not fit");
        Assert.DoesNotContain("eth0", comes.Devices());

        Traffic.WarmUp(stays, lab.Container(2).Ipv4);
        config.Restore();
        host.Reload().Succeeds();
        Traffic.WarmUp(comes, lab.Container(2).Ipv4);

        void Refuses(Action change, params string[] says)
        {
            change();
            CommandResult dry = host.Reload("--dry-run");
            CommandResult answer = host.Reload();
            Assert.Equal((2, answer.Error), (dry.ExitCode, dry.Error));
            Assert.True(answer.ExitCode == 2, answer.ToString());
            foreach (string words in says)
            {
                Assert.Contains(words, answer.Error, StringComparison.Ordinal);
                Assert.NotEmpty(daemon.LogLines("warn", "reload-refused", words));
            }

            Assert.Equal(stays.Port, Assert.Single(host.Admin.Status().Ports).Name);
        }
    }

    [Fact]
    public void An_overlay_comes_and_goes_and_its_peers_change()
    {
        using var lab = Lab.Up(new LabShape { Containers = 1, Overlays = 2, Start = false });
        (Host host, Container first, Container second) = (lab.Host(1), lab.Container(1), lab.Container(1, 1, overlay: 2));
        LabConfig config = host.Configuration;
        config.LeaveOut(second.Vni);
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(lab.Container(2), first.Ipv4);

        for (int time = 0; time < 2; time++)
        {
            config.Restore();
            string up = host.Reload().Succeeds().Output;
            Assert.Contains($"overlay-added {second.Vni}: mtu 1450, 1 peer(s)", up, StringComparison.Ordinal);
            Assert.Contains($"port-up {second.Port}", up, StringComparison.Ordinal);
            Traffic.WarmUp(lab.Container(2, 1, overlay: 2), second.Ipv4);
            Traffic.SendFile(second, lab.Container(2, 1, overlay: 2), lab.Container(2, 1, overlay: 2).Ipv4, Traffic.Megabyte);

            config.LeaveOut(second.Vni);
            Assert.Contains($"overlay-removed {second.Vni}", host.Reload().Succeeds().Output, StringComparison.Ordinal);
            Assert.Equal(first.Vni, Assert.Single(host.Admin.Status().Overlays).Vni);
            Assert.DoesNotContain(host.Admin.Fdb(), entry => entry.Vni == second.Vni);
            Assert.DoesNotContain("eth0", second.Devices());
        }

        config.Replace(
            $"  - vni: {first.Vni}\n    mtu: 1450\n    peers: [\"{lab.Host(2).Address}\"]",
            $"  - vni: {first.Vni}\n    mtu: 1450\n    peers: []");
        Assert.Contains($"overlay-changed {first.Vni}: peers", host.Reload().Succeeds().Output, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(host.Admin.Status().Overlays, overlay => overlay.Vni == first.Vni).Peers);
        first.Exec("ip", "neigh", "flush", "all").Succeeds();
        first.Exec("ping", "-c", "1", "-W", "1", lab.Container(2).Ipv4).Fails();
        config.Restore();
        host.Reload().Succeeds();
        Traffic.WarmUp(first, lab.Container(2).Ipv4);
    }

    [Fact]
    public void A_port_gets_another_device_where_its_place_or_address_is_another()
    {
        using var lab = Lab.Up(new LabShape { Containers = 1, Start = false });
        (Host host, Container container, Container remote) = (lab.Host(1), lab.Container(1), lab.Container(2));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(remote, container.Ipv4);
        Traffic.SendFile(remote, container, container.Ipv4, Traffic.Megabyte);
        long frames = host.Admin.Port(container).RxFrames;

        config.Replace("device: eth0", "device: eth5");
        Assert.Contains($"port-up {container.Port}: eth5 in namespace", host.Reload().Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eth0", container.Devices());
        Traffic.WarmUp(remote, container.Ipv4);
        Assert.InRange(host.Admin.Port(container).RxFrames, frames + 1, frames + 100);

        string moved = string.Join('.', container.Ipv4.Split('.')[..3]) + ".200";
        config.Replace($"\"{container.Ipv4}/", $"\"{moved}/");
        host.Reload().Succeeds();
        Traffic.WarmUp(remote, moved);
        config.Replace($"name: {container.Port}\n", "name: another\n");
        string renamed = host.Reload().Succeeds().Output;
        Assert.Contains($"port-removed {container.Port}", renamed, StringComparison.Ordinal);
        Assert.Contains("port-up another", renamed, StringComparison.Ordinal);
        Traffic.WarmUp(remote, container.Ipv4);
        Frames.AreConserved(host.Admin);
    }

    [Fact]
    public void A_hang_up_has_it_read_its_configuration_too()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        (Host host, Container comes) = (lab.Host(1), lab.Container(1, 2));
        LabConfig config = host.Configuration;
        config.LeaveOut(comes);
        using var daemon = FalconDaemon.Start(host);
        config.Restore();
        daemon.Signal(Signal.HangUp);
        Eventually.True(() => daemon.LogLines("reloaded: 1 change").Any(), () => daemon.Log);
        Traffic.WarmUp(lab.Container(2), comes.Ipv4);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void The_xdp_lane_takes_as_many_ports_as_there_are_frames_for()
    {
        using var lab = Lab.Up(new LabShape { Lane = "xdp", Start = false });
        (Host host, Container stays) = (lab.Host(1), lab.Container(1, 1));
        LabConfig config = host.Configuration;
        using var daemon = FalconDaemon.Start(host);
        string many = string.Concat(
            Enumerable.Range(1, 50).Select(port => $"      - {{name: more{port}, netns: {stays.Name}, device: more{port}}}\n"));
        config.Replace("admin-socket:", many + "admin-socket:");
        CommandResult refused = host.Reload();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the UMEM has frames for 14 ports of the xdp lane, not for 52", refused.Error, StringComparison.Ordinal);
        Traffic.WarmUp(stays, lab.Container(2).Ipv4);
    }

    private static BillReport Bills(Host host) => host.Admin.Bills();
}
