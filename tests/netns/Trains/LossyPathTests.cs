using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>Falcon on hosts 1 and 2, the kernel on host 3, around a switch.</summary>
public sealed class HostsAroundASwitch : ILabShape
{
    public static LabShape Shape => new() { Hosts = 3, Containers = 1 };
}

/// <summary>
/// TCP over a wire that loses, duplicates, delays and corrupts: a corrupted segment is never delivered as good. By hand with a gigabyte:
/// <c>FALCON_LOSSY_MEGABYTES=1024 scripts/test.sh --netns --filter over_a_bad_wire</c>.
/// </summary>
public sealed class LossyPathTests : LabTest, IClassFixture<LabFixture<HostsAroundASwitch>>
{
    private static readonly int s_megabytes = int.Parse(
        Environment.GetEnvironmentVariable("FALCON_LOSSY_MEGABYTES") ?? "60", CultureInfo.InvariantCulture);

    public LossyPathTests(LabFixture<HostsAroundASwitch> fixture)
        : base(() => fixture.Lab) =>
        Traffic.WarmUp(Lab.Container(1), Lab.Container(3).Ipv4);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    public void Tcp_over_a_bad_wire_ends_with_the_data_intact(int from, int to)
    {
        (Container left, Container right) = (Lab.Container(from), Lab.Container(to));
        Traffic.WarmUp(left, right.Ipv4);
        foreach (int host in new[] { from, to }) Lab.Switch.Exec("ip", "link", "set", $"h{host}", "nomaster").Succeeds();
        try
        {
            using RunningCommand relay = Lab.Switch.StartScript("lossy_relay.py", $"h{from}", $"h{to}").Says("ready");
            Traffic.SendFile(left, right, right.Ipv4, s_megabytes * Traffic.Megabyte);
            relay.Signal(Signal.Interrupt);
            var counts = relay.Ends().Succeeds().Lines[^1].Split(' ').Select(count => count.Split('='))
                .ToDictionary(count => count[0], count => int.Parse(count[1], CultureInfo.InvariantCulture));
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', counts));
            foreach (string? fault in new[] { "lost", "doubled", "delayed", "corrupted" }) Assert.InRange(counts[fault], 10, int.MaxValue);
        }
        finally
        {
            foreach (int host in new[] { from, to }) Lab.Switch.Exec("ip", "link", "set", $"h{host}", "master", "br0").Succeeds();
        }

        foreach (Host host in Lab.FalconHosts) Frames.AreConserved(host.Admin);
    }
}
