using System.Threading.Channels;
using Falcon.Api;
using Falcon.Engine.Balancing;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;
using Falcon.Xsk;

namespace Falcon.Engine;

/// <summary>The engine: lanes, tables, stages and workers. Start it, read it, dispose it. Methods may be called from any thread.</summary>
public sealed class Dataplane : IDisposable
{
    private readonly DataplaneOptions _options;
    private readonly DataplaneBuilder _parts;
    private readonly SnapshotReader _reader;
    private readonly Lock _changes = new();
    private readonly ChannelWriter<DataplaneEvent> _events;
    private bool _disposed;

    private Dataplane(DataplaneOptions options, DataplaneBuilder parts, ChannelWriter<DataplaneEvent> events)
    {
        _options = options;
        _parts = parts;
        _events = events;
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
        var parts = new DataplaneBuilder(options, events, cpuMeter);
        try
        {
            parts.Build();
            return new Dataplane(options, parts, events);
        }
        catch (Exception fault)
        {
            Close(parts);
            if (fault is XskException) throw new DataplaneException(fault.Message, fault);
            throw;
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
            return _parts.Topology.Preview(SettleChange(overlays));
        }
    }

    /// <summary>
    /// Changes overlays and ports while frames flow. Who is in both lists is not disturbed; a port whose device or namespace is another one, or whose overlay's
    /// MTU is, gets a new device. Removed ports' counters are kept for the case that they come back. Any thread; changes wait for each other.
    /// </summary>
    /// <param name="overlays">The overlays that there shall be.</param>
    /// <returns>What has changed; also reported as events.</returns>
    /// <exception cref="DataplaneException">It cannot be done; nothing has changed.</exception>
    public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays)
    {
        ArgumentNullException.ThrowIfNull(overlays);
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            IReadOnlyList<WantedOverlay> before = _parts.Topology.Overlays, wanted = SettleChange(overlays);
            IReadOnlyList<DataplaneEvent> changes = _parts.Topology.Become(wanted, patience: TimeSpan.Zero);
            foreach (Uplink uplink in _parts.Uplinks)
                uplink.ChangeVnis([.. before.Select(overlay => overlay.Options.Vni)], [.. wanted.Select(overlay => overlay.Options.Vni)]);
            foreach (DataplaneEvent change in changes) _events.TryWrite(change);
            _parts.Monitor.Wake();
            return changes;
        }
    }

    /// <summary>The state and counters now.</summary>
    public DataplaneSnapshot Snapshot() => _reader.Read();

    /// <summary>What was billed to whom; null when no bills are kept. Any thread but a worker's; waits, at most 0.1 s for each worker, for a turn that takes long.</summary>
    public BillSample? Bills() => _reader.ReadBills();

    /// <summary>The forwarding table now.</summary>
    public IReadOnlyList<FdbSnapshot> Fdb() => _reader.ReadFdb();

    /// <summary>Gives the frames back to the kernel, stops the workers and closes every lane; the containers' devices go with it.</summary>
    public void Dispose()
    {
        lock (_changes)
        {
            _disposed = true;
            Close(_parts);
        }
    }

    /// <summary>Settles what overlays shall be, and refuses what sockets and memory were not made for.</summary>
    private IReadOnlyList<WantedOverlay> SettleChange(IReadOnlyList<OverlayOptions> overlays)
    {
        IReadOnlyList<WantedOverlay> wanted = _parts.Settle(overlays);
        int ports = wanted.Sum(overlay => overlay.Options.Ports.Count), most = UmemDemand.MostXdpPorts(_options, _parts.Uplinks.Sum(uplink => uplink.Queues));
        if (_options.PortLane == PortLaneKind.Xdp && ports > most)
            throw new DataplaneException($"the UMEM has frames for {most} ports of the xdp lane, not for {ports}; give more 'umem-frames' and restart Falcon");
        if (wanted.FirstOrDefault(overlay => overlay.Mtu > _parts.LargestMtu) is { } large)
            throw new DataplaneException($"overlay {large.Options.Vni}: mtu {large.Mtu} is above {_parts.LargestMtu}, which memory and sockets were made for; restart Falcon");
        return wanted;
    }

    /// <summary>Workers end before their lanes close, lanes before the memory they write to is unmapped: the reverse of opening.</summary>
    private static void Close(DataplaneBuilder parts)
    {
        while (parts.Opened.TryPop(out IDisposable? part)) part.Dispose();
    }
}
