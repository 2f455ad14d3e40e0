using System.Net.Sockets;
using System.Text.Json;
using Falcon.Api;
using Falcon.Control.Daemon;
using Falcon.Testing.Samples;

namespace Falcon.Control.Tests.Admin;

[Collection(nameof(RunningDaemon))]
public class AdminApiTests
{
    [Fact]
    public async Task The_status_arrives_as_it_was_sent()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        DataplaneSnapshot received = await client.StatusAsync();
        Assert.Equivalent(SampleSnapshot.Create(), received with { ControlFaults = [], Version = "1.2.3" }, strict: true);
        Assert.Equal(FalconVersion.Current, received.Version);
        Assert.All(received.ControlFaults, count => Assert.Equal(0, count.Faults));
    }

    [Fact]
    public async Task The_status_is_JSON_with_names_in_camel_case()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        using var json = JsonDocument.Parse(await client.StatusJsonAsync());
        JsonElement web = json.RootElement.GetProperty("ports")[0];
        Assert.Equal(12_345_678, web.GetProperty("rxFrames").GetInt64());
        Assert.Equal("no-buffers", web.GetProperty("drops")[0].GetProperty("reason").GetString());
        Assert.Equal(16_384, json.RootElement.GetProperty("framePool").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_forwarding_table_arrives_as_it_was_sent()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        Assert.Equal(SampleSnapshot.Fdb, await client.FdbAsync());
    }

    [Fact]
    public async Task The_metrics_are_in_base_units()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        string[] lines = (await client.MetricsAsync()).Split('\n');
        Assert.Contains($"falcon_build_info{{version=\"{FalconVersion.Current}\"}} 1", lines);
        Assert.Contains("falcon_uptime_seconds 192.5", lines);
        Assert.Contains("falcon_uplink_receive_frames_total{device=\"eth1\",queue=\"0\"} 1234567", lines);
        Assert.Contains("falcon_uplink_rx_ring_full_total{device=\"eth1\",queue=\"0\"} 17", lines);
        Assert.Contains("falcon_port_receive_bytes_total{port=\"web\",vni=\"100\"} 17283949200", lines);
        Assert.Contains("falcon_port_up{port=\"db\",vni=\"100\"} 0", lines);
        Assert.Contains("falcon_port_dropped_frames_total{port=\"web\",vni=\"100\",stage=\"deliver\",reason=\"no-buffers\"} 1200", lines);
        Assert.Contains("falcon_overlay_dropped_frames_total{vni=\"100\",stage=\"bridge\",reason=\"inner-too-long\"} 3", lines);
        Assert.Contains("falcon_dropped_frames_total{stage=\"decapsulate\",reason=\"unknown-vni\"} 42", lines);
        Assert.Contains("falcon_stage_seconds_total{cpu=\"0\",stage=\"deliver\"} 2.4", lines);
        Assert.Contains("falcon_frame_pool_frames{state=\"in-rings\"} 6300", lines);
        Assert.Contains("falcon_fdb_entries 5", lines);
        Assert.Contains("falcon_fdb_learn_rejected_total 1234", lines);
        Assert.Contains("falcon_vtep_reachable{vtep=\"10.0.0.3\"} 0", lines);
    }

    [Fact]
    public async Task Without_a_daemon_the_client_says_so_in_one_line()
    {
        using AdminClient client = new("/nowhere/admin.sock");
        AdminException e = await Assert.ThrowsAsync<AdminException>(() => client.StatusAsync());
        Assert.Equal("no falcon runs behind /nowhere/admin.sock; start one with `falcon run`, or name its socket with --socket", e.Message);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_refused()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using HttpClient http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using HttpResponseMessage response = await http.GetAsync(new Uri("http://falcon/v1/secrets"));
        Assert.Equal(404, (int)response.StatusCode);
    }
}
