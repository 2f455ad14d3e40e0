using System.Net;
using System.Runtime.InteropServices;
using Falcon.Engine.Tables;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Decides when to ask the kernel to resolve or confirm a next hop. The kernel's own traffic would keep its neighbour entries current (RFC
/// 4861, section 7.3.2), but our traffic bypasses the kernel. VTEPs that the configuration does not name share a limit: a sender of forged
/// outer sources can invent any number of them, and each request takes an entry of the kernel's neighbour table. One thread.
/// </summary>
/// <param name="milliseconds">Reads a monotonic clock.</param>
internal sealed class NeighbourProbes(Func<long> milliseconds)
{
    /// <summary>
    /// The most requests per second for unresolved strangers. Each holds an entry of the kernel's table for some seconds (gc_thresh3:
    /// 1,024).
    /// </summary>
    public const int StrangersPerSecond = 64;

    /// <summary>Milliseconds between two requests for one next hop.</summary>
    private const long Again = 1_000;

    /// <summary>The longest time between two requests for a stranger that never answers.</summary>
    private const long LongestRetry = 512_000;

    /// <summary>Milliseconds between two confirmations of a next hop because a VTEP behind it is silent.</summary>
    private const long ConfirmAgain = 10_000;

    /// <summary>The most next hops whose last confirmation is remembered.</summary>
    private const int MostNextHops = 4_096;

    /// <summary>Milliseconds without requests for strangers after the kernel's table was full.</summary>
    private const long FullPause = 5_000;

    /// <summary>The states that need no request: the entry is fixed, or the kernel is resolving it.</summary>
    private const NeighbourState LeftAlone =
        NeighbourState.Permanent | NeighbourState.NoArp | NeighbourState.Incomplete | NeighbourState.Delay | NeighbourState.Probe;

    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Dictionary<(int IfIndex, IPAddress NextHop), long> _confirmed = [];
    private long _second;
    private int _usedInSecond;
    private long _pausedUntil = long.MinValue;

    /// <summary>Decides what to ask now, and counts it as asked.</summary>
    /// <param name="vtep">The VTEP behind the next hop.</param>
    /// <param name="neighbour">The kernel's entry for the next hop; null when there is none.</param>
    /// <param name="silent">Whether the VTEP has stopped sending.</param>
    public NeighbourAction Next(Vtep vtep, NeighbourInfo? neighbour, bool silent)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, vtep.Index, out bool known)!;
        if (!known) entry = new Entry(AskAt: long.MinValue, Failures: 0);
        NeighbourState state = neighbour?.State ?? NeighbourState.None;
        if ((state & LeftAlone) != 0) return NeighbourAction.None;
        if (state == NeighbourState.Reachable) return silent ? Confirm(neighbour!) : NeighbourAction.None;
        return Use(vtep, ref entry, unresolved: state != NeighbourState.Stale);
    }

    /// <summary>Notes that the kernel's neighbour table is full: strangers wait.</summary>
    public void TableIsFull() => _pausedUntil = milliseconds() + FullPause;

    /// <summary>Forgets a VTEP that is not needed.</summary>
    public void Forget(Vtep vtep) => _entries.Remove(vtep.Index);

    /// <summary>Confirms a next hop. Many VTEPs may be behind one router, which is asked once for all of them.</summary>
    private NeighbourAction Confirm(NeighbourInfo neighbour)
    {
        long now = milliseconds();
        if (_confirmed.TryGetValue((neighbour.IfIndex, neighbour.Address), out long last) && now - last < ConfirmAgain)
            return NeighbourAction.None;
        if (_confirmed.Count == MostNextHops) _confirmed.Clear();
        _confirmed[(neighbour.IfIndex, neighbour.Address)] = now;
        return NeighbourAction.Confirm;
    }

    private NeighbourAction Use(Vtep vtep, ref Entry entry, bool unresolved)
    {
        long now = milliseconds();
        bool limited = unresolved && !vtep.Configured && vtep.Route is null;
        if (now < entry.AskAt || (limited && !AllowStranger(now))) return NeighbourAction.None;
        long pause = limited ? Math.Min(Again << Math.Min(entry.Failures, 16), LongestRetry) : Again;
        entry = entry with { AskAt = now + pause, Failures = limited ? entry.Failures + 1 : 0 };
        return NeighbourAction.Use;
    }

    private bool AllowStranger(long now)
    {
        if (now < _pausedUntil) return false;
        if (now / 1_000 != _second) (_second, _usedInSecond) = (now / 1_000, 0);
        return _usedInSecond++ < StrangersPerSecond;
    }

    private record struct Entry(long AskAt, int Failures);
}
