using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>Receive packet steering (Documentation/networking/scaling.rst) set for a while: disposing puts back what was there.</summary>
public sealed class ReceiveSteering : IAsyncDisposable
{
    private readonly List<Func<Task>> _undo = [];

    /// <summary>Lets these CPUs, and no others, run the stack for frames of the device.</summary>
    public async Task SetAsync(string netns, string device, int cpuMask, CancellationToken cancel)
    {
        string before = await Shell(netns, $"cat /sys/class/net/{device}/queues/rx-0/rps_cpus").OutputAsync(cancel);
        _undo.Add(() => Write(netns, device, before.Trim()).RunAsync(CancellationToken.None));
        await Write(netns, device, $"{cpuMask:x}").OutputAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Func<Task> undo in _undo)
            await undo();
    }

    internal static Command Write(string netns, string device, string mask) =>
        Shell(netns, $"for queue in /sys/class/net/{device}/queues/rx-*/rps_cpus; do echo {mask} > $queue; done");

    private static Command Shell(string netns, string script) => new Command("sh", "-c", script).In(netns);
}
