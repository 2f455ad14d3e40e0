using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Frees the indices of VTEPs that are not needed, in three steps. First they can no longer be found. When no frame from them is under way,
/// the forwarding entries behind them are removed. When no frame to them is under way, their indices become free. One thread.
/// </summary>
/// <param name="vteps">The VTEP table.</param>
/// <param name="fdb">The forwarding table.</param>
/// <param name="fence">Reports when frames have left the pipelines.</param>
internal sealed class VtepRetirement(VtepTable vteps, ForwardingTable fdb, PipelineFence fence)
{
    private Vtep[] _leaving = [];
    private bool _forgotten;

    /// <summary>Takes as many steps as possible. Call it from time to time.</summary>
    /// <param name="withdrawn">Called with each VTEP that can no longer be found.</param>
    public void Step(Action<Vtep> withdrawn)
    {
        if (_leaving.Length == 0) Begin(withdrawn);
        else if (fence.IsPassed()) Continue();
    }

    private void Begin(Action<Vtep> withdrawn)
    {
        _leaving = [.. vteps.All.ToArray().Where(vtep => vtep.Idle && vteps.Withdraw(vtep))];
        _forgotten = false;
        foreach (Vtep vtep in _leaving) withdrawn(vtep);
        fence.Begin();
    }

    private void Continue()
    {
        if (_forgotten)
        {
            foreach (Vtep vtep in _leaving) vteps.Release(vtep);
            _leaving = [];
            return;
        }

        fdb.RemoveTargets(_leaving.Select(vtep => FdbTarget.Vtep(vtep.Index)).ToHashSet());
        _forgotten = true;
        fence.Begin();
    }
}
