using Falcon.Control.Cgroups;
using Falcon.Control.Daemon;
using Falcon.Engine.Threads;
using Microsoft.Extensions.Hosting;

namespace Falcon.Control.Billing;

/// <summary>The bills of the last ten minutes, second by second. Any thread may read.</summary>
internal sealed class BillHistory(DataplaneService service, CgroupService cgroups, ControlFaults faults) : BackgroundService
{
    /// <summary>The longest history, once the daemon has run for that long.</summary>
    public static readonly TimeSpan Depth = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<BillMoment> _moments = new();
    private BillMoment? _first;

    /// <summary>The bills now; null without accounting.</summary>
    public BillMoment? Now() => service.Dataplane.Bills() is { } sample
        ? new BillMoment(sample, KernelTimes.Read(), [.. sample.Ports.Select(cgroups.Read)])
        : null;

    /// <summary>
    /// The moments since some time ago (null: since the start), and now. Oldest first, at least two. Null without accounting.
    /// </summary>
    public IReadOnlyList<BillMoment>? Since(TimeSpan? ago)
    {
        if (Now() is not { } now) return null;
        lock (_lock)
        {
            if (ago is null || _moments.Count == 0) return [_first ?? now, now];
            double from = now.Sample.UptimeSeconds - ago.Value.TotalSeconds;
            BillMoment[] moments = [.. _moments];
            int start = Math.Max(0, Array.FindLastIndex(moments, moment => moment.Sample.UptimeSeconds <= from));
            return [.. moments[start..], now];
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool kept = true;
        using PeriodicTimer timer = new(s_interval);
        do faults.Try(ControlTasks.Bills, () => kept = TryRemember());
        while (kept && await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Whether there is accounting at all.</returns>
    private bool TryRemember()
    {
        if (Now() is not { } moment) return false;
        lock (_lock)
        {
            _first ??= moment;
            if (_moments.Count > Depth / s_interval) _moments.Dequeue();
            _moments.Enqueue(moment);
        }

        return true;
    }
}
