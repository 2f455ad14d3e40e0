using Falcon.Api;
using Falcon.Control.Cgroups;
using Falcon.Control.Configuration;
using Falcon.Control.Preflight;
using Falcon.Engine.Events;
using Falcon.Engine.Threads;
using Falcon.Xsk.Native;

namespace Falcon.Control.Daemon;

/// <summary>Reads the configuration again and applies all of it or nothing. Any thread; one reload at a time.</summary>
internal sealed class Reloader(
    FalconConfiguration configuration, DataplaneService service, CgroupService cgroups, DaemonLog log, ControlFaults faults)
{
    private readonly Lock _lock = new();
    private readonly FalconConfiguration _started = configuration;
    private ReloadState _state = new(DateTimeOffset.UtcNow, LastSucceeded: true);

    /// <summary>The state of reloading. Any thread.</summary>
    public ReloadState State => Volatile.Read(ref _state);

    /// <summary>What <see cref="Reload"/> would do. Changes nothing and logs nothing.</summary>
    public ReloadReport Preview()
    {
        lock (_lock) return Read(wanted => service.Dataplane.Preview(wanted.Dataplane.Overlays));
    }

    /// <summary>Reloads. Failures are in the report and in the log.</summary>
    public ReloadReport Reload()
    {
        lock (_lock)
        {
            ReloadReport report = Read(PutInForce);
            Volatile.Write(
                ref _state,
                report.Accepted ? new ReloadState(DateTimeOffset.UtcNow, LastSucceeded: true) : _state with { LastSucceeded = false });
            if (report.Accepted) log.Reloaded(report.Changes.Count);
            foreach (string problem in report.Problems) log.ReloadRefused(problem);
            return report;
        }
    }

    private IReadOnlyList<DataplaneEvent> PutInForce(FalconConfiguration wanted)
    {
        IReadOnlyList<DataplaneEvent> changes = service.Dataplane.Reconfigure(wanted.Dataplane.Overlays);
        cgroups.Adopt(wanted);
        return changes;
    }

    /// <summary>Never throws, because the handler of SIGHUP cannot pass an exception on.</summary>
    private ReloadReport Read(Func<FalconConfiguration, IReadOnlyList<DataplaneEvent>> use)
    {
        try
        {
            return TryRead(use);
        }
        catch (DataplaneException fault)
        {
            return Refused(new Problem(_started.File, null, "", fault.Message).ToString());
        }
        catch (XskException fault)
        {
            return Refused($"the kernel refused a change after others were made: {fault.Message}; restart Falcon");
        }
#pragma warning disable CA1031 // A failed reload must not end the daemon, and must be reported.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            faults.Report(ControlTasks.Reload, fault);
            return Refused($"{fault.GetType().Name}: {fault.Message}; this is a bug, please report it; see the daemon's log");
        }
    }

    private ReloadReport TryRead(Func<FalconConfiguration, IReadOnlyList<DataplaneEvent>> use)
    {
        (FalconConfiguration? wanted, IReadOnlyList<Problem> problems) = FalconConfiguration.Load(_started.File);
        if (wanted is not null)
            problems = [.. RestartRules.Check(_started, wanted), .. PreflightCheck.RunForReload(wanted, new LinuxHostProbe())];
        if (wanted is null || problems.Count > 0) return Refused([.. problems.Select(problem => problem.ToString())]);
        string[] changes = [.. use(wanted).Select(change => change.ToString())];
        return new ReloadReport(changes, []) { PortsDown = PortsDown() };
    }

    private string[] PortsDown() =>
        [.. service.Dataplane.Snapshot().Ports.Where(port => !port.Up).Select(port => $"{port.Name}: {port.DownReason}")];

    private static ReloadReport Refused(params string[] problems) => new([], problems);
}
