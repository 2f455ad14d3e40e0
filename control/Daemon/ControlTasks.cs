namespace Falcon.Control.Daemon;

/// <summary>The daemon's tasks besides the engine's threads, by the names under which their faults are counted.</summary>
internal static class ControlTasks
{
    public const string Admin = "admin", Bills = "bills", Cgroups = "cgroups", Events = "events", Reload = "reload";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Admin, Bills, Cgroups, Events, Reload];
}
