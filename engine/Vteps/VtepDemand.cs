using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Which remote VTEPs somebody needs: those that are configured, and those that something was learned to be behind. Others may be gone for
/// good, and are not to be asked after for ever. One thread.
/// </summary>
/// <param name="fdb">What was learned.</param>
/// <param name="milliseconds">A monotonic clock.</param>
internal sealed class VtepDemand(ForwardingTable fdb, Func<long> milliseconds)
{
    /// <summary>So long after the last need, or after it was met first: its first frames are not learned from.</summary>
    private const long Grace = 10_000;

    private const long LookEvery = 1_000;

    private readonly Dictionary<int, long> _neededAt = [];
    private IReadOnlySet<int> _learned = new HashSet<int>();
    private long _lookAt = long.MinValue;

    /// <summary>Whether it is needed now, or was a moment ago.</summary>
    public bool Needs(Vtep vtep)
    {
        long now = milliseconds();
        if (vtep.Configured || HasEntries(vtep, now)) _neededAt[vtep.Index] = now;
        _neededAt.TryAdd(vtep.Index, now);
        return now - _neededAt[vtep.Index] < Grace;
    }

    /// <summary>Forgets a VTEP, whose index will be another one's.</summary>
    public void Forget(Vtep vtep) => _neededAt.Remove(vtep.Index);

    private bool HasEntries(Vtep vtep, long now)
    {
        if (now >= _lookAt)
        {
            _learned = fdb.VtepsInUse();
            _lookAt = now + LookEvery;
        }

        return _learned.Contains(vtep.Index);
    }
}
