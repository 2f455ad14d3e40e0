using Falcon.Api;
using Falcon.Engine;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Daemon;

/// <summary>A running engine as the daemon sees it. Tests implement it with their own. Any thread may call the methods.</summary>
public interface IDataplane : IDisposable
{
    /// <summary>What <see cref="Reconfigure"/> would change. Changes nothing.</summary>
    /// <exception cref="DataplaneException">The change would fail.</exception>
    IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays);

    /// <summary>Changes overlays and ports while frames flow; see <see cref="Dataplane.Reconfigure"/>.</summary>
    /// <exception cref="DataplaneException">The change failed; nothing has changed.</exception>
    IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays);

    /// <summary>The current state and counters.</summary>
    DataplaneSnapshot Snapshot();

    /// <summary>What each account was billed; null without accounting. Waits up to 0.1 s per worker for a long turn to end.</summary>
    BillSample? Bills();

    /// <summary>The current forwarding table.</summary>
    IReadOnlyList<FdbSnapshot> Fdb();
}
