using System.Globalization;
using System.Text.Json;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>What an operator can ask a running daemon.</summary>
public sealed class StatusTests : LabTest, IClassFixture<LabFixture<PacketLaneWithKernel>>
{
    private readonly Admin _daemon;

    public StatusTests(LabFixture<PacketLaneWithKernel> fixture)
        : base(() => fixture.Lab)
    {
        _daemon = Lab.Host(1).Admin;
        Traffic.WarmUp(Here, There.Ipv4);
    }

    private Container Here => Lab.Container(1);

    private Container There => Lab.Container(2);

    [Fact]
    public void The_table_names_ports_overlays_and_vteps()
    {
        string table = Status().Succeeds().Output;
        foreach (string? word in new[] { "h1c1", "h1c2", "100", Lab.Host(1).Address, Lab.Host(2).Address, Host.Uplink })
            Assert.Contains(word, table, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_is_the_snapshot()
    {
        DataplaneSnapshot snapshot = JsonSerializer.Deserialize(Status("--json").Succeeds().Output, AdminJson.Default.DataplaneSnapshot)!;
        Assert.Equal("packet", snapshot.PortLane);
        Assert.Equal(["h1c1", "h1c2"], snapshot.Ports.Select(port => port.Name).Order());
        Assert.All(snapshot.Ports, port => Assert.True(port.Up, port.DownReason));
        Assert.Equal(1450, Assert.Single(snapshot.Overlays).Mtu);
        Assert.Equal("reachable", snapshot.Vteps.Single(vtep => vtep.Address == Lab.Host(2).Address).State);
        Assert.NotEmpty(snapshot.Uplinks);
        Assert.All(snapshot.Uplinks, uplink => Assert.Equal("copy", uplink.Mode));
    }

    [Fact]
    public void Counters_count_what_passes()
    {
        const int Datagrams = 50;
        PortSnapshot before = _daemon.Port(Here);
        long uplink = _daemon.Status().Uplinks.Sum(queue => queue.TxFrames);
        Traffic.EchoDatagrams(Here, There, There.Ipv4, first: 1000, last: 1000 + Datagrams - 1);
        PortSnapshot after = _daemon.Port(Here);
        Assert.InRange(after.TxFrames - before.TxFrames, Datagrams, Datagrams + 10);
        Assert.InRange(after.RxFrames - before.RxFrames, Datagrams, Datagrams + 10);
        Assert.InRange(after.TxBytes - before.TxBytes, Datagrams * 1000, Datagrams * 1200);
        Assert.InRange(_daemon.Status().Uplinks.Sum(queue => queue.TxFrames) - uplink, Datagrams, Datagrams + 20);
    }

    [Fact]
    public void Metrics_are_in_the_prometheus_format_and_rise()
    {
        Dictionary<string, double> before = Metrics();
        Traffic.Ping(Here, There.Ipv4);
        Dictionary<string, double> after = Metrics();
        IEnumerable<string> risen = after.Where(metric => metric.Value > before.GetValueOrDefault(metric.Key)).Select(metric => metric.Key);
        Assert.Contains(risen, name => name.Contains("h1c1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_uplinks_device_drops_is_told()
    {
        const int Datagrams = 10;
        long before = Dropped();
        Lab.Host(2).Exec("ip", "link", "set", Host.Uplink, "mtu", "1300").Succeeds(); // the wire's other end takes nothing longer
        try
        {
            Here.Script("udp_segment.py", $"1300 {Datagrams * 1300}\n", There.Ipv4, $"{Traffic.NextPort()}").Succeeds();
            Eventually.True(() => Dropped() - before == Datagrams, () => $"{Dropped() - before} of {Datagrams}");
        }
        finally
        {
            Lab.Host(2).Exec("ip", "link", "set", Host.Uplink, "mtu", "1500").Succeeds();
        }

        Assert.Contains(
            $"{Host.Uplink} dropped {before + Datagrams} frames on their way out", Status().Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(Metrics(), metric => metric.Key.StartsWith(
            "falcon_uplink_device_drops_total", StringComparison.Ordinal) && metric.Value == before + Datagrams);
    }

    [Fact]
    public void The_forwarding_table_knows_local_and_remote_containers()
    {
        var targets = _daemon.Fdb().ToDictionary(entry => entry.Mac.ToLowerInvariant(), entry => entry.Target);
        Assert.Equal("h1c1", targets[Here.Mac]);
        Assert.Equal(Lab.Host(2).Address, targets[There.Mac]);
    }

    [Fact]
    public void Asking_where_no_daemon_is_fails_and_names_the_socket()
    {
        CommandResult failure = new Command(Repository.Falcon, ["status", "--socket", "/nonexistent/admin.sock"]).Run().Fails();
        Assert.Contains("/nonexistent/admin.sock", failure.Error, StringComparison.Ordinal);
    }

    private long Dropped() => _daemon.Status().Uplinks.Sum(queue => queue.DeviceDrops);

    private CommandResult Status(params string[] options) =>
        new Command(Repository.Falcon, ["status", "--socket", _daemon.SocketPath, .. options]).Run();

    private Dictionary<string, double> Metrics() => _daemon.Metrics().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#')
        .Select(line => (Line: line, End: line.LastIndexOf(' ')))
        .ToDictionary(at => at.Line[..at.End], at => double.Parse(at.Line.AsSpan(at.End), CultureInfo.InvariantCulture));
}
