using Falcon.Api;
using Falcon.Api.Catalogue;
using Falcon.Engine.Events;
using Microsoft.Extensions.Logging;

namespace Falcon.Control.Daemon;

/// <summary>
/// The daemon's log: one line per event. The levels are the catalogue's; where an attribute needs a constant, a test compares it.
/// </summary>
internal sealed partial class DaemonLog(ILogger<DaemonLog> logger)
{
    private readonly Lock _lock = new();
    private readonly EventLimiter _limiter = new(() => Environment.TickCount64);

    /// <summary>Writes an event, unless too many similar ones came recently. Any thread.</summary>
    public void Event(DataplaneEvent e)
    {
        LogLevel level = LevelOf(e);
        int left;
        bool last;
        lock (_lock)
        {
            if (!_limiter.Admits(e, out left, out last)) return;
        }

        if (left > 0) EventAfterOthers(level, e, left);
        else if (last) EventBeforeOthers(level, e);
        else Event(level, e);
    }

    [LoggerMessage(LogLevel.Information, "ready: overlays {Overlays}, ports {Ports}, admin API on {Socket}")]
    public partial void Ready(int overlays, int ports, string socket);

    [LoggerMessage(LogLevel.Information, "stopping")]
    public partial void Stopping();

    [LoggerMessage(LogLevel.Information, "reloaded: {Changes} change(s)")]
    public partial void Reloaded(int changes);

    [LoggerMessage(LogLevel.Warning, "reload-refused: {Problem}")]
    public partial void ReloadRefused(string problem);

    /// <summary>Logs the state of a container's cgroup.</summary>
    public void Cgroup(string port, CgroupSnapshot cgroup, string? fault)
    {
        if (fault is not null) CgroupDegraded(port, fault);
        else if (cgroup.State == CgroupState.Unlimited)
            CgroupDegraded(port, $"cgroup {cgroup.Directory} has no CPU limit, so nothing is charged for its network");
        else CgroupCharged(port, cgroup.Directory!);
    }

    [LoggerMessage(LogLevel.Warning, "cgroup-recovered: {Detail}")]
    public partial void CgroupRecovered(string detail);

    [LoggerMessage(LogLevel.Warning, "cgroup-degraded {Port}: {Detail}")]
    private partial void CgroupDegraded(string port, string detail);

    [LoggerMessage(LogLevel.Information, "cgroup-charged {Port}: its network is charged to {Directory}")]
    private partial void CgroupCharged(string port, string directory);

    [LoggerMessage("{What}")]
    private partial void Event(LogLevel level, DataplaneEvent what);

    [LoggerMessage("{What} (more like this are left out for up to a minute)")]
    private partial void EventBeforeOthers(LogLevel level, DataplaneEvent what);

    [LoggerMessage("{What} ({Left} more like this were left out)")]
    private partial void EventAfterOthers(LogLevel level, DataplaneEvent what, int left);

    private static LogLevel LevelOf(DataplaneEvent e) => EventCatalogue.Get(e.Name).Level switch
    {
        EventLevel.Error => LogLevel.Error,
        EventLevel.Warn => LogLevel.Warning,
        _ => LogLevel.Information,
    };
}
