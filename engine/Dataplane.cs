using System.Threading.Channels;
using Falcon.Api;
using Falcon.Engine.Balancing;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Xsk.Native;

namespace Falcon.Engine;

/// <summary>The engine: lanes, tables, stages and workers. Start it, read it, dispose it. All methods are thread-safe.</summary>
public sealed class Dataplane : IDisposable
{
    private readonly RunningDataplane _parts;
    private readonly SnapshotReader _reader;
    private readonly Lock _changes = new();
    private bool _disposed;

    private Dataplane(DataplaneOptions options, RunningDataplane parts)
    {
        _parts = parts;
        _reader = new SnapshotReader(options, parts);
    }

    /// <summary>Opens every lane and starts the workers in the caller's network namespace. Returns when frames flow.</summary>
    /// <param name="options">The configuration of uplinks, overlays, ports and workers.</param>
    /// <param name="events">Receives events for the operator.</param>
    /// <param name="cpuMeter">
    /// Measures the load of the workers' CPUs, so that the balancer sees other programs too. Null: it sees only the workers' own load.
    /// </param>
    /// <exception cref="DataplaneException">
    /// A device, a namespace or a kernel feature is missing. Everything that was opened is closed again.
    /// </exception>
    public static Dataplane Start(DataplaneOptions options, ChannelWriter<DataplaneEvent> events, ICpuMeter? cpuMeter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(events);
        try
        {
            return new Dataplane(options, DataplaneBuilder.Build(options, events, cpuMeter));
        }
        catch (XskException fault)
        {
            throw new DataplaneException(fault.Message, fault);
        }
    }

    /// <summary>Reports what <see cref="Reconfigure"/> would change, without changing it.</summary>
    /// <exception cref="DataplaneException">The change is not possible.</exception>
    public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays)
    {
        ArgumentNullException.ThrowIfNull(overlays);
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _parts.Topology.Preview(_parts.Planner.PlanChange(overlays, _parts.Memory));
        }
    }

    /// <summary>
    /// Changes overlays and ports while frames flow. What is in both the old and the new list is not disturbed. A port gets a new device
    /// when its device, its namespace or the MTU of its overlay changes. The counters of removed ports are kept for a while, in case the
    /// ports come back. Any thread; concurrent calls run one after another.
    /// </summary>
    /// <param name="overlays">The complete list of wanted overlays.</param>
    /// <returns>The changes; they are also reported as events.</returns>
    /// <exception cref="DataplaneException">The change is not possible; nothing has changed.</exception>
    public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays)
    {
        ArgumentNullException.ThrowIfNull(overlays);
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _parts.Topology.Become(_parts.Planner.PlanChange(overlays, _parts.Memory), patience: TimeSpan.Zero);
        }
    }

    /// <summary>Reads the current state and counters. Any thread.</summary>
    public DataplaneSnapshot Snapshot() => _reader.Read();

    /// <summary>
    /// Reads the bills; null when accounting is off. Any thread except a worker's. Waits at most 0.1 s per worker for a long turn to end.
    /// </summary>
    public BillSample? Bills() => _reader.ReadBills();

    /// <summary>Reads the forwarding tables. Any thread.</summary>
    public IReadOnlyList<FdbSnapshot> Fdb() => _reader.ReadFdb();

    /// <summary>
    /// Stops the workers, gives the frames back to the kernel and closes every lane. This also removes the containers' devices.
    /// </summary>
    public void Dispose()
    {
        lock (_changes)
        {
            _disposed = true;
            _parts.Dispose();
        }
    }
}
