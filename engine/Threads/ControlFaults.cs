using Falcon.Api;
using Falcon.Engine.Events;

namespace Falcon.Engine.Threads;

/// <summary>Handles unexpected exceptions of the control threads: counts them by thread and reports each kind once. Thread-safe.</summary>
/// <param name="report">Receives the first fault of each kind, on the thread that failed.</param>
public sealed class ControlFaults(Action<DataplaneEvent> report)
{
    /// <summary>The most kinds that are told apart. Faults beyond that are only counted.</summary>
    private const int MostKinds = 256;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = [];

    /// <summary>Lists a thread from now on, even without faults.</summary>
    public void Watch(string thread)
    {
        lock (_lock) _counts.TryAdd(thread, 0);
    }

    /// <summary>Runs an action; an exception is reported instead of passed on.</summary>
    /// <returns>Whether the action succeeded.</returns>
    public bool Try(string thread, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            action();
            return true;
        }
#pragma warning disable CA1031 // The last resort: no exception may end the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(thread, fault);
            return false;
        }
    }

    /// <summary>Counts a fault, and reports it if it is the first of its kind.</summary>
    /// <param name="thread">The thread that failed.</param>
    /// <param name="fault">The exception.</param>
    public void Report(string thread, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!IsNews(thread, fault)) return;
        try
        {
            string detail = $"{fault}; this is a bug, please report it; Falcon goes on";
            report(new DataplaneEvent(DataplaneEventKind.ControlFault, thread, detail));
        }
#pragma warning disable CA1031 // The report itself failed; there is no one to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>The faults by thread since the start.</summary>
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

    /// <summary>The kind of a fault: its type and place, without the message, which may contain a changing number.</summary>
    private static string KindOf(string thread, Exception fault)
    {
        string trace = fault.StackTrace ?? "";
        int end = trace.IndexOf('\n', StringComparison.Ordinal);
        return $"{thread} {fault.GetType()} {(end < 0 ? trace : trace[..end])}";
    }
}
