using Falcon.Api;
using Falcon.Engine.Events;

namespace Falcon.Engine.Threads;

/// <summary>
/// The last resort for everything that runs beside the workers: counts unexpected exceptions by thread and reports each kind once.
/// Thread-safe.
/// </summary>
/// <param name="report">Takes the first fault of each kind; called by the thread that failed.</param>
public sealed class ControlFaults(Action<DataplaneEvent> report)
{
    /// <summary>Kinds that are told apart. A thread that fails in more ways than this is only counted from then on.</summary>
    private const int MostKinds = 256;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = [];

    /// <summary>Counts a thread's faults from now on, so that it is listed before its first one.</summary>
    public void Watch(string thread)
    {
        lock (_lock) _counts.TryAdd(thread, 0);
    }

    /// <summary>Runs an action; what it throws is reported instead of passed on.</summary>
    /// <returns>Whether it threw nothing.</returns>
    public bool Try(string thread, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            action();
            return true;
        }
#pragma warning disable CA1031 // The last resort: whatever it is, it must not end the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(thread, fault);
            return false;
        }
    }

    /// <summary>Counts a fault, and reports it when it is the first of its kind.</summary>
    /// <param name="thread">Where it happened.</param>
    /// <param name="fault">What happened.</param>
    public void Report(string thread, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!IsNews(thread, fault)) return;
        try
        {
            string detail = $"{fault}; this is a bug, please report it; Falcon goes on";
            report(new DataplaneEvent(DataplaneEventKind.ControlFault, thread, detail));
        }
#pragma warning disable CA1031 // There is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Faults by thread since the start.</summary>
    public IReadOnlyList<ControlFaultSnapshot> Read()
    {
        lock (_lock) return [.. _counts.Select(count => new ControlFaultSnapshot(count.Key, count.Value))];
    }

    private bool IsNews(string thread, Exception fault)
    {
        string kind = KindOf(thread, fault);
        lock (_lock)
        {
            _counts[thread] = _counts.GetValueOrDefault(thread) + 1;
            return _reported.Count < MostKinds && _reported.Add(kind);
        }
    }

    /// <summary>The type and the place; not the message, which may contain a number that changes each time.</summary>
    private static string KindOf(string thread, Exception fault)
    {
        string trace = fault.StackTrace ?? "";
        int end = trace.IndexOf('\n', StringComparison.Ordinal);
        return $"{thread} {fault.GetType()} {(end < 0 ? trace : trace[..end])}";
    }
}
