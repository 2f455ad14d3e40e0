using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Which VTEPs have stopped sending, as far as the forwarding table tells: addresses behind them were seen, and not lately. A next hop that
/// has another MAC address now shows so long before the kernel would ask it again. One thread.
/// </summary>
/// <param name="fdb">What was learned, and when it was seen last.</param>
internal sealed class VtepSilence(ForwardingTable fdb)
{
    private const uint Silent = 2;

    private IReadOnlyDictionary<int, uint> _seen = new Dictionary<int, uint>();

    /// <summary>Reads the table anew; at most once a second is enough.</summary>
    public void Look() => _seen = fdb.LastSeenByVtep();

    /// <summary>Whether frames came from it once and have not for two seconds.</summary>
    /// <param name="vtep">The VTEP.</param>
    /// <param name="nowSeconds">The forwarding table's clock.</param>
    public bool IsSilent(Vtep vtep, uint nowSeconds) => _seen.TryGetValue(vtep.Index, out uint seen) && nowSeconds - seen >= Silent;
}
