using Falcon.Api;

namespace Falcon.Control.Tests.Daemon;

[Collection(nameof(RunningDaemon))]
public class ReloadTests
{
    private const string WithAnother = Yaml.Minimal + "  - vni: 200\n";

    [Fact]
    public async Task The_engine_is_told_of_the_overlays_in_the_file_as_it_is_now()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(WithAnother);
        ReloadReport report = await client.ReloadAsync();
        Assert.True(report.Accepted);
        Assert.Equal(["overlay-added 200: mtu 1450, 0 peer(s)"], report.Changes);
        Assert.StartsWith("db: ", Assert.Single(report.PortsDown), StringComparison.Ordinal);
        Assert.Equal([100u, 200u], daemon.Overlays!.Select(overlay => overlay.Vni));
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_the_engine_changes_nothing()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(WithAnother);
        Assert.Equal(["overlay-added 200: mtu 1450, 0 peer(s)"], (await client.ReloadAsync(dryRun: true)).Changes);
        daemon.Configure(Yaml.Minimal + "fdb-age: 10m\n");
        Assert.Contains("fdb-age", Assert.Single((await client.ReloadAsync(dryRun: true)).Problems), StringComparison.Ordinal);
        Assert.Null(daemon.Overlays);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_or_needs_a_restart_is_told_with_its_place_and_the_engine_hears_nothing(string text, string problem)
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(text);
        ReloadReport report = await client.ReloadAsync();
        Assert.False(report.Accepted);
        Assert.Equal($"{daemon.File}{problem}", Assert.Single(report.Problems));
        Assert.Null(daemon.Overlays);
    }

    public static TheoryData<string, string> Refused => new()
    {
        {
            "overlays: [{vni: 100}]\nuplinks: [{device: eth2}]\n",
            ":2:10: uplinks: cannot change while Falcon runs; put back what it was started with, or restart Falcon"
        },
        {
            Yaml.Minimal + "reserved-bits: ignore\n",
            ":4:16: reserved-bits: cannot change while Falcon runs; put back what it was started with, or restart Falcon"
        },
        {
            Yaml.Minimal + "ipv6-zero-checksum: accept\n",
            ":4:21: ipv6-zero-checksum: cannot change while Falcon runs; "
            + "put back what it was started with, or restart Falcon"
        },
        {
            Yaml.Minimal + "fdb-age: 10m\n",
            ":4:10: fdb-age: cannot change while Falcon runs; put back what it was started with, or restart Falcon"
        },
        { Yaml.Minimal + "  - vni: x\n", ":4:10: overlays[1].vni: 'x' is not a VNI from 0 to 16777215" },
    };

    [Fact]
    public async Task What_only_preflight_knows_is_told_too()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(Yaml.Minimal + "    ports: [{name: web, netns: web, device: eth0, budget: {cpu: 99999%}}]\n");
        Assert.Contains(
            "overlays[0].ports[0].budget: 99999% of a CPU is more than there is", Assert.Single((await client.ReloadAsync()).Problems),
            StringComparison.Ordinal);
        Assert.Null(daemon.Overlays);
    }

    [Fact]
    public async Task What_the_engine_cannot_do_is_told_and_tried_again_next_time()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(WithAnother);
        daemon.Refusal = "port 'web': no";
        Assert.Equal([$"{daemon.File}: port 'web': no"], (await client.ReloadAsync()).Problems);
        Assert.Contains("falcon_config_last_reload_successful 0", await client.MetricsAsync(), StringComparison.Ordinal);
        daemon.Refusal = null;
        Assert.True((await client.ReloadAsync()).Accepted);
        Assert.Contains("falcon_config_last_reload_successful 1", await client.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_left_out_and_is_given_its_default_has_not_changed()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(Yaml.Minimal + "fdb-age: 5m\nworkers: [0]\nidle: adaptive\nsteering: {load-threshold: 85%}\n");
        Assert.True((await client.ReloadAsync()).Accepted);
    }
}
