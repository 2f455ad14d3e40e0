using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Decides which remote VTEPs are needed: the configured ones, and those behind which an address was learned. The others may be gone for
/// good, and must not be probed for ever. One thread.
/// </summary>
/// <param name="fdb">The forwarding table.</param>
/// <param name="milliseconds">Reads a monotonic clock.</param>
internal sealed class VtepDemand(ForwardingTable fdb, Func<long> milliseconds)
{
    /// <summary>
    /// Milliseconds for which a VTEP counts as needed after the last need, or after its first frames, which are not learned from.
    /// </summary>
    private const long Grace = 10_000;

    private const long LookEvery = 1_000;

    private readonly Dictionary<int, long> _neededAt = [];
    private IReadOnlySet<int> _learned = new HashSet<int>();
    private long _lookAt = long.MinValue;

    /// <summary>Whether a VTEP is needed now or was recently.</summary>
    public bool Needs(Vtep vtep)
    {
        long now = milliseconds();
        if (vtep.Configured || HasEntries(vtep, now)) _neededAt[vtep.Index] = now;
        _neededAt.TryAdd(vtep.Index, now);
        return now - _neededAt[vtep.Index] < Grace;
    }

    /// <summary>Forgets a VTEP; its index will be reused.</summary>
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
