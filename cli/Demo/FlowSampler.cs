using Falcon.Api;

namespace Falcon.Cli.Demo;

/// <summary>Asks Falcon's admin socket for its counters twice a second and adds them to the progress.</summary>
internal sealed class FlowSampler : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private readonly FlowMeter _meter = new();
    private readonly DemoProgress _progress;
    private readonly Task _loop;

    /// <summary>Starts sampling. Samples are taken once the progress has a topology.</summary>
    public FlowSampler(DemoProgress progress)
    {
        _progress = progress;
        _loop = LoopAsync();
    }

    /// <summary>Takes a last sample, so that the totals are final.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await SampleAsync();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            do
                await SampleAsync();
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    // If Falcon does not answer, the steps show it. The display keeps its last figures.
    private async Task SampleAsync()
    {
        if (_progress.Topology?.Hosts[0].Socket is not { } socket)
            return;
        try
        {
            using var client = new AdminClient(socket);
            _progress.Flow = _meter.Add(await client.StatusAsync());
        }
        catch (AdminException)
        {
        }
    }
}
