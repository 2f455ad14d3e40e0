using Falcon.Api;
using Falcon.Control.Billing;
using Falcon.Control.Configuration;
using Falcon.Control.Daemon;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;
using Falcon.Engine.Threads;
using Microsoft.Extensions.Hosting;

namespace Falcon.Control.Cgroups;

/// <summary>
/// Charges each container's network to its cgroup, once a second, and restores the limits when the daemon ends. At the start it restores
/// limits that an earlier daemon left lowered.
/// </summary>
internal sealed class CgroupService : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly DataplaneService _service;
    private readonly DaemonLog _log;
    private readonly ControlFaults _faults;
    private readonly CgroupJournal _journal;
    private readonly Lock _changes = new();
    private IReadOnlyList<ChargedPorts> _containers = [];
    private BillSample? _last;

    public CgroupService(FalconConfiguration configuration, DataplaneService service, DaemonLog log, ControlFaults faults)
    {
        _service = service;
        _log = log;
        _faults = faults;
        _journal = new CgroupJournal(CgroupJournal.FileFor(configuration.AdminSocket));
        Adopt(configuration);
    }

    /// <summary>
    /// Charges the containers of this configuration from now on. Restores the limits of containers that are no longer charged. Any thread.
    /// </summary>
    public void Adopt(FalconConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<PortOptions[]> wanted =
        [
            .. configuration.Dataplane.Overlays.SelectMany(overlay => overlay.Ports).Where(port => port.Cgroup is not null)
                .GroupBy(ChargedPorts.KeyOf).Select(container => container.ToArray()),
        ];
        lock (_changes)
        {
            IReadOnlyList<ChargedPorts> before = _containers;
            Volatile.Write(ref _containers, [.. wanted.Select(KnownOrNew)]);
            Restore(before.Except(_containers));
        }

        ChargedPorts KnownOrNew(PortOptions[] ports) =>
            _containers.FirstOrDefault(known => known.IsOf(ports)) ?? new ChargedPorts(ports, _journal, HolderOf);
    }

    /// <summary>A port's cgroup; null when its network is not charged to one. Any thread.</summary>
    public CgroupSnapshot? Read(BilledPort port) =>
        port.Removed ? null : Volatile.Read(ref _containers).FirstOrDefault(container => container.Ports.Contains(port.Name))?.Snapshot;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _faults.Try(ControlTasks.Cgroups, () => _journal.Recover(_log.CgroupRecovered));
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Restore(_containers);
    }

    /// <summary>Runs also for a daemon that fails during its start: it is disposed of without being stopped.</summary>
    public override void Dispose()
    {
        base.Dispose();
        Restore(_containers);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_interval);
        do _faults.Try(ControlTasks.Cgroups, Charge);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Charge()
    {
        lock (_changes)
        {
            BillSample? now = _containers.Count == 0 ? null : _service.Dataplane.Bills();
            if (now is not null) Charge(_last ?? now, now);
            _last = now;
        }
    }

    private void Charge(BillSample before, BillSample now)
    {
        IReadOnlyDictionary<string, double> cpus = CpusByPort(before, now);
        foreach (ChargedPorts container in _containers)
        {
            if (container.Charge(container.Ports.Sum(port => cpus.GetValueOrDefault(port))))
                _log.Cgroup(container.Name, container.Snapshot, container.Fault);
        }
    }

    /// <summary>How many CPUs each port has used between two samples, by its name. An earlier owner of its index does not count, nor
    /// does the kernel's part: the scheduler charges softirqs to whomever they interrupt, which is mostly the container itself.</summary>
    internal static IReadOnlyDictionary<string, double> CpusByPort(BillSample before, BillSample now)
    {
        double seconds = now.UptimeSeconds - before.UptimeSeconds;
        if (seconds <= 0) return new Dictionary<string, double>();
        var own = new OwnBills(before, now, now);
        return Enumerable.Range(0, now.Ports.Count).Where(port => !now.Ports[port].Removed)
            .ToDictionary(port => now.Ports[port].Name, port => WorkersOf(own.Ports[port]) / 1e9 / seconds);

        static long WorkersOf(long[] stages) => stages.Sum() - stages[(int)StageId.Kernel];
    }

    private void Restore(IEnumerable<ChargedPorts> containers)
    {
        foreach (ChargedPorts container in containers)
        {
            if (container.Restore() is { } fault) _log.Cgroup(container.Name, container.Snapshot, fault);
        }
    }

    private ChargedPorts? HolderOf(string directory) => _containers.FirstOrDefault(container => container.Snapshot.Directory == directory);
}
