using System.Threading.Channels;
using Falcon.Api;
using Falcon.Engine;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Daemon;

/// <summary>The real engine.</summary>
public sealed class EngineDataplane : IDataplane
{
    private readonly Dataplane _dataplane;

    private EngineDataplane(Dataplane dataplane) => _dataplane = dataplane;

    /// <summary>Starts the engine with the host's CPU times; see <see cref="Dataplane.Start"/>.</summary>
    public static IDataplane Start(DataplaneOptions options, ChannelWriter<DataplaneEvent> events) =>
        new EngineDataplane(Dataplane.Start(options, events, new ProcStatCpuMeter()));

    /// <inheritdoc/>
    public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays) => _dataplane.Preview(overlays);

    /// <inheritdoc/>
    public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays) => _dataplane.Reconfigure(overlays);

    /// <inheritdoc/>
    public DataplaneSnapshot Snapshot() => _dataplane.Snapshot();

    /// <inheritdoc/>
    public BillSample? Bills() => _dataplane.Bills();

    /// <inheritdoc/>
    public IReadOnlyList<FdbSnapshot> Fdb() => _dataplane.Fdb();

    /// <inheritdoc/>
    public void Dispose() => _dataplane.Dispose();
}
