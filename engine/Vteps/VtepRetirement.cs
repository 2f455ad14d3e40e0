using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Frees the places of VTEPs that nobody needs any more, in three steps: they are no longer found; when no frame is under way that came
/// from them, what was learned behind them is removed; when no frame is under way to them, their indices are free. One thread.
/// </summary>
/// <param name="vteps">The table.</param>
/// <param name="fdb">What was learned behind them.</param>
/// <param name="fence">Tells when frames have left.</param>
internal sealed class VtepRetirement(VtepTable vteps, ForwardingTable fdb, PipelineFence fence)
{
    private Vtep[] _leaving = [];
    private bool _forgotten;

    /// <summary>Goes as far as it can. Call it now and then.</summary>
    /// <param name="withdrawn">Called with each VTEP that is no longer found.</param>
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
