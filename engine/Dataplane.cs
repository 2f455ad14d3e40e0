using System.Threading.Channels;
using Falcon.Api;
using Falcon.Engine.Balancing;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Xsk.Native;

namespace Falcon.Engine;

/// <summary>The engine: lanes, tables, stages and workers. Start it, read it, dispose it. Methods may be called from any thread.</summary>
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

    /// <summary>Opens every lane and starts the workers in the caller's network namespace; returns when frames flow.</summary>
    /// <param name="options">What it should do.</param>
    /// <param name="events">Where it reports what an operator cares about.</param>
    /// <param name="cpuMeter">What several workers go by when they share work; null: they know only their own load.</param>
    /// <exception cref="DataplaneException">A device, namespace or kernel feature is missing; nothing is left behind.</exception>
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

    /// <summary>What <see cref="Reconfigure"/> would change; nothing does.</summary>
    /// <exception cref="DataplaneException">It could not be done.</exception>
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
    /// Changes overlays and ports while frames flow. Who is in both lists is not disturbed; a port whose device or namespace is another
    /// one, or whose overlay's MTU is, gets a new device. Removed ports' counters are kept for a while, for the case that they come back.
    /// Any thread; changes wait for each other.
    /// </summary>
    /// <param name="overlays">The overlays that are wanted.</param>
    /// <returns>What has changed; also reported as events.</returns>
    /// <exception cref="DataplaneException">It cannot be done; nothing has changed.</exception>
    public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays)
    {
        ArgumentNullException.ThrowIfNull(overlays);
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _parts.Topology.Become(_parts.Planner.PlanChange(overlays, _parts.Memory), patience: TimeSpan.Zero);
        }
    }

    /// <summary>The state and counters now.</summary>
    public DataplaneSnapshot Snapshot() => _reader.Read();

    /// <summary>
    /// What was billed to whom; null when no bills are kept. Any thread but a worker's; waits, at most 0.1 s for each worker, for a turn
    /// that takes long.
    /// </summary>
    public BillSample? Bills() => _reader.ReadBills();

    /// <summary>The forwarding table now.</summary>
    public IReadOnlyList<FdbSnapshot> Fdb() => _reader.ReadFdb();

    /// <summary>Gives the frames back to the kernel, stops the workers and closes every lane; the containers' devices go with it.</summary>
    public void Dispose()
    {
        lock (_changes)
        {
            _disposed = true;
            _parts.Dispose();
        }
    }
}
