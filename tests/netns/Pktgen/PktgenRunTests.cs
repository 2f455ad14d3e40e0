using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using Falcon.Pktgen;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Pktgen;

public sealed class PktgenRunTests
{
    private static readonly string[] s_ipv4 = ["--from-ip", "10.0.0.1", "--to-ip", "10.0.0.2"];
    private static readonly string[] s_ipv6 = ["--from-ip", "fd00::1", "--to-ip", "fd00::2"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_says_it_sent_is_what_the_other_end_counts(bool xsk)
    {
        using var wire = new Wire();
        long before = wire.Received();
        JsonElement report = FalconCommand.Pktgen(
            wire, [.. s_ipv4, "--flows", "3", "--count", "20000", "--json", .. xsk ? ["--xsk"] : Array.Empty<string>()]).Json();

        Assert.Equal(20000, report.GetProperty("frames").GetInt64());
        Assert.Equal(20000, report.GetProperty("sent").GetInt64());
        Assert.Equal(20000 * 60, report.GetProperty("bytes").GetInt64());
        Assert.Equal(20000, wire.Received() - before);
    }

    [Fact]
    public void A_run_by_time_ends_in_time()
    {
        using var wire = new Wire();
        JsonElement report = FalconCommand.Pktgen(wire, [.. s_ipv4, "--seconds", "0.5", "--json"]).Json();
        Assert.InRange(report.GetProperty("seconds").GetDouble(), 0.3, 10); // a machine that stands still makes it run a little longer
        Assert.True(report.GetProperty("sent").GetInt64() > 1000);
    }

    // It spins, so on a shared machine it needs priority. The hypervisor gives none, so it must succeed at one of several attempts.
    [Theory]
    [InlineData(2000)]
    [InlineData(100_000)]
    public void A_paced_rate_is_kept_within_2_percent(int rate)
    {
        using var wire = new Wire();
        var achieved = new List<double>();
        do
        {
            string falcon = Path.Combine(AppContext.BaseDirectory, "falcon");
            using RunningCommand run = Wire.Start(wire.Left, "chrt", ["--fifo", "1", falcon, "pktgen",
                "--device", Wire.Device, "--to-mac", "02:00:00:00:00:02", .. s_ipv4, "--rate", $"{rate}", "--seconds", "1", "--json"]);
            achieved.Add(JsonDocument.Parse(run.Ends().Output).RootElement.GetProperty("achieved").GetDouble());
        }
        while (Math.Abs(achieved[^1] - 1) > 0.02 && achieved.Count < 10);
        Assert.True(Math.Abs(achieved[^1] - 1) <= 0.02, string.Join(", ", achieved));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_sink_hears_every_flow_without_a_loss(bool ipv6)
    {
        using var wire = new Wire();
        using var sink = new RunningSink(wire.Right, "--port", "7000", "--gro");
        FalconCommand.Pktgen(
            wire, [.. ipv6 ? s_ipv6 : s_ipv4, "--port", "7000", "--flows", "7", "--size", "100", "--count", "7000", "--json"]).Json();

        JsonElement heard = sink.End();
        Assert.Equal(7000, heard.GetProperty("datagrams").GetInt64());
        Assert.Equal(700_000, heard.GetProperty("bytes").GetInt64());
        Assert.Equal(7, heard.GetProperty("flows").GetInt32());
        Assert.All(
            (string[])["lost", "duplicates", "reordered", "stale", "foreign"], name => Assert.Equal(0, heard.GetProperty(name).GetInt64()));
        JsonElement delay = heard.GetProperty("delayMicroseconds");
        Assert.InRange(delay.GetProperty("p50").GetDouble(), 0.1, delay.GetProperty("max").GetDouble());
    }

    [Theory]
    [InlineData("route", "add", "default", "dev", Wire.Device)]
    [InlineData("-6", "route", "add", "default", "dev", Wire.Device)]
    public void A_device_with_the_default_route_is_refused(params string[] route)
    {
        using var wire = new Wire();
        wire.Left.Run(() =>
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{Wire.Device}/disable_ipv6", "0");
            new Command("ip", route).Run().Succeeds();
        });
        Assert.Contains(
            "eth1 carries the default route", FalconCommand.Pktgen(wire, [.. s_ipv4, "--count", "1"]).Fails(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000.0)]
    public void A_run_without_an_end_stops_at_once_when_it_is_told_to(double? rate)
    {
        using var wire = new Wire();
        using var stop = new CancellationTokenSource();
        var template = new FrameTemplate(
            new FrameSpecification(
                new FrameEndpoints(PhysicalAddress.Parse("02:00:00:00:00:01"), PhysicalAddress.Parse("02:00:00:00:00:02"),
                    IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")), 9),
            FrameLengths.Fixed);
        GeneratorResult result = wire.Left.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            using var generator = LiveFrameGenerator.Open(
                new GeneratorOptions { IfIndex = netlink.FindLink(Wire.Device)!.IfIndex, Template = template, Rate = rate });
            stop.CancelAfter(TimeSpan.FromMilliseconds(500));
            return generator.Run(stop.Token);
        });
        Assert.True(result.Frames > 10);
        Assert.InRange(result.Cpu, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2)); // spinning for the rest would take longer
    }

    [Fact]
    public void An_unknown_device_is_named_with_those_that_exist()
    {
        using var wire = new Wire();
        string error = FalconCommand.Start(wire.Left, ["pktgen", "--device", "eth7", "--to-mac", "02:00:00:00:00:02", .. s_ipv4]).Fails(3);
        Assert.Contains("no device eth7", error, StringComparison.Ordinal);
        Assert.Contains("eth1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_veth_whose_other_end_takes_no_XDP_frames_is_an_error_that_says_what_helps()
    {
        using var wire = new Wire(gro: false);
        Assert.Contains("gro on", FalconCommand.Pktgen(wire, [.. s_ipv4, "--count", "100"]).Fails(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size", "1473", "MTU")]
    [InlineData("--size", "17", "--size: 17 is not between 18 and 3,000")]
    [InlineData("--flows", "70000", "--flows")]
    [InlineData("--to-mac", "02:00", "no MAC address")]
    [InlineData("--from-ip", "fd00::1", "not of one address family")]
    [InlineData("--vxlan-vni", "100", "--outer-to-mac is needed with --vxlan-vni")]
    [InlineData("--outer-to", "10.0.0.1", "makes sense only with --vxlan-vni")]
    public void A_bad_argument_is_refused_with_a_reason(string option, string value, string reason)
    {
        using var wire = new Wire();
        string[] arguments = ["pktgen", "--device", Wire.Device, "--to-mac", "02:00:00:00:00:02", .. s_ipv4, "--count", "1"];
        int given = Array.IndexOf(arguments, option);
        if (given >= 0)
            arguments[given + 1] = value;
        else
            arguments = [.. arguments, option, value];
        Assert.Contains(reason, FalconCommand.Start(wire.Left, arguments).Fails(2), StringComparison.Ordinal);
    }
}
