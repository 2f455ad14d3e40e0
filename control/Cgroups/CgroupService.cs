using Falcon.Control.Configuration;
using Falcon.Control.Daemon;
using Falcon.Engine.Accounting;
using Falcon.Engine.Options;
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
    private readonly IReadOnlyList<ChargedPort> _ports;
    private BillSample? _last;

    public CgroupService(FalconConfiguration configuration, DataplaneService service, DaemonLog log)
    {
        _service = service;
        _log = log;
        _journal = new CgroupJournal(CgroupJournal.FileFor(configuration.AdminSocket));
        PortOptions[] ports = [.. configuration.Dataplane.Overlays.SelectMany(overlay => overlay.Ports)];
        _ports = [.. ports.Select((port, index) => (port, index)).Where(p => p.port.Cgroup is not null).Select(p => new ChargedPort(p.index, p.port, _journal))];
    }

    /// <summary>A port's cgroup; null when its network is not charged to one. Any thread.</summary>
    public CgroupSnapshot? Read(int port) => _ports.FirstOrDefault(charged => charged.Index == port)?.Snapshot;

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
        if (_ports.Count == 0) return;
        using PeriodicTimer timer = new(s_interval);
        do Charge();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Charge()
    {
        if (_service.Dataplane.Bills() is not { } now) return;
        BillSample before = _last ?? now;
        double seconds = now.UptimeSeconds - before.UptimeSeconds;
        foreach (ChargedPort port in _ports)
        {
            long spent = Billed(now, port.Index) - Billed(before, port.Index);
            if (port.Charge(seconds > 0 ? spent / 1e9 / seconds : 0)) _log.Cgroup(port.Name, port.Snapshot, port.Fault);
        }

        _last = now;
    }

    private void Restore()
    {
        foreach (ChargedPort port in _ports)
        {
            if (port.Restore() is { } fault) _log.Cgroup(port.Name, port.Snapshot, fault);
        }
    }

    private static long Billed(BillSample sample, int port)
    {
        long sum = 0;
        foreach (long part in sample.Bills.Of(Accounts.OfPort(port))) sum += part;
        return sum;
    }
}
