using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Finds VTEPs that have stopped sending, from the forwarding table: addresses behind them were seen, but not recently. This shows a next
/// hop with a new MAC address long before the kernel would ask for it again. One thread.
/// </summary>
/// <param name="fdb">The forwarding table.</param>
internal sealed class VtepSilence(ForwardingTable fdb)
{
    private const uint Silent = 2;

    private IReadOnlyDictionary<int, uint> _seen = new Dictionary<int, uint>();

    /// <summary>Reads the table again; once a second is enough.</summary>
    public void Look() => _seen = fdb.LastSeenByVtep();

    /// <summary>Whether frames once came from a VTEP, but none in the last two seconds.</summary>
    /// <param name="vtep">The VTEP.</param>
    /// <param name="nowSeconds">The forwarding table's clock, in seconds.</param>
    public bool IsSilent(Vtep vtep, uint nowSeconds) => _seen.TryGetValue(vtep.Index, out uint seen) && nowSeconds - seen >= Silent;
}
