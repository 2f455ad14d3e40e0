using Falcon.Api;
using Falcon.Engine;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Daemon;

/// <summary>A running engine as the daemon sees it; the seam at which tests put their own. Methods may be called from any thread.</summary>
public interface IDataplane : IDisposable
{
    /// <summary>What <see cref="Reconfigure"/> would change; nothing does.</summary>
    /// <exception cref="DataplaneException">It could not be done.</exception>
    IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays);

    /// <summary>Changes overlays and ports while frames flow; see <see cref="Dataplane.Reconfigure"/>.</summary>
    /// <exception cref="DataplaneException">It cannot be done; nothing has changed.</exception>
    IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays);

    /// <summary>The state and counters now.</summary>
    DataplaneSnapshot Snapshot();

    /// <summary>What was billed to whom; null when no bills are kept. Waits, at most 0.1 s for each worker, for a turn that takes long.</summary>
    BillSample? Bills();

    /// <summary>The forwarding table now.</summary>
    IReadOnlyList<FdbSnapshot> Fdb();
}
