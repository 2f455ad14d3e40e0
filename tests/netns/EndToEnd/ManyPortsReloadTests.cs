using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>
/// A daemon sees far more containers than it remembers: new ones get the indices of old ones, and nothing else of theirs.
/// </summary>
public sealed class ManyPortsReloadTests
{
    private const int Remembered = 256; // LiveTopology.MostRemembered
    private const string UmemFrames = "umem-frames: 65536\n";
    private const int FileBytes = 20 * Traffic.Megabyte;
    private const long FewFrames = 4_000; // a file has more, what containers send by themselves is less
    private const long MostGrowth = 64 << 10; // KiB

    public ManyPortsReloadTests() => Requirements.Check();

    [Theory]
    [InlineData("packet", 9, 60)]
    [InlineData("xdp", 20, 18)] // each port of this lane has its own frames
    public void Places_of_ports_that_went_are_given_to_others_with_counters_from_zero(string lane, int reloads, int portsOfReload)
    {
        using var lab = Lab.Up(new LabShape { Lane = lane, Workers = "0,1", Steering = "shuffle: 5ms, deliver: pipelined", Start = false });
        (Host host, Container stays, Container busy, Container remote) =
            (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2), lab.Container(2));
        File.WriteAllText(host.Config, UmemFrames + File.ReadAllText(host.Config));
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(remote, stays.Ipv4);
        (int series, long memory) = (0, 0L);
        for (int reload = 1; reload <= reloads; reload++)
        {
            host.Configuration.Replace($"- name: {busy.Port}\n", $"{Fillers(stays, reload, portsOfReload)}- name: busy{reload}\n");
            host.Reload().Succeeds();
            Traffic.WarmUp(remote, busy.Ipv4);
            IReadOnlyList<PortSnapshot> ports = host.Admin.Status().Ports;
            Assert.Equal(portsOfReload + 2, ports.Count);
            Assert.All(ports.Where(port => port.Name != stays.Port), port => Assert.InRange(port.RxFrames + port.TxFrames, 0, FewFrames));
            Assert.All(ports, port => Assert.True(port.Up, $"{port.Name}: {port.DownReason}"));
            Traffic.SendFile(remote, busy, busy.Ipv4, FileBytes);
            long frames = host.Admin.Status().Ports.Single(port => port.Name == $"busy{reload}").RxFrames;
            Assert.True(frames > FewFrames, $"the file took {frames} frames only");
            if (reload != reloads / 4) continue;
            (series, memory) = (Series(host), daemon.ResidentKib);
        }

        Assert.InRange(Series(host), 1, series * 5 / 4);
        Assert.InRange(daemon.ResidentKib, 1, memory + MostGrowth);
        BillReport bills = host.Admin.Bills();
        Assert.InRange(bills.Containers.Count, portsOfReload + 2, portsOfReload + 2 + Remembered);
        Assert.True(bills.Departed.Sum(stage => stage.CpuSeconds) > 0, "nobody is departed");
        Assert.InRange(bills.BilledSeconds / bills.ThreadCpuSeconds, 0.98, 1.02);
        Assert.Equal(
            bills.BilledSeconds,
            bills.Containers.Sum(bill => bill.CpuSeconds) + bills.Overlays.Sum(bill => bill.CpuSeconds)
                + bills.Departed.Concat(bills.Host).Concat(bills.Overhead).Sum(share => share.CpuSeconds),
            1e-6);
        Assert.Contains("falcon_departed_cpu_seconds_total", host.Admin.Metrics(), StringComparison.Ordinal);
        Traffic.WarmUp(remote, stays.Ipv4);
        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    /// <summary>Ports of other names in each reload, all in one container.</summary>
    private static string Fillers(Container container, int reload, int ports) => string.Concat(Enumerable.Range(1, ports).Select(port =>
        $"- name: filler{reload}-{port}\n        netns: {container.Name}\n        device: many{port}\n      "));

    private static int Series(Host host) => host.Admin.Metrics().Split('\n').Count(line => line.Length > 0 && line[0] != '#');
}
