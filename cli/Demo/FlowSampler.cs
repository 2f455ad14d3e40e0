using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Falcon.Engine.Snapshots;

namespace Falcon.Cli.Demo;

/// <summary>Asks Falcon's admin socket twice a second what flows, and tells the progress.</summary>
internal sealed class FlowSampler : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource stop = new();
    private readonly FlowMeter meter = new();
    private readonly DemoProgress progress;
    private readonly HttpClient client;
    private readonly Task loop;

    /// <summary>Starts sampling; there is nothing to sample until the progress has a topology.</summary>
    public FlowSampler(DemoProgress progress)
    {
        this.progress = progress;
        client = Connect(() => progress.Topology?.Hosts[0].Socket);
        loop = LoopAsync();
    }

    /// <summary>Takes a last sample, so that the totals are those of the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        await SampleAsync();
        client.Dispose();
        stop.Dispose();
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
                await SampleAsync();
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    // A Falcon that does not answer shows in the steps; the display just keeps its last figures.
    private async Task SampleAsync()
    {
        if (progress.Topology?.Hosts[0].Socket is null)
            return;
        try
        {
            var snapshot = await client.GetFromJsonAsync<DataplaneSnapshot>("v1/status", JsonSerializerOptions.Web);
            if (snapshot is not null)
                progress.Flow = meter.Add(snapshot);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException)
        {
        }
    }

    private static HttpClient Connect(Func<string?> socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await unix.ConnectAsync(new UnixDomainSocketEndPoint(socket() ?? ""), cancel);
            return new NetworkStream(unix, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://falcon/"),
        Timeout = TimeSpan.FromSeconds(2),
    };
}
