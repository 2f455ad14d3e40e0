using Falcon.Control.Configuration;
using Falcon.Control.Daemon;
using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Falcon.Control.Cgroups;

/// <summary>
/// Charges each container's network to its cgroup, once a second, and gives back what it lowered when the daemon ends. What a daemon before
/// it left lowered it gives back at the start.
/// </summary>
internal sealed class CgroupService : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly DataplaneService _service;
    private readonly DaemonLog _log;
    private readonly CgroupJournal _journal;
    private readonly IReadOnlyList<ChargedPorts> _containers;
    private BillSample? _last;

    public CgroupService(FalconConfiguration configuration, DataplaneService service, DaemonLog log)
    {
        _service = service;
        _log = log;
        _journal = new CgroupJournal(CgroupJournal.FileFor(configuration.AdminSocket));
        _containers =
        [
            .. configuration.Dataplane.Overlays.SelectMany(overlay => overlay.Ports).Select((options, index) => (Options: options, Index: index))
                .Where(port => port.Options.Cgroup is not null)
                .GroupBy(port => ChargedPorts.KeyOf(port.Options))
                .Select(container => new ChargedPorts([.. container], _journal, HolderOf)),
        ];
    }

    /// <summary>A port's cgroup; null when its network is not charged to one. Any thread.</summary>
    public CgroupSnapshot? Read(int port) => _containers.FirstOrDefault(container => container.Indices.Contains(port))?.Snapshot;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _journal.Recover(_log.CgroupRecovered);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Restore();
    }

    /// <summary>For a daemon that fails while it starts: it is disposed of without being stopped.</summary>
    public override void Dispose()
    {
        base.Dispose();
        Restore();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_containers.Count == 0) return;
        using PeriodicTimer timer = new(s_interval);
        do Charge();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Charge()
    {
        if (_service.Dataplane.Bills() is not { } now) return;
        BillSample before = _last ?? now;
        double seconds = now.UptimeSeconds - before.UptimeSeconds;
        foreach (ChargedPorts container in _containers)
        {
            long spent = container.Indices.Sum(port => Billed(now, port) - Billed(before, port));
            if (container.Charge(seconds > 0 ? spent / 1e9 / seconds : 0)) _log.Cgroup(container.Name, container.Snapshot, container.Fault);
        }

        _last = now;
    }

    private void Restore()
    {
        foreach (ChargedPorts container in _containers)
        {
            if (container.Restore() is { } fault) _log.Cgroup(container.Name, container.Snapshot, fault);
        }
    }

    private ChargedPorts? HolderOf(string directory) => _containers.FirstOrDefault(container => container.Snapshot.Directory == directory);

    private static long Billed(BillSample sample, int port)
    {
        long sum = 0;
        foreach (long part in sample.Bills.Of(Accounts.OfPort(port))) sum += part;
        return sum;
    }
}
