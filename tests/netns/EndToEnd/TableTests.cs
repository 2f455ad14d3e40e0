using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Thousands of forged addresses: only their sender loses by them.</summary>
public sealed class TableTests
{
    private const int Capacity = 2048;
    private const int FloodRate = 20_000; // replaces the table ten times a second, and leaves a slow machine time for honest frames
    private const int InnerSource = 50 + 6 + 2; // the last four bytes of the source MAC address
    private const int OuterHeader = 14;
    private const int OuterSource = OuterHeader + 12 + 1; // the last three bytes of the source address

    private static readonly TimeSpan s_floodLimit = TimeSpan.FromMinutes(3); // for 200,000 frames with checksums
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    public TableTests() => Requirements.Check();

    [Theory]
    [InlineData("0")]
    [InlineData("0,1")]
    public void Inner_sources_that_a_peer_makes_up_keep_nobody_from_being_learned(string workers)
    {
        using var lab = Lab.Up(new LabShape { Workers = workers, Overlays = 2, KernelHosts = 1, Start = false });
        (Host host, Container honest, Container comes, Container remote) =
            (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2), lab.Container(2));
        (Container otherHonest, Container otherRemote) = (lab.Container(1, 1, 2), lab.Container(2, 1, 2));
        LabConfig config = ConfigWith(host, $"fdb-capacity: {Capacity}");
        config.LeaveOut(comes);
        using var daemon = FalconDaemon.Start(host);
        var frames = new TunnelFrames(lab.Host(2), host, remote, honest);
        using RunningCommand flood = lab.Host(2).StartScript(
            "vary_bytes.py", Harness.Host.Uplink, Convert.ToHexString(frames.With("plain")[0]),
            $"{InnerSource}", "4", "1000000000", "--rate", $"{FloodRate}").Says("ready");
        Eventually.True(() => Replaced(host) > 5_000, () => $"the flood does not fill the table: {host.Admin.StatusJson()}", s_limit);

        foreach ((Container from, Container to) in ((Container, Container)[])[(honest, remote), (otherHonest, otherRemote)])
        {
            // An address that was seen once is replaced by others; one that keeps talking stays.
            Traffic.WarmUp(from, to.Ipv4);
            Eventually.True(
                () => TalksAndStays(host, from, to),
                () => $"{to} does not stay while the table is flooded\n{flood.Error}{host.Admin.StatusJson()}",
                s_limit);
        }

        config.Restore();
        host.Reload().Succeeds();
        Assert.Contains(host.Admin.Fdb(), entry => entry.Mac == comes.Mac && entry.Target == comes.Port && entry.Static);
        Assert.False(flood.HasEnded, "the flood was over before the test");
        flood.Signal(Signal.Terminate);
        flood.Ends();

        OverlaySnapshot overlay = host.Admin.Status().Overlays[0];
        Assert.InRange(overlay.Macs.Learned, Capacity / 4, Capacity / 2);
        Assert.All(overlay.VtepMacs, share => Assert.InRange(share.Macs.Learned, 0, share.Macs.Limit));
        Assert.Contains("falcon_vtep_macs_replaced_total", host.Admin.Metrics(), StringComparison.Ordinal);
        Traffic.WarmUp(remote, comes.Ipv4);
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void Outer_sources_that_somebody_makes_up_keep_no_peer_out_and_are_forgotten()
    {
        using var lab = Lab.Up(new LabShape { Hosts = 3, KernelHosts = 2, Containers = 1, Start = false });
        (Host host, Container honest, Container remote, Container late) =
            (lab.Host(1), lab.Container(1), lab.Container(2), lab.Container(3));
        string peers = $"[\"{lab.Host(2).Address}\", \"{lab.Host(3).Address}\"]";
        LabConfig both = ConfigWith(host, "fdb-age: 2");
        both.Replace(peers, $"[\"{lab.Host(2).Address}\"]");
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(honest, remote.Ipv4);

        byte[] frame = new TunnelFrames(lab.Host(2), host, remote, honest).With("plain")[0];
        using RunningCommand flood = lab.Host(2).StartScript(
            "vary_bytes.py", Harness.Host.Uplink, Convert.ToHexString(frame),
            $"{OuterSource}", "3", "200000", "--ipv4", $"{OuterHeader}").Says("ready");
        Eventually.True(() => host.Admin.Status().Strangers > 10, "no stranger is heard of", s_limit);
        Assert.InRange(host.Admin.Status().Strangers, 1, 1024);
        flood.Ends(s_floodLimit);
        Traffic.WarmUp(honest, remote.Ipv4);

        both.Restore();
        host.Reload().Succeeds();
        Assert.Contains(lab.Host(3).Address, host.Admin.Status().Overlays[0].Peers);
        Traffic.WarmUp(honest, late.Ipv4);
        Eventually.True(
            () => host.Admin.Status().Strangers == 0,
            () => $"{host.Admin.Status().Strangers} strangers are not forgotten",
            s_limit);
        Assert.InRange(daemon.LogLines("vtep-").Count(), 1, 60);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    [Fact]
    public void An_overlay_refuses_strangers_from_the_moment_it_is_told_to()
    {
        using var lab = Lab.Up(new LabShape { Containers = 1, Start = false });
        (Host host, Container honest, Container stranger) = (lab.Host(1), lab.Container(1), lab.Container(2));
        string peers = $"peers: [\"{lab.Host(2).Address}\"]";
        LabConfig config = host.Configuration;
        config.Replace(peers, "peers: []");
        using var daemon = FalconDaemon.Start(host);
        Eventually.True(() => Answers(stranger, honest), "a stranger is not served", s_limit);

        config.Replace(peers, "peers: []\n    strangers: refuse");
        host.Reload().Succeeds();
        Assert.False(Answers(stranger, honest));
        Assert.True(host.Admin.Drops().GetValueOrDefault("decapsulate/stranger") > 0, "nothing is counted");

        config.Replace(peers, $"{peers}\n    strangers: refuse");
        host.Reload().Succeeds();
        Traffic.WarmUp(stranger, honest.Ipv4);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    private static bool Answers(Namespace from, Container to) => from.Exec("ping", "-c", "1", "-W", "1", to.Ipv4).ExitCode == 0;

    private static bool IsKnown(Host host, Container container) =>
        host.Admin.Fdb().Any(entry => entry.Mac == container.Mac && entry.Vni == container.Vni);

    /// <summary>
    /// It talks from one second into the next, several times while the flood replaces all new entries. Then it is silent until more entries
    /// were replaced than the table holds.
    /// </summary>
    private static bool TalksAndStays(Host host, Container from, Container talker)
    {
        from.Exec("ping", "-q", "-c", "300", "-i", "0.005", "-W", "1", talker.Ipv4);
        long replaced = Replaced(host);
        Eventually.True(() => Replaced(host) > replaced + Capacity, "the flood is over", s_limit);
        return IsKnown(host, talker);
    }

    private static long Replaced(Host host) => host.Admin.Status().Overlays.Sum(overlay => overlay.Macs.Replaced);

    private static LabConfig ConfigWith(Host host, string key)
    {
        File.WriteAllText(
            host.Config,
            File.ReadAllText(host.Config).Replace("admin-socket", $"{key}\nadmin-socket", StringComparison.Ordinal));
        return new LabConfig(host);
    }
}
