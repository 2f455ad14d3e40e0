using Falcon.Api;
using Falcon.Control.Billing;

namespace Falcon.Control.Tests.Billing;

[Collection(nameof(RunningDaemon))]
public sealed class BillApiTests
{
    [Fact]
    public async Task The_bills_since_the_start_and_of_a_while_arrive()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        foreach (TimeSpan? since in new TimeSpan?[] { null, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10) })
        {
            BillReport report = await client.BillsAsync(since);
            Assert.Equal(["web", "db"], report.Containers.Select(bill => bill.Container));
            Assert.Equal(KernelTimes.Read().Count, report.HostCpus);
        }
    }

    [Fact]
    public async Task The_series_ends_now()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        BillSeries series = await client.BillSeriesAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, series.Intervals[^1].AgoSeconds);
    }

    [Fact]
    public async Task The_metrics_name_overlay_container_and_stage()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        string[] lines = (await client.MetricsAsync()).Split('\n');
        Assert.Contains("falcon_container_cpu_seconds_total{overlay=\"100\",container=\"web\",stage=\"deliver\"} 38.5", lines);
        Assert.Contains("falcon_host_cpu_seconds_total{stage=\"decapsulate\"} 1.925", lines);
        Assert.Contains("falcon_overhead_cpu_seconds_total{regime=\"empty-polls\"} 3.85", lines);
        Assert.Contains("falcon_lost_seconds_total 48.125", lines);
        Assert.Contains(
            lines, line => line.StartsWith("falcon_kernel_seconds_total{cpu=\"0\",kind=\"softirq\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Farther_back_than_is_remembered_is_refused_with_the_reason()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        AdminException e = await Assert.ThrowsAsync<AdminException>(() => client.BillsAsync(TimeSpan.FromHours(1)));
        Assert.Equal($"the daemon behind {daemon.Socket} says: since: '3600' is not a number of seconds above 0, 600 at most", e.Message);
    }

    [Fact]
    public async Task Where_no_bills_are_kept_the_answer_says_how_to_change_that()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync(accounting: false);
        using AdminClient client = daemon.Client();
        AdminException e = await Assert.ThrowsAsync<AdminException>(() => client.BillsAsync(null));
        Assert.EndsWith("no bills are kept; remove 'accounting: false' from the configuration", e.Message, StringComparison.Ordinal);
    }
}
