using System.Threading.Channels;
using Falcon.Engine.Balancing;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Xsk;

namespace Falcon.Engine;

/// <summary>The engine: lanes, tables, stages and workers. Start it, read it, dispose it. Methods may be called from any thread.</summary>
public sealed class Dataplane : IDisposable
{
    private readonly DataplaneBuilder _parts;
    private readonly SnapshotReader _reader;

    private Dataplane(DataplaneOptions options, DataplaneBuilder parts)
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
        var parts = new DataplaneBuilder(options, events, cpuMeter);
        try
        {
            parts.Build();
            return new Dataplane(options, parts);
        }
        catch (Exception fault)
        {
            Close(parts);
            if (fault is XskException) throw new DataplaneException(fault.Message, fault);
            throw;
        }
    }

    /// <summary>The state and counters now.</summary>
    public DataplaneSnapshot Snapshot() => _reader.Read();

    /// <summary>What was billed to whom; null when no bills are kept. Any thread but a worker's; waits, at most 0.1 s for each worker, for a turn that takes long.</summary>
    public BillSample? Bills() => _reader.ReadBills();

    /// <summary>The forwarding table now.</summary>
    public IReadOnlyList<FdbSnapshot> Fdb() => _reader.ReadFdb();

    /// <summary>Gives the frames back to the kernel, stops the workers and closes every lane; the containers' devices go with it.</summary>
    public void Dispose() => Close(_parts);

    /// <summary>Workers end before their lanes close, lanes before the memory they write to is unmapped: the reverse of opening.</summary>
    private static void Close(DataplaneBuilder parts)
    {
        while (parts.Opened.TryPop(out IDisposable? part)) part.Dispose();
    }
}
